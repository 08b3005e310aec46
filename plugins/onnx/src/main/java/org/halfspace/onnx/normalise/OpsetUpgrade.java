package org.halfspace.onnx.normalise;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.spi.InputException;

/**
 * Rewrites a graph of an older operator set to {@link Normaliser#OPSET}. A graph that is there already, or is newer, stays as
 * it is. What changed between operator sets is in {@link OperatorChanges}, one entry for each change.
 */
final class OpsetUpgrade {
    /** Before it, operators broadcast by attributes of their own. */
    private static final long OLDEST = 7;

    private final GraphProbe probe;

    OpsetUpgrade(GraphProbe probe) {
        this.probe = probe;
    }

    Graph apply(Graph graph) {
        long from = graph.opset();
        if (from >= Normaliser.OPSET) {
            return graph;
        }
        if (from < OLDEST) {
            throw new InputException("the model's operators are older than what can be differentiated")
                    .expected("operator set " + OLDEST + " or newer")
                    .found("operator set " + from)
                    .hint("convert it: onnx.version_converter.convert_version(model, 13)");
        }
        Map<String, ValueInfo> sizes = needsSizes(graph) ? probe.infer(graph) : Map.of();
        return upgraded(graph.toBuilder().opset("", Normaliser.OPSET).build(), from, sizes, "upgrade/");
    }

    /** @param prefix begins the names of what is written: those of a branch must not be those of the graph around it */
    private static Graph upgraded(Graph graph, long from, Map<String, ValueInfo> sizes, String prefix) {
        Graph upgraded = graph;
        for (OperatorChanges.Entry entry : OperatorChanges.since(from)) {
            upgraded = applied(entry, upgraded, sizes, prefix);
        }
        return upgraded.nodes().stream().anyMatch(Node::hasSubgraph)
                ? withBranches(upgraded, from, sizes, prefix)
                : upgraded;
    }

    private static Graph withBranches(Graph graph, long from, Map<String, ValueInfo> sizes, String prefix) {
        GraphBuilder builder = graph.toBuilder();
        int branches = 0;
        for (Node node : graph.nodes().stream().filter(Node::hasSubgraph).toList()) {
            Node changed = node;
            for (Map.Entry<String, Attribute> attribute : node.attributes().entrySet()) {
                if (attribute.getValue() instanceof Attribute.Subgraph branch) {
                    Graph body = upgraded(branch.value(), from, sizes, prefix + branches++ + "/");
                    changed = changed.with(attribute.getKey(), new Attribute.Subgraph(body));
                }
            }
            builder.remove(node).node(changed);
        }
        return builder.build();
    }

    private static boolean needsSizes(Graph graph) {
        return graph.nodes().stream()
                .anyMatch(node -> node.isOneOf(Set.of("Softmax", "LogSoftmax", "Hardmax", "Clip", "Pad")));
    }

    private static Graph applied(
            OperatorChanges.Entry entry, Graph graph, Map<String, ValueInfo> sizes, String prefix) {
        List<Node> old =
                graph.nodes().stream().filter(node -> node.is(entry.operator())).toList();
        if (old.isEmpty()) {
            return graph;
        }
        GraphBuilder builder = graph.toBuilder();
        Emitter emitter = new Emitter(builder, prefix, Normaliser.OPSET);
        for (Node node : old) {
            builder.remove(node);
            entry.change().apply(node, emitter, sizes);
        }
        return builder.build();
    }
}
