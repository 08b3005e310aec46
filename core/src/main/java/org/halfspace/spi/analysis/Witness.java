package org.halfspace.spi.analysis;

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
}
