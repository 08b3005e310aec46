package org.halfspace.onnx.referee.kernel;

/**
 * How one operator is evaluated and differentiated. Implementations have no state: they are used from any thread, and keep what
 * the backward pass needs in the {@link Pullback} that they return.
 */
@FunctionalInterface
public interface Kernel {

    /**
     * Runs a node.
     *
     * @param call the node, the version of its operator set, and the values of its inputs
     * @return the values of its outputs, and how cotangents go back through them
     * @throws org.halfspace.spi.InputException if the node asks for what this kernel does not do
     * @throws org.halfspace.onnx.referee.array.ShapeException if the inputs do not fit
     */
    Result apply(Call call);
}
