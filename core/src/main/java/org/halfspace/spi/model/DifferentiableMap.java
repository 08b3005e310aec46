package org.halfspace.spi.model;

import java.nio.FloatBuffer;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

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

    /**
     * Losses of the logits of a head behind this map, with their gradients. Here: one run for the outputs and one for the
     * gradient; a map that can do both at once says so by overriding.
     *
     * @param head takes this map's outputs
     * @return to be closed before the map is
     */
    default LossGradient losses(SoftmaxHead head) {
        return new TwoPassLosses(this, head);
    }

    /**
     * Losses as {@link #losses} with a surrogate for the gradient that sees past rectifiers which are off: the derivative of {@code max(x, 0)}
     * where x is not above 0 is taken to be the leak. Values are the true ones. A search gets on where the true gradient says nothing, since all that would have to
     * change is off. Here: the true gradient; a map that knows its rectifiers says so by overriding.
     *
     * @param head takes this map's outputs
     * @param leak from 0, which is the true gradient, to 1
     * @return to be closed before the map is
     */
    default LossGradient leakyLosses(SoftmaxHead head, double leak) {
        return losses(head);
    }

    /**
     * Gradients of linear forms of the outputs. Here: one vector-Jacobian product each, with a pass forward of its own; a map that can share
     * that pass says so by overriding.
     *
     * @param forms k x outputSize: one form per row; not to be changed
     * @return to be closed before the map is
     */
    default FormsGradient gradients(DMatrixRMaj forms) {
        return new RepeatedProducts(this, forms);
    }

    /**
     * What stands in the way of derivatives: operators without a rule. Where there are some, {@link #vjp} and {@link #jvp} throw an
     * {@link org.halfspace.spi.InputException}. The first call may take as long as opening the network does.
     *
     * @return names of operators; empty where the map can be differentiated
     */
    default List<String> unsupportedOperators() {
        return List.of();
    }
}
