package org.halfspace.onnx.normalise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.spi.InputException;

/** Removes nodes that only pass a tensor on: Identity, and Dropout, which does nothing when a network is used. */
final class Aliases {
    private Aliases() {}

    static Graph removed(Graph graph) {
        Map<String, String> meant = new HashMap<>();
        Set<Node> gone = new HashSet<>();
        List<Node> kept = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<String> source = source(node, graph);
            if (source.isPresent()) {
                String target = meant.getOrDefault(source.get(), source.get());
                if (!graph.isOutput(node.output())) {
                    meant.put(node.output(), target);
                    gone.add(node);
                } else if (node.is("Dropout")) {
                    // The graph's output keeps its name.
                    gone.add(node);
                    kept.add(Node.of("Identity", List.of(source.get()), node.output()));
                }
            }
        }
        if (gone.isEmpty()) {
            return graph;
        }
        UnaryOperator<String> renaming = name -> meant.getOrDefault(name, name);
        GraphBuilder builder = graph.toBuilder();
        gone.forEach(builder::remove);
        kept.forEach(builder::node);
        return builder.mapNodes(node -> node.renamed(renaming)).build();
    }

    private static Optional<String> source(Node node, Graph graph) {
        if (node.is("Identity")) {
            return Optional.of(node.input(0));
        }
        if (!node.is("Dropout")) {
            return Optional.empty();
        }
        boolean training = node.hasInput(2)
                && graph.constant(node.input(2))
                        .map(mode -> mode.longs()[0] != 0)
                        .orElse(true);
        boolean mask = node.outputs().size() > 1
                && !graph.consumers(node.outputs().get(1)).isEmpty();
        if (training || mask) {
            throw new InputException("the model drops activations at random, as if it were still being trained")
                    .where(node)
                    .hint("export it in evaluation mode: model.eval() in PyTorch");
        }
        return Optional.of(node.input(0));
    }
}
