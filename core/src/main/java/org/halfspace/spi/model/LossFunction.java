package org.halfspace.spi.model;

/**
 * Losses of the logits z of a sample, m numbers, with m parameters p of its own. t is the class of the largest parameter where a
 * loss asks for a class; then p is 1 there and 0 elsewhere.
 */
public enum LossFunction {
    /** {@code 1/2 |C (z - p)|^2}, where C subtracts the mean: how far the probabilities are from those of the logits p. */
    CENTRED_RESIDUAL,
    /** {@code -sum_i p_i log S(z)_i}: p is a distribution over the classes. */
    CROSS_ENTROPY,
    /** {@code z_t - max_{i != t} z_i} (Carlini and Wagner, 2017): positive where t is predicted. */
    MARGIN,
    /**
     * Difference of logits ratio (Croce and Hein, 2020): {@code -(z_t - max_{i != t} z_i) / (z_(1) - z_(3) + 1e-12)}, with the
     * largest and the third largest logit below the line. Needs three classes.
     */
    DIFFERENCE_OF_LOGITS_RATIO,
    /** {@code sum_i p_i z_i}. */
    LINEAR
}
