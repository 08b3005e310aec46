package org.halfspace.search;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.model.Norm;

/** What is asked. */
public record SearchParameters(
        @Parameter(
                        value =
                                "Which pairs (x, x') of samples: all, a number of random ones, or a file of lines source,target",
                        defaultValue = "100",
                        label = "N|all|FILE.csv")
                String pairs,
        @Parameter(value = "One pair instead: the sample x, from 0", min = 0, label = "I") Optional<Integer> from,
        @Parameter(value = "One pair instead: the sample x', from 0", min = 0, label = "J") Optional<Integer> to,
        @Parameter("Let random pairs be of equal labels and of samples that are predicted wrongly, too")
                boolean anyPair,
        @Parameter(value = "The norm that distances from x are measured in", defaultValue = "linf") Norm norm,
        @Parameter(
                        value =
                                "Distances to ask about, in pixel units, as 0.1 or 8/255; the largest one bounds the search, and without"
                                        + " any the least distance is searched whatever it is",
                        label = "E,...")
                List<Double> eps,
        @Parameter(value = "The method of search", defaultValue = "auto", label = "NAME") String method,
        @Parameter(
                        value = "Largest absolute difference of centred logits that still counts as a match",
                        defaultValue = "1e-3",
                        min = 1e-12)
                double tolerance,
        @Parameter(value = "How hard to try: 2 is about twice the work", defaultValue = "1", min = 0.01, max = 1000)
                double effort,
        @Parameter(
                        "Prove, where it is possible, that there is an exact match beside each one that was found, or farther")
                boolean certify,
        @Parameter(
                        value =
                                "What to spend on the proof of a distance below which there is certainly no match: 0 for a quick one, 1 for"
                                        + " one that is about a tenth better and takes ten times as long, more for so many branches",
                        defaultValue = "0",
                        min = 0,
                        max = 1000000)
                int branches,
        @Parameter("Do not look for distances below which there is certainly no match") boolean skipBounds,
        @Parameter(
                        value =
                                "A folder for the inputs found, in pixels, as inputs.npy with one row for each pair, and for pictures of them",
                        label = "DIR")
                Optional<Path> save) {

    /** Every parameter at its default. */
    public static SearchParameters defaults() {
        return new SearchParameters(
                "100",
                Optional.empty(),
                Optional.empty(),
                false,
                Norm.LINF,
                List.of(),
                "auto",
                1e-3,
                1,
                false,
                0,
                false,
                Optional.empty());
    }

    /** The same with other pairs. */
    public SearchParameters withPairs(String other) {
        return new SearchParameters(
                other, from, to, anyPair, norm, eps, method, tolerance, effort, certify, branches, skipBounds, save);
    }

    /** The same with another norm. */
    public SearchParameters withNorm(Norm other) {
        return new SearchParameters(
                pairs, from, to, anyPair, other, eps, method, tolerance, effort, certify, branches, skipBounds, save);
    }

    /** The same with other distances. */
    public SearchParameters withEps(Double... others) {
        return new SearchParameters(
                pairs,
                from,
                to,
                anyPair,
                norm,
                List.of(others),
                method,
                tolerance,
                effort,
                certify,
                branches,
                skipBounds,
                save);
    }

    /** The same with another method. */
    public SearchParameters withMethod(String other) {
        return new SearchParameters(
                pairs, from, to, anyPair, norm, eps, other, tolerance, effort, certify, branches, skipBounds, save);
    }

    /** The same with proofs asked for. */
    public SearchParameters certified() {
        return new SearchParameters(
                pairs, from, to, anyPair, norm, eps, method, tolerance, effort, true, branches, skipBounds, save);
    }

    /** The same with a place for the inputs. */
    public SearchParameters savedTo(Path folder) {
        return new SearchParameters(
                pairs,
                from,
                to,
                anyPair,
                norm,
                eps,
                method,
                tolerance,
                effort,
                certify,
                branches,
                skipBounds,
                Optional.of(folder));
    }
}
