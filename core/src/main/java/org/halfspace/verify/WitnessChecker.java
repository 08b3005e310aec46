package org.halfspace.verify;

import java.util.Optional;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Checks the witnesses of claims about one softmax layer by plain sums over W, sharing nothing with the code that finds them.
 * Immutable.
 */
public final class WitnessChecker {

    /** 2^-53, the relative error of one operation in double precision. */
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** How far the length of a direction may be from 1: far beyond rounding, far below what would matter. */
    private static final double LENGTH_TOLERANCE = 1e-9;

    private final SoftmaxHead head;
    private final Optional<Classifier> classifier;

    /** Checks claims about this layer. */
    public WitnessChecker(SoftmaxHead head) {
        this.head = head;
        this.classifier = Optional.empty();
    }

    /** Checks claims about this classifier: about its softmax layer, and about its inputs. */
    public WitnessChecker(Classifier classifier) {
        this.head = classifier.head();
        this.classifier = Optional.of(classifier);
    }

    /**
     * Checks one claim.
     *
     * @throws IllegalArgumentException if the witness is not about a layer of this size
     */
    public Check check(Witness witness) {
        if (witness instanceof Witness.InvariantDirection invariant) {
            return checkDirection(invariant);
        }
        if (witness instanceof Witness.ParallelBoundaries parallel) {
            return new ParallelBoundariesCheck(head.weights()).check(parallel);
        }
        if (witness instanceof Witness.RegionPoints points) {
            return new RegionPointsCheck(head).check(points);
        }
        if (witness instanceof Witness.EmptyRegions empty) {
            return new EmptyRegionsCheck(head).check(empty);
        }
        if (witness instanceof Witness.UnboundedRegions unbounded) {
            return new UnboundedRegionsCheck(head).check(unbounded);
        }
        if (witness instanceof Witness.BoundedRegions bounded) {
            return new BoundedRegionsCheck(head).check(bounded);
        }
        if (witness instanceof Witness.SharedFacets facets) {
            return new SharedFacetsCheck(head).check(facets);
        }
        if (witness instanceof Witness.SeparatedRegions separated) {
            return new SeparatedRegionsCheck(head).check(separated);
        }
        if (witness instanceof Witness.MatchedInputs matched) {
            return new MatchedInputsCheck(classifier.orElseThrow(
                            () -> new IllegalArgumentException("a claim about inputs needs the classifier")))
                    .check(matched);
        }
        throw new IllegalArgumentException("no check is known for " + witness.getClass());
    }

    /**
     * A direction d of length 1 changes no probability if and only if {@code (w_i - w_0) . d = 0} for all i. What is measured is the
     * largest of these products, in logits per unit of length.
     *
     * <p>The bound is {@code 4 gamma_n ‖W‖_F}, n = l + m + 16, {@code gamma_n = n u / (1 - n u)}. A quarter of it covers the sums made
     * here ({@code gamma_(l + 1) ‖w_i - w_0‖ ‖d‖}, by Cauchy and Schwarz, twice); the rest is left to whoever found d, whose
     * numbers are rounded too, and to the weights, which are themselves known to a relative 2^-53. A direction that is wrong
     * exceeds it by eight orders of magnitude or more.
     */
    private Check checkDirection(Witness.InvariantDirection witness) {
        double[] d = witness.direction();
        int l = head.hiddenSize();
        int m = head.classes();
        if (d.length != l) {
            throw new IllegalArgumentException("expected a direction of l = " + l + " numbers, found " + d.length);
        }
        double length = 0;
        for (double value : d) {
            length += value * value;
        }
        if (!(Math.abs(Math.sqrt(length) - 1) <= LENGTH_TOLERANCE)) {
            return new Check(witness.claim() + " (its length is not 1)", false, Math.sqrt(length), 1);
        }
        double[] products = new double[m];
        double sumOfSquares = 0;
        for (int k = 0; k < l; k++) {
            double reference = head.weights().unsafe_get(k, 0);
            for (int i = 0; i < m; i++) {
                double weight = head.weights().unsafe_get(k, i);
                products[i] += (weight - reference) * d[k];
                sumOfSquares += weight * weight;
            }
        }
        double largest = 0;
        for (double product : products) {
            largest = Math.max(largest, Math.abs(product));
        }
        double n = (l + m + 16.0) * UNIT_ROUNDOFF;
        double bound = 4 * n / (1 - n) * Math.sqrt(sumOfSquares);
        return new Check(witness.claim(), largest <= bound, largest, bound);
    }
}
