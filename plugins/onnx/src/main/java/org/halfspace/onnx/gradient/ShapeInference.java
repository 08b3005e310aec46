package org.halfspace.onnx.gradient;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.spi.InputException;

/**
 * The shapes of all tensors of a graph, for any size of the batch. ONNX Runtime tells them for two batches; a size that is the
 * same for both is fixed, one in proportion to the batch grows with it. Where inference does not get through, the graph is run.
 */
final class ShapeInference {
    private static final int FIRST = 2;
    private static final int SECOND = 3;

    private final GraphProbe probe;

    ShapeInference(GraphProbe probe) {
        this.probe = probe;
    }

    /** The shapes of inputs, constants and everything that nodes make, by name. */
    Map<String, TensorShape> shapes(Graph graph) {
        Map<String, ValueInfo> first = sizes(atBatch(graph, FIRST));
        Map<String, ValueInfo> second = sizes(atBatch(graph, SECOND));
        Map<String, TensorShape> shapes = new HashMap<>();
        first.forEach((name, value) -> {
            if (second.containsKey(name)) {
                shapes.put(name, merged(value, second.get(name)));
            }
        });
        graph.constants().forEach((name, value) -> shapes.put(name, TensorShape.of(value)));
        return shapes;
    }

    private Map<String, ValueInfo> sizes(Graph graph) {
        Map<String, ValueInfo> sizes = new HashMap<>(probe.infer(graph));
        if (!isComplete(sizes, graph) || hasRoundedUpPool(graph)) {
            sizes.putAll(probe.measure(graph));
        }
        graph.inputs().forEach(input -> sizes.put(input.name(), input));
        return sizes;
    }

    private static boolean isComplete(Map<String, ValueInfo> sizes, Graph graph) {
        Set<String> made = new HashSet<>();
        graph.nodes().forEach(node -> made.addAll(node.outputs()));
        made.remove("");
        return sizes.keySet().containsAll(made)
                && sizes.values().stream()
                        .allMatch(value ->
                                Arrays.stream(value.dims().orElseThrow()).allMatch(dim -> dim >= 0));
    }

    /**
     * What ONNX Runtime infers for a pool with {@code ceil_mode} is one more than what it computes, where the last window would
     * begin in the padding.
     */
    private static boolean hasRoundedUpPool(Graph graph) {
        return graph.nodes().stream().anyMatch(CeilPools::roundsUp);
    }

    private static Graph atBatch(Graph graph, int batch) {
        GraphBuilder builder = graph.toBuilder().clearInputs();
        for (ValueInfo input : graph.inputs()) {
            long[] dims = input.dims().orElseThrow(() -> new InputException("the graph does not say its input's shape")
                    .where("input \"" + input.name() + "\""));
            if (dims.length > 0 && dims[0] < 0) {
                dims[0] = batch;
            }
            builder.input(ValueInfo.of(input.name(), input.type().orElseThrow(), dims));
        }
        return builder.build();
    }

    private static TensorShape merged(ValueInfo first, ValueInfo second) {
        long[] small = first.dims().orElseThrow();
        long[] large = second.dims().orElseThrow();
        long[] dims = new long[small.length];
        for (int i = 0; i < dims.length; i++) {
            if (small[i] == large[i]) {
                dims[i] = small[i];
            } else if (small[i] * SECOND == large[i] * FIRST) {
                dims[i] = -small[i] / FIRST;
            } else {
                throw new InputException("the size of a tensor depends on the batch in a way that cannot be followed")
                        .where("tensor \"" + first.name() + "\"")
                        .found("size " + small[i] + " for " + FIRST + " samples and " + large[i] + " for " + SECOND);
            }
        }
        return new TensorShape(first.type().orElseThrow(), dims);
    }
}
