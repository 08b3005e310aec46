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

    /** Numbers that one node may make by repeating or counting, which weights never are: half a gigabyte of floats. */
    private static final long MOST_REPEATED = 1L << 27;

    /** How many times the input's numbers a graph may hold by joining tensors to themselves. */
    private static final long MOST_COPIES = 1L << 16;

    /** Numbers of axes that a shape can have. */
    private static final long MOST_AXES = 64;

    private static final Set<String> GROWING =
            Set.of("ConstantOfShape", "Expand", "Tile", "Range", "Pad", "RandomNormal", "RandomUniform", "Concat");

    private static final Set<String> REPEATING = Set.of("Expand", "Tile", "Range", "Pad");

    private final ConstantFolder constants;
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, Long> copies = new HashMap<>();

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
                throw refusal(node, "at most " + MOST_NUMBERS + " numbers in all")
                        .found(made > MOST_NUMBERS ? "more in this one alone" : "more up to this one");
            }
            if (REPEATING.contains(node.opType()) && guard.grows(node) && made > MOST_REPEATED) {
                throw refusal(node, "at most " + MOST_REPEATED + " numbers by repetition")
                        .found("more");
            }
            long copies = guard.copied(node);
            node.outputs().forEach(output -> guard.copies.put(output, copies));
            if (copies > MOST_COPIES) {
                throw refusal(node, "at most " + MOST_COPIES + " copies of the input side by side")
                        .found("more");
            }
        }
    }

    private static InputException refusal(Node node, String expected) {
        return new InputException("the model makes tensors that are too large for memory")
                .where(node)
                .expected(expected)
                .hint("do not trust this model, or export it again");
    }

    /** How many times a node's output holds the same numbers, as far as tensors that are joined to themselves make it. */
    private long copied(Node node) {
        long most = 1;
        for (String input : node.inputs()) {
            long here = copies.getOrDefault(input, 1L);
            boolean joins = node.is("Concat");
            long times = joins ? node.inputs().stream().filter(input::equals).count() : 1;
            most = Math.max(most, times(times, here));
        }
        return most;
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
            boolean keeps = node.is("Expand") || node.is("Pad");
            return Math.max(product(shape.get()), keeps ? size(node.input(0)) : 0);
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
            case "Range" -> range(node);
            case "Pad" ->
                (node.inputs().size() > 1 ? longs(node.input(1)) : node.intsAttribute("pads")).map(SizeGuard::padded);
            default -> Optional.empty();
        };
    }

    private Optional<long[]> range(Node node) {
        Optional<Tensor> begin = constants.value(node.input(0));
        Optional<Tensor> end = constants.value(node.input(1));
        Optional<Tensor> step = constants.value(node.input(2));
        if (begin.isEmpty() || end.isEmpty() || step.isEmpty()) {
            return Optional.empty();
        }
        double count = (number(end.get()) - number(begin.get())) / number(step.get());
        return Optional.of(new long[] {(long) Math.ceil(count)});
    }

    private static double number(Tensor scalar) {
        return scalar.size() == 1 ? scalar.doubles()[0] : Double.NaN;
    }

    /** The least sizes that a padded tensor can have: those of a single number. */
    private static long[] padded(long[] pads) {
        long[] sizes = new long[pads.length / 2];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = 1 + Math.max(0, pads[axis]) + Math.max(0, pads[sizes.length + axis]);
        }
        return sizes;
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
