package org.halfspace.onnx.gradient;

import org.halfspace.onnx.graph.Node;

/** The reverse-mode derivative of an operator. Stateless and thread-safe. */
@FunctionalInterface
public interface GradientRule {

    /**
     * Writes nodes that compute {@code J^T v} and gives each input that wants it its part.
     *
     * @param node the node, on the path from input to target
     * @param pass has the cotangents v of the node's outputs; receives those of its inputs
     * @throws org.halfspace.spi.InputException if this node's form of the operator is not supported
     */
    void reverse(Node node, Backward pass);
}
