package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.halfspace.search.SearchSummary.Rate;
import org.halfspace.spi.model.SoftmaxHead;

/** The answer in words. */
final class Findings {
    /** An exact match at this multiple of the distance found, or less, is at that distance. */
    private static final double BESIDE = 1.001;

    private Findings() {}

    static List<String> of(
            SearchSummary values, List<PairRow> rows, SearchParameters parameters, SoftmaxHead head, boolean refutes) {
        List<String> findings = new ArrayList<>();
        String norm = parameters.norm().name().toLowerCase(Locale.ROOT);
        for (Rate rate : values.rates()) {
            findings.add(String.format(
                    Locale.ROOT,
                    "%d of %d pairs have a match within %s = %.4g: %.0f %%, 95 %% interval %.0f to %.0f %%%s",
                    rate.found(),
                    values.pairs(),
                    norm,
                    rate.eps(),
                    100 * rate.rate(),
                    100 * rate.lower(),
                    100 * rate.upper(),
                    refutes
                            ? String.format("; %d certainly have none, %d are undecided", rate.refuted(), rate.open())
                            : ""));
        }
        if (!values.epsQuantiles().isEmpty()) {
            findings.add(String.format(
                    Locale.ROOT,
                    "the least distance found is %.4g in the median over the %d pairs matched, %.4g to %.4g in all",
                    values.epsQuantiles().get(2),
                    values.found(),
                    values.epsQuantiles().get(0),
                    values.epsQuantiles().get(4)));
            List<Integer> layers = values.agreements();
            findings.add(String.format(
                    Locale.ROOT,
                    "of these matches, %d are exact to the rounding of x* to float32, %d agree to 1e-6 in probability, %d to 1e-3,"
                            + " %d in the label only, judged by logits; %d still agree to 1e-3 when rounded to 8 bits",
                    layers.get(0),
                    layers.get(1),
                    layers.get(2),
                    layers.get(3) + layers.get(4),
                    values.agreements8Bit().get(0)
                            + values.agreements8Bit().get(1)
                            + values.agreements8Bit().get(2)));
        } else if (values.pairs() > 0) {
            findings.add("no match was found for any of " + values.pairs() + " pairs");
        }
        if (values.medianBracket() != null) {
            findings.add(String.format(
                    Locale.ROOT,
                    "found and refuted distances are a factor of %.3g apart, in the median",
                    values.medianBracket()));
        }
        if (values.certified() > 0) {
            findings.add(proofs(rows));
        } else if (parameters.certify() && values.found() > 0) {
            findings.add("for none of these matches is it proved that there is an exact one");
        }
        if (values.dimension() == 0) {
            findings.add("V = 0: there are no adversarial directions, and a match has the very hidden vector of x'");
        } else if (head.hiddenSize() <= head.classes()) {
            findings.add("l = " + head.hiddenSize() + " is not above m = " + head.classes()
                    + ", where the paper promises no directions; there are " + values.dimension() + " all the same");
        }
        long alike = rows.stream()
                .filter(row -> row.sourceClass() == row.targetClass())
                .count();
        if (alike > 0) {
            findings.add(alike + " pairs are of one predicted class: a match of theirs is no misclassification");
        }
        if (!refutes && !parameters.skipBounds()) {
            findings.add("nothing can be proved of this network's outputs over a ball, so no distance is refuted");
        }
        return findings;
    }

    /** How far exact matches are, compared with what was found within the tolerance. */
    private static String proofs(List<PairRow> rows) {
        List<Double> ratios = rows.stream()
                .filter(row -> row.certifiedEps() != null)
                .map(row -> row.certifiedEps() / row.eps())
                .toList();
        long beside = ratios.stream().filter(ratio -> ratio <= BESIDE).count();
        return String.format(
                Locale.ROOT,
                "of these matches, %d have a proof that there is an exact one, %d of them at the distance found; %.4g times as"
                        + " far in the median, %.4g times at most",
                ratios.size(),
                beside,
                Statistics.median(ratios),
                Statistics.quantile(ratios, 1));
    }
}
