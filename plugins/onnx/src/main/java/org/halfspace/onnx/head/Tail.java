package org.halfspace.onnx.head;

import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.graph.Node;

/**
 * The way from the last affine layer to the output. Immutable.
 *
 * @param output where the walk began
 * @param squash the node that makes probabilities of logits; empty where the output is the logits themselves
 * @param logits the tensor that goes into it, or the last one that is an affine function of h
 * @param chain what lies between the layer and the logits, in the order in which it runs
 * @param layer the last affine layer
 * @param data which of the layer's inputs is h
 * @param chosen whether {@code --head} asked for it; then logits that have positions are averaged over them
 */
record Tail(
        String output, Optional<Node> squash, String logits, List<Node> chain, Node layer, int data, boolean chosen) {

    /** Whether the output is one probability, made by a sigmoid. */
    boolean sigmoid() {
        return squash.filter(node -> node.is("Sigmoid")).isPresent();
    }

    /** The tensor that the layer takes. */
    String hidden() {
        return layer.input(data);
    }

    /** The layer's result. */
    String layerOutput() {
        return Operators.isLinearClassifier(layer) ? layer.outputs().get(1) : layer.output();
    }
}
