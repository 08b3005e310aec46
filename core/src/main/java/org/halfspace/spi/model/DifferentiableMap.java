package org.halfspace.spi.model;

import java.nio.FloatBuffer;

/**
 * A feature map that can be differentiated with respect to its inputs. With J the Jacobian at x, {@code outputSize x inputSize}:
 * {@link #vjp} gives {@code J^T v} (reverse mode), {@link #jvp} gives {@code J u} (forward mode). At a kink, derivatives are those
 * that PyTorch chooses. Buffers are as in {@link FeatureMap#apply}; thread-safe.
 */
public interface DifferentiableMap extends FeatureMap {

    /**
     * Vector-Jacobian products, with the outputs on the way.
     *
     * @param inputs {@code count} x inputSize numbers
     * @param count how many rows, at least 1
     * @param cotangents {@code count} x outputSize numbers: v, one for each row
     * @param outputs receives {@code count} x outputSize numbers
     * @param gradients receives {@code count} x inputSize numbers: J^T v
     */
    void vjp(FloatBuffer inputs, int count, FloatBuffer cotangents, FloatBuffer outputs, FloatBuffer gradients);

    /**
     * Jacobian-vector products, with the outputs on the way.
     *
     * @param inputs {@code count} x inputSize numbers
     * @param count how many rows, at least 1
     * @param tangents {@code count} x inputSize numbers: u, one for each row
     * @param outputs receives {@code count} x outputSize numbers
     * @param products receives {@code count} x outputSize numbers: J u
     */
    void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products);
}
