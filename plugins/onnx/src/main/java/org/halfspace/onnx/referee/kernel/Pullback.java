package org.halfspace.onnx.referee.kernel;

/** Takes cotangents back through a node: the transpose of its Jacobian at the inputs of the call that made it. */
@FunctionalInterface
public interface Pullback {

    /**
     * Multiplies by the transposed Jacobian. Must not write into what it is given.
     *
     * @param cotangents one for every output, row-major; null for an output that nothing depends on, but not for all
     * @return one for every input, row-major; null where it is zero or was not wanted; may share arrays with what was given
     */
    double[][] apply(double[][] cotangents);

    /** The same for a node with one output. */
    @FunctionalInterface
    interface Single {
        /** As {@link Pullback#apply}; the cotangent is never null. */
        double[][] apply(double[] cotangent);
    }

    /** The same for a node with one output and one input that counts, the first. */
    @FunctionalInterface
    interface Unary {
        /** Multiplies by the transposed Jacobian. */
        double[] apply(double[] cotangent);
    }
}
