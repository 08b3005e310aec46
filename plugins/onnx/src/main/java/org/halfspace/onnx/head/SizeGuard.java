package org.halfspace.onnx.head;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.rewrite.ModelInput;
import org.halfspace.spi.InputException;

/**
 * Refuses graphs of few bytes that make tensors of many, before anything runs: of what depends on no input by the shapes that nodes
 * are asked for, of everything else by the sizes that ONNX Runtime infers for one sample. Where it infers none, a tensor counts as
 * large as the largest that it is made of, and one that joins others as large as all of them.
 */
final class SizeGuard {
    /** Numbers that a graph may make of constant shapes: 4 GiB of floats, five times the largest classifiers in use. */
    private static final long MOST_NUMBERS = 1L << 30;

    /** Numbers that one node may make by repeating or counting, which weights never are: half a gigabyte of floats. */
    private static final long MOST_REPEATED = 1L << 27;

    /**
     * Numbers that one tensor may have for one sample: a quarter of a gigabyte of floats. The largest of classifiers in use, of
     * images of a megapixel, have a tenth of it.
     */
    private static final long MOST_PER_SAMPLE = 1L << 26;

    /** How often a loop may run: once for each word of a long book. */
    private static final long MOST_TRIPS = 1L << 20;

    /** How often a loop may run whose body joins or repeats: one number doubled so often is {@link #MOST_PER_SAMPLE}. */
    private static final long MOST_DOUBLINGS = 26;

    /** Numbers of axes that a shape can have. */
    private static final long MOST_AXES = 64;

    private static final Set<String> GROWING =
            Set.of("ConstantOfShape", "Expand", "Tile", "Range", "Pad", "RandomNormal", "RandomUniform", "Concat");

    private static final Set<String> RESIZING = Set.of("Resize", "Upsample", "SequenceInsert", "ConcatFromSequence");

    private static final Set<String> REPEATING = Set.of("Expand", "Tile", "Range", "Pad");

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
            guard.requireFewTrips(node);
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
        }
    }

    /**
     * Checks the tensors that depend on the input.
     *
     * @param input the input, every size of a sample known
     * @param constants what depends on no input
     * @param probe infers sizes
     * @throws InputException if one is too large
     */
    static void check(Graph graph, ModelInput input, ConstantFolder constants, GraphProbe probe) {
        Map<String, ValueInfo> inferred = inferred(graph, input, probe);
        Map<String, Long> sizes = new HashMap<>();
        graph.constants().forEach((name, value) -> sizes.put(name, (long) value.size()));
        sizes.put(input.name(), (long) input.size() * input.batchSize());
        for (Node node : graph.nodes()) {
            LongStream made = node.inputs().stream().mapToLong(name -> sizes.getOrDefault(name, 0L));
            long guess = node.is("Concat") ? made.sum() : made.max().orElse(0);
            for (String output : node.outputs()) {
                long size = Optional.ofNullable(inferred.get(output))
                        .flatMap(ValueInfo::dims)
                        .map(dims -> Arrays.stream(dims).anyMatch(dim -> dim < 0) ? guess : product(dims))
                        .orElse(guess);
                sizes.put(output, Math.min(size, MOST_NUMBERS));
                if (!constants.isConstant(output) && size / input.batchSize() > MOST_PER_SAMPLE) {
                    throw refusal(node, "at most " + MOST_PER_SAMPLE + " numbers for one sample")
                            .found(size > MOST_NUMBERS ? "more than " + MOST_NUMBERS : size / input.batchSize());
                }
            }
        }
    }

    /** As far as ONNX Runtime gets from the input on: sizes that overflow stop it. What else it refuses is said where the graph is run. */
    private static Map<String, ValueInfo> inferred(Graph graph, ModelInput input, GraphProbe probe) {
        Map<String, ValueInfo> sizes = Map.of();
        int least = 0;
        int most = graph.nodes().size();
        int tried = most;
        while (least < most) {
            try {
                sizes = probe.infer(beginning(graph, input, tried));
                least = tried;
            } catch (InputException e) {
                most = tried - 1;
            }
            tried = (least + most + 1) / 2;
        }
        return sizes;
    }

    /** The first nodes of a graph. */
    private static Graph beginning(Graph graph, ModelInput input, int nodes) {
        GraphBuilder builder = graph.toBuilder().clearInputs().clearOutputs();
        graph.nodes().stream().skip(nodes).forEach(builder::remove);
        for (ValueInfo declared : graph.inputs()) {
            builder.input(
                    declared.name().equals(input.name())
                            ? ValueInfo.of(input.name(), input.type(), input.dims())
                            : declared);
        }
        return builder.build();
    }

    private void requireFewTrips(Node node) {
        Optional<Tensor> trips =
                node.is("Loop") && node.hasInput(0) ? constants.value(node.input(0)) : Optional.empty();
        if (trips.isEmpty()) {
            return;
        }
        boolean grows = node.attributes().values().stream()
                .anyMatch(value -> value instanceof Attribute.Subgraph body && mayGrow(body.value()));
        long most = grows ? MOST_DOUBLINGS : MOST_TRIPS;
        if (number(trips.get()) > most) {
            throw new InputException("the model has a loop that would run for too long")
                    .where(node)
                    .expected("at most " + most + " times" + (grows ? ", since each may double its tensors" : ""))
                    .found(number(trips.get()))
                    .hint("do not trust this model, or export it again");
        }
    }

    /** Whether a loop's body has operators that make larger tensors of smaller ones. */
    private static boolean mayGrow(Graph body) {
        return body.nodes().stream()
                .anyMatch(node -> GROWING.contains(node.opType())
                        || RESIZING.contains(node.opType())
                        || node.attributes().values().stream()
                                .anyMatch(
                                        value -> value instanceof Attribute.Subgraph inner && mayGrow(inner.value())));
    }

    private static InputException refusal(Node node, String expected) {
        return new InputException("the model makes tensors that are too large for memory")
                .where(node)
                .expected(expected)
                .hint("do not trust this model, or export it again");
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
