package org.halfspace.onnx.head;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;

/** Refuses graphs of few bytes that make tensors of many, before anything runs. */
final class SizeGuard {
    /** Numbers that a graph may make of constant shapes: 4 GiB of floats, five times the largest classifiers in use. */
    private static final long MOST_NUMBERS = 1L << 30;

    /** Numbers of axes that a shape can have. */
    private static final long MOST_AXES = 64;

    private static final Set<String> GROWING =
            Set.of("ConstantOfShape", "Expand", "Tile", "RandomNormal", "RandomUniform", "Concat");

    private final ConstantFolder constants;
    private final Map<String, Long> sizes = new HashMap<>();

    private SizeGuard(Graph graph, ConstantFolder constants) {
        this.constants = constants;
        graph.constants().forEach((name, value) -> sizes.put(name, (long) value.size()));
    }

    /** @throws InputException if the graph makes more */
    static void check(Graph graph, ConstantFolder constants) {
        SizeGuard guard = new SizeGuard(graph, constants);
        long total = 0;
        for (Node node : graph.nodes()) {
            long made = guard.made(node);
            node.outputs().forEach(output -> guard.sizes.put(output, made));
            total += guard.grows(node) ? made : 0;
            if (total > MOST_NUMBERS) {
                throw new InputException("the model makes tensors that are too large for memory")
                        .where(node)
                        .expected("at most " + MOST_NUMBERS + " numbers in all")
                        .found(made > MOST_NUMBERS ? "more in this one alone" : "more up to this one")
                        .hint("do not trust this model, or export it again");
            }
        }
    }

    /** Whether a node makes numbers out of fewer. Of tensors that depend on the input the input's size decides. */
    private boolean grows(Node node) {
        return GROWING.contains(node.opType())
                && (constants.isConstant(node.output()) || shape(node).isPresent());
    }

    /** At most how many numbers a node makes; more than {@link #MOST_NUMBERS} where it is more. */
    private long made(Node node) {
        Optional<long[]> shape = shape(node);
        if (node.is("Tile")) {
            return times(size(node.input(0)), product(shape.orElse(new long[0])));
        }
        if (shape.isPresent()) {
            return Math.max(product(shape.get()), node.is("Expand") ? size(node.input(0)) : 0);
        }
        if (node.is("Concat")) {
            return Math.min(
                    MOST_NUMBERS + 1,
                    node.inputs().stream().mapToLong(this::size).sum());
        }
        Optional<Tensor> value = node.tensorAttribute("value");
        if (value.isPresent()) {
            return value.get().size();
        }
        return node.inputs().stream().mapToLong(this::size).max().orElse(0);
    }

    private long size(String tensor) {
        return sizes.getOrDefault(tensor, 0L);
    }

    private Optional<long[]> shape(Node node) {
        return switch (node.opType()) {
            case "ConstantOfShape" -> longs(node.input(0));
            case "Expand", "Tile" -> longs(node.input(1));
            case "RandomNormal", "RandomUniform" -> node.intsAttribute("shape");
            default -> Optional.empty();
        };
    }

    private Optional<long[]> longs(String tensor) {
        return size(tensor) > MOST_AXES
                ? Optional.empty()
                : constants.value(tensor).map(Tensor::longs);
    }

    private static long product(long[] sizes) {
        long product = 1;
        for (long size : sizes) {
            product = times(product, size);
        }
        return product;
    }

    private static long times(long a, long b) {
        if (a <= 0 || b <= 0) {
            return 0;
        }
        return a > (MOST_NUMBERS + 1) / b ? MOST_NUMBERS + 1 : a * b;
    }
}
