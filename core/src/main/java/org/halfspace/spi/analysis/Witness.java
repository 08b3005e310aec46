package org.halfspace.spi.analysis;

import java.math.BigInteger;
import java.util.List;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Norm;

/**
 * What is needed to check a claim about a softmax layer. Core checks it by plain arithmetic, by another path than the one that
 * found it, before the claim is reported.
 */
public sealed interface Witness {

    /** The claim, in words. */
    String claim();

    /**
     * Moving a hidden vector along this direction changes no probability: {@code d} lies in V = ker of the centred W^T
     * (Definition 1 and Theorem 1 of the paper).
     *
     * @param direction d, l numbers, of length 1
     */
    record InvariantDirection(double[] direction) implements Witness {
        @Override
        public String claim() {
            return "moving any hidden vector along this direction changes no probability";
        }
    }

    /**
     * Two decision boundaries are exactly parallel, for the weights as they are stored (Definition 2 of the paper):
     * {@code w_i - w_j} and {@code w_k - w_l} are not zero, and one is a multiple of the other.
     *
     * @param i a class of the first boundary
     * @param j its other class
     * @param k a class of the second boundary
     * @param l its other class
     */
    record ParallelBoundaries(int i, int j, int k, int l) implements Witness {
        @Override
        public String claim() {
            return "the boundary of classes " + i + " and " + j + " is parallel to that of classes " + k + " and " + l;
        }
    }

    /**
     * Each of some classes has a region with interior in the hidden domain: at its point every other logit is below its own.
     *
     * @param domain the domain that the points lie in
     * @param classes n classes
     * @param points n points of l numbers
     */
    record RegionPoints(HiddenDomain domain, int[] classes, double[][] points) implements Witness {
        @Override
        public String claim() {
            return "each of " + classes.length + " classes wins at its point of the domain " + domain;
        }
    }

    /**
     * Each of some classes has a region without interior in the hidden domain. By Farkas' lemma: for some convex combination
     * lambda of the other classes, {@code max_h sum_j lambda_j ((w_i - w_j) . h + b_i - b_j) <= 0} over the domain, so that no h gives
     * class i the largest logit alone.
     *
     * @param domain the domain
     * @param regions one combination per class
     */
    record EmptyRegions(HiddenDomain domain, List<Combination> regions) implements Witness {
        public EmptyRegions {
            regions = List.copyOf(regions);
        }

        @Override
        public String claim() {
            return "each of " + regions.size() + " classes wins nowhere in the domain " + domain;
        }
    }

    /**
     * A convex combination of classes that bars another one.
     *
     * @param classIndex i, the class that is barred
     * @param classes the classes j
     * @param weights integers in the proportion of lambda, none negative
     */
    record Combination(int classIndex, int[] classes, BigInteger[] weights) {}

    /**
     * Each of some classes has an unbounded region, if it has a point at all: along its direction, which leads nowhere out of the
     * domain, no other logit gains on its own.
     *
     * @param domain the domain
     * @param classes n classes
     * @param directions n directions of l numbers and length 1
     */
    record UnboundedRegions(HiddenDomain domain, int[] classes, double[][] directions) implements Witness {
        @Override
        public String claim() {
            return "each of " + classes.length + " regions goes on for ever along its direction in the domain "
                    + domain;
        }
    }

    /**
     * Each of some classes has a bounded region: some positive multiples of the differences {@code w_i - w_j}, which span hidden
     * space, sum to zero (on a half-bounded domain: to a vector that points out of it in every coordinate, Ville's alternative).
     *
     * @param domain the domain, not bounded itself
     * @param regions one set of multiples per class
     */
    record BoundedRegions(HiddenDomain domain, List<Multiples> regions) implements Witness {
        public BoundedRegions {
            regions = List.copyOf(regions);
        }

        @Override
        public String claim() {
            return "each of " + regions.size() + " regions is bounded in the domain " + domain;
        }
    }

    /**
     * Positive multiples of differences.
     *
     * @param classIndex i
     * @param classes the classes j
     * @param multiples one positive number per class j
     */
    record Multiples(int classIndex, int[] classes, double[] multiples) {}

    /**
     * Each of some pairs of regions shares a facet: at its point the two logits tie, to rounding, and all others are below them.
     *
     * @param domain the domain that the points lie in
     * @param pairs n pairs of classes
     * @param points n points of l numbers
     */
    record SharedFacets(HiddenDomain domain, int[][] pairs, double[][] points) implements Witness {
        @Override
        public String claim() {
            return "each of " + pairs.length + " pairs of regions shares a facet in the domain " + domain;
        }
    }

    /**
     * Each of some pairs of regions shares no facet. Motzkin's alternative: for some {@code lambda >= 0}, not all zero, and some mu,
     * {@code max_h sum_k lambda_k ((w_i - w_k) . h + b_i - b_k) - mu ((w_i - w_j) . h + b_i - b_j) <= 0} over the domain, so that where
     * i and j tie, no other logit can be below theirs strictly throughout.
     *
     * @param domain the domain
     * @param pairs one set of multipliers per pair
     */
    record SeparatedRegions(HiddenDomain domain, List<Separation> pairs) implements Witness {
        public SeparatedRegions {
            pairs = List.copyOf(pairs);
        }

        @Override
        public String claim() {
            return "each of " + pairs.size() + " pairs of regions shares no facet in the domain " + domain;
        }
    }

    /**
     * An input near one input has the softmax output of another: {@code |C (z(x*) - z(x'))|_inf <= tolerance},
     * {@code ||x* - x||_p <= radius}, and x* lies within the bounds of pixels. All numbers are float32 numbers.
     *
     * @param pair which pair, for the claim
     * @param source x, n numbers
     * @param target x', n numbers
     * @param match x*, n numbers
     * @param norm p
     * @param radius in pixel units
     * @param tolerance in logits
     */
    record MatchedInputs(
            String pair, float[] source, float[] target, float[] match, Norm norm, double radius, double tolerance)
            implements Witness {
        @Override
        public String claim() {
            return "within " + radius + " (" + norm + ") of the source of pair " + pair
                    + " there is an input with the target's logits, but for a shift, to " + tolerance;
        }
    }

    /**
     * Multipliers of a pair.
     *
     * @param first i
     * @param second j
     * @param classes the classes k
     * @param multipliers lambda, one number per class k, none negative
     * @param along mu
     */
    record Separation(int first, int second, int[] classes, double[] multipliers, double along) {}
}
