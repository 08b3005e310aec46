package org.halfspace.onnx.normalise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;

/** Removes nodes that only pass a tensor on: Identity, and Dropout, which does nothing when a network is used. */
final class Aliases {
    private Aliases() {}

    static Graph removed(Graph graph) {
        Map<String, String> meant = new HashMap<>();
        Set<Node> gone = new HashSet<>();
        List<Node> kept = new ArrayList<>();
        Map<String, String> masks = new HashMap<>();
        for (Node node : graph.nodes()) {
            Optional<String> source = source(node, graph);
            if (source.isPresent()) {
                String target = meant.getOrDefault(source.get(), source.get());
                mask(node, graph).ifPresent(mask -> masks.put(mask, source.get()));
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
        masks.forEach((mask, like) -> allKept(mask, like, builder));
        return builder.mapNodes(node -> node.renamed(renaming)).build();
    }

    /** The mask of a Dropout that somebody wants: where it kept its input. */
    private static Optional<String> mask(Node node, Graph graph) {
        return node.outputs().stream()
                .skip(1)
                .filter(mask -> graph.isOutput(mask) || !graph.consumers(mask).isEmpty())
                .findFirst();
    }

    /** Writes a mask of the sizes of a tensor that is true everywhere. */
    private static void allKept(String mask, String like, GraphBuilder builder) {
        String sizes = builder.freshName(mask + "_sizes");
        builder.node("Shape", sizes, like)
                .node(Node.of("ConstantOfShape", List.of(sizes), mask)
                        .with("value", new Attribute.Constant(Tensor.of(ElementType.BOOL, new double[] {1}, 1))));
    }

    private static Optional<String> source(Node node, Graph graph) {
        if (node.is("Identity")) {
            return Optional.of(node.input(0));
        }
        if (!node.is("Dropout")) {
            return Optional.empty();
        }
        boolean trains = node.hasInput(2)
                && graph.constant(node.input(2))
                        .map(mode -> mode.longs()[0] != 0)
                        .orElse(true);
        boolean drops = !node.hasInput(1)
                || graph.constant(node.input(1))
                        .map(ratio -> ratio.doubles()[0] != 0)
                        .orElse(true);
        if (trains && drops) {
            throw new InputException("the model drops activations at random, as if it were still being trained")
                    .where(node)
                    .hint("export it in evaluation mode: model.eval() in PyTorch");
        }
        return Optional.of(node.input(0));
    }
}
