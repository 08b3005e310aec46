package org.halfspace.spi.model;

import java.nio.FloatBuffer;

/**
 * Linear forms of a map's outputs with their gradients, which share one pass forward: rows of a Jacobian. Buffers are as in
 * {@link FeatureMap#apply}; thread-safe. {@link #close} frees native memory.
 */
public interface FormsGradient extends AutoCloseable {

    /**
     * The map's outputs, and the gradients of the forms.
     *
     * @param inputs {@code count} x inputSize numbers
     * @param count how many rows, at least 1
     * @param outputs receives {@code count} x outputSize numbers: g(x), not the forms' values
     * @param gradients receives {@code count} x k x inputSize numbers: for each row of inputs one gradient of each form
     */
    void gradients(FloatBuffer inputs, int count, FloatBuffer outputs, FloatBuffer gradients);

    @Override
    void close();
}
