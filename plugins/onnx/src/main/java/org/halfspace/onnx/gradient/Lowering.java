package org.halfspace.onnx.gradient;

import java.util.Optional;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;

/** Writes an operator out in simpler ones, which have derivatives. Stateless and thread-safe. */
@FunctionalInterface
public interface Lowering {

    /**
     * Writes what takes a node's place.
     *
     * @param node the node, which is out of the graph already; the last of the nodes that are written has its output's name
     * @param context shapes, constants, and where to write
     */
    void lower(Node node, Context context);

    /**
     * What a lowering needs.
     *
     * @param graph the graph that the node was in
     * @param emit writes nodes
     */
    record Context(DifferentiableGraph graph, Emitter emit) {

        /** The shape of a tensor of the graph. */
        public TensorShape shape(String tensor) {
            return graph.shape(tensor);
        }

        /** The value of a tensor of the graph, where it is a constant. */
        public Optional<Tensor> constant(String tensor) {
            return graph.graph().constant(tensor);
        }

        /** An exception that says that a node's form of its operator has no derivative here. */
        public InputException unsupported(Node node, String expected, String found) {
            return Unsupported.form(node, graph.graph(), expected, found);
        }

        /** Writes formulas in the element type of a tensor. */
        public Expressions expressions(String tensor) {
            return new Expressions(emit, shape(tensor).type());
        }
    }
}
