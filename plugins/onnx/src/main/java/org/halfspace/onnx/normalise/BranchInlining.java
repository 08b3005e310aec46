package org.halfspace.onnx.normalise;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/** Takes the branch of every {@code If} whose condition is a constant, and leaves the other out. */
final class BranchInlining {
    private BranchInlining() {}

    /** The graph without such nodes; the same graph where there are none. */
    static Graph apply(Graph graph) {
        GraphBuilder builder = graph.toBuilder();
        boolean changed = false;
        for (Node node : graph.nodes()) {
            Optional<Tensor> condition = node.is("If") ? graph.constant(node.input(0)) : Optional.empty();
            if (condition.isPresent()) {
                String branch = condition.get().longs()[0] != 0 ? "then_branch" : "else_branch";
                inline(
                        builder.remove(node),
                        node,
                        ((Attribute.Subgraph) node.attributes().get(branch)).value());
                changed = true;
            }
        }
        return changed ? builder.build() : graph;
    }

    private static void inline(GraphBuilder builder, Node node, Graph branch) {
        Map<String, String> names = new HashMap<>();
        branch.constants().keySet().forEach(name -> names.put(name, builder.freshName(name)));
        for (Node inner : branch.nodes()) {
            inner.outputs().stream()
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> names.put(name, builder.freshName(name)));
        }
        UnaryOperator<String> renaming = name -> names.getOrDefault(name, name);
        branch.constants().forEach((name, value) -> builder.constant(renaming.apply(name), value));
        branch.nodes().forEach(inner -> builder.node(inner.renamed(renaming)));
        for (int i = 0; i < node.outputs().size(); i++) {
            String result = renaming.apply(branch.outputs().get(i).name());
            builder.node(Node.of("Identity", List.of(result), node.outputs().get(i)));
        }
    }
}
