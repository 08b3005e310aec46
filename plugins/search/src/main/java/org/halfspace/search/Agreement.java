package org.halfspace.search;

/**
 * How well two outputs agree, judged by logits: where softmax is saturated, probabilities hide differences of logits. A difference of
 * centred logits of at most r changes no probability by more than r / 2, since the rows of softmax's Jacobian sum to at most 1/2 in
 * absolute value.
 */
public enum Agreement {
    /** What is left is explained by storing x* in float32 numbers. */
    EXACT,
    /** No probability differs by more than 1e-6, for the logits that there are and for any others that differ as little. */
    TIGHT,
    /** The same for 1e-3. */
    LOOSE,
    /** The predicted class is the same. */
    LABEL,
    /** Nothing. */
    NONE;

    /** Twice the probabilities, by the bound above. */
    private static final double TIGHT_RESIDUAL = 2e-6;

    private static final double LOOSE_RESIDUAL = 2e-3;

    /**
     * The layer that is reached.
     *
     * @param residual the largest absolute difference of centred logits
     * @param rounding what rounding can make of it; 0 where that is not known
     * @param sameLabel whether the largest logit is of the same class
     */
    static Agreement of(double residual, double rounding, boolean sameLabel) {
        if (residual <= rounding) {
            return EXACT;
        }
        if (residual <= TIGHT_RESIDUAL) {
            return TIGHT;
        }
        if (residual <= LOOSE_RESIDUAL) {
            return LOOSE;
        }
        return sameLabel ? LABEL : NONE;
    }
}
