package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;

/**
 * Computes what depends on sizes alone: exporters write the bounds of a slice or a padding as arithmetic on Shape nodes, though
 * only the batch is open. What comes out the same for two batches is a constant; the rest stays as it is.
 */
final class ShapeFolding {
    private static final int[] BATCHES = {2, 3};

    private final Graph graph;
    private final Map<String, TensorShape> shapes;
    private final GraphProbe probe;

    ShapeFolding(Graph graph, Map<String, TensorShape> shapes, GraphProbe probe) {
        this.graph = graph;
        this.shapes = shapes;
        this.probe = probe;
    }

    /** The graph with such constants; the same graph where there are none. */
    Graph apply() {
        List<Node> arithmetic = arithmetic();
        if (arithmetic.isEmpty()) {
            return graph;
        }
        Map<String, Tensor> first = values(arithmetic, BATCHES[0]);
        Map<String, Tensor> second = values(arithmetic, BATCHES[1]);
        GraphBuilder builder = graph.toBuilder();
        for (Node node : arithmetic) {
            boolean fixed = node.outputs().stream()
                    .allMatch(name ->
                            first.get(name).bytes().equals(second.get(name).bytes()));
            if (fixed) {
                builder.remove(node);
                node.outputs().forEach(name -> builder.constant(name, first.get(name)));
            }
        }
        return builder.build().pruned();
    }

    /** Shape and Size nodes, and what follows from them and constants only. */
    private List<Node> arithmetic() {
        Set<String> known = new HashSet<>(graph.constants().keySet());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean follows = !node.hasSubgraph() && !node.uses().isEmpty() && known.containsAll(node.uses());
            boolean named = node.outputs().stream().noneMatch(String::isEmpty);
            if (named && (follows || (isSize(node) && shapes.containsKey(node.input(0))))) {
                known.addAll(node.outputs());
                nodes.add(node);
            }
        }
        return nodes.stream().anyMatch(ShapeFolding::isSize) ? nodes : List.of();
    }

    private static boolean isSize(Node node) {
        return node.is("Shape") || node.is("Size");
    }

    private Map<String, Tensor> values(List<Node> arithmetic, int batch) {
        GraphBuilder builder = Graph.builder();
        graph.opsets().forEach(builder::opset);
        Map<String, Tensor> values = new HashMap<>();
        Set<String> used = new HashSet<>();
        for (Node node : arithmetic) {
            if (isSize(node)) {
                Tensor size = size(node, batch);
                builder.constant(node.output(), size);
                values.put(node.output(), size);
            } else {
                used.addAll(node.uses());
                builder.node(node);
                node.outputs().forEach(output -> builder.output(ValueInfo.untyped(output)));
            }
        }
        graph.constants().forEach((name, value) -> {
            if (used.contains(name)) {
                builder.constant(name, value);
            }
        });
        if (values.size() < arithmetic.size()) {
            values.putAll(probe.run(builder.build(), Map.of()));
        }
        return values;
    }

    private Tensor size(Node node, int batch) {
        long[] dims = Arrays.stream(shapes.get(node.input(0)).dims())
                .map(dim -> dim < 0 ? -dim * batch : dim)
                .toArray();
        if (node.is("Size")) {
            return Tensor.longs(new long[] {Arrays.stream(dims).reduce(1, Math::multiplyExact)});
        }
        int begin = bound(node.intAttribute("start", 0), dims.length);
        int end = bound(node.intAttribute("end", dims.length), dims.length);
        return Tensor.shape(Arrays.copyOfRange(dims, begin, Math.max(begin, end)));
    }

    private static int bound(long value, int rank) {
        return (int) Math.max(0, Math.min(rank, value < 0 ? value + rank : value));
    }
}
