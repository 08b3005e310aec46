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
}
