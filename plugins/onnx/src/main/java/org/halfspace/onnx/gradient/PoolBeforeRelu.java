package org.halfspace.onnx.gradient;

import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;

/**
 * Exchanges a Relu and the MaxPool behind it. {@code max(relu(x)) = relu(max(x))}, value and derivative: where the maximum is
 * positive both pick the same element, where it is not both derivatives are 0. The ReLU's mask then is as small as the pool's
 * output.
 */
final class PoolBeforeRelu {
    private PoolBeforeRelu() {}

    static Graph apply(Graph graph) {
        Graph current = graph;
        for (Optional<Node> pool = next(graph); pool.isPresent(); pool = next(current)) {
            current = exchanged(current, pool.get());
        }
        return current;
    }

    private static Optional<Node> next(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.is("MaxPool") && node.outputs().size() == 1)
                .filter(node -> graph.producer(node.input(0))
                        .filter(before -> before.is("Relu"))
                        .isPresent())
                .filter(node -> graph.consumers(node.input(0)).size() == 1 && !graph.isOutput(node.input(0)))
                .findFirst();
    }

    private static Graph exchanged(Graph graph, Node pool) {
        Node relu = graph.producer(pool.input(0)).orElseThrow();
        GraphBuilder builder = graph.toBuilder().remove(pool).remove(relu);
        String between = builder.freshName(pool.output() + "_pooled");
        builder.node(pool.withInput(0, relu.input(0)).withOutputs(List.of(between)));
        builder.node(relu.withInput(0, between).withOutputs(List.of(pool.output())));
        return builder.build();
    }
}
