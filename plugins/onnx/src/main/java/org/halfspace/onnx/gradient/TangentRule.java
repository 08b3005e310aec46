package org.halfspace.onnx.gradient;

import org.halfspace.onnx.graph.Node;

/** The forward-mode derivative of an operator. Stateless and thread-safe. */
@FunctionalInterface
public interface TangentRule {

    /**
     * Writes nodes that compute {@code J u} and gives each output that leads on its tangent.
     *
     * @param node the node, on the path from input to target
     * @param pass has the tangents u of the node's inputs; receives those of its outputs
     * @throws org.halfspace.spi.InputException if this node's form of the operator is not supported
     */
    void forward(Node node, Forward pass);
}
