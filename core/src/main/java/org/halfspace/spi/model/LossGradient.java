package org.halfspace.spi.model;

import java.nio.FloatBuffer;

/**
 * Losses of a classifier's logits with their gradients by the pixels, each in one pass through the network: a step of a search or
 * an attack. Buffers are as in {@link FeatureMap#apply}; thread-safe. {@link #close} frees native memory.
 */
public interface LossGradient extends AutoCloseable {

    /**
     * Values, logits and gradients.
     *
     * @param loss which loss
     * @param inputs {@code count} x input size numbers
     * @param count how many rows, at least 1
     * @param parameters {@code count} x m numbers: what {@code loss} says
     * @param values receives {@code count} numbers
     * @param logits receives {@code count} x m numbers
     * @param gradients receives {@code count} x input size numbers: of each value, by its row of inputs
     * @throws org.halfspace.spi.InputException if the classifier has too few classes for the loss
     */
    void valueAndGradient(
            LossFunction loss,
            FloatBuffer inputs,
            int count,
            FloatBuffer parameters,
            FloatBuffer values,
            FloatBuffer logits,
            FloatBuffer gradients);

    @Override
    void close();
}
