package org.halfspace.onnx.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.ModelOptions;

/** Finds out what a graph's input is: batch axis, layout, and the sizes that the graph leaves open. */
public final class InputReader {
    /** Heights and widths that are tried where a graph leaves them open, the most common first. */
    private static final List<Long> COMMON_SIZES = List.of(224L, 32L, 28L, 299L, 64L, 96L, 128L, 256L, 384L, 512L);

    /** Numbers of channels that an image can have. */
    private static final Set<Long> CHANNELS = Set.of(1L, 3L, 4L);

    private static final double LARGEST_BYTE = 255;

    /** Numbers of one sample; an image of 16384 x 16384 has as many. */
    private static final int MOST_NUMBERS = 1 << 28;

    private final ModelOptions options;
    private final Supplier<Optional<Dataset>> data;

    /**
     * @param options layout and preprocessing
     * @param data gives samples whose shape settles what the graph leaves open; asked only where it does
     */
    public InputReader(ModelOptions options, Supplier<Optional<Dataset>> data) {
        this.options = options;
        this.data = data;
    }

    /**
     * What the input can be: one possibility where the graph says it all, else those to try, in order.
     *
     * @param graph the part of a network that leads to the logits
     * @throws InputException if the graph does not take images or vectors of numbers
     */
    public List<ModelInput> candidates(Graph graph) {
        requireNumbers(graph);
        if (graph.inputs().size() != 1) {
            throw new InputException("the model needs " + graph.inputs().size() + " inputs")
                    .where("inputs "
                            + graph.inputs().stream().map(ValueInfo::name).collect(Collectors.joining(", ")))
                    .expected("one input: an image or a vector")
                    .hint("export the model with its other inputs as constants");
        }
        ValueInfo input = graph.inputs().get(0);
        ElementType type = input.type()
                .filter(known -> input.tensor() && known.bytes() > 0)
                .orElseThrow(() -> new InputException("the model's input is no tensor of numbers")
                        .where("input \"" + input.name() + "\"")
                        .expected("an image or a vector of numbers")
                        .found(input.type().map(ElementType::toString).orElse("no tensor")));
        long[] dims = input.dims().orElseGet(() -> fromData(input));
        ModelInput.Batch batch = batch(dims);
        long[] sample = batch == ModelInput.Batch.NONE ? dims : Arrays.copyOfRange(dims, 1, dims.length);
        boolean channelsLast = channelsLast(sample);
        List<Long> declared = LongStream.of(dims).boxed().toList();
        List<ModelInput> all = new ArrayList<>();
        for (long[] full : complete(graph, input, sample, channelsLast)) {
            int size = Tensor.size(full);
            if (size < 1 || size > MOST_NUMBERS) {
                throw new InputException("the model's input is too large")
                        .where("input \"" + input.name() + "\"")
                        .expected("at most " + MOST_NUMBERS + " numbers per sample")
                        .found("sizes " + Arrays.toString(full));
            }
            all.add(new ModelInput(input.name(), type, declared, batch, full, channelsLast, preprocessing(type)));
        }
        return all;
    }

    /**
     * Refuses models that take text, before anything else is said of them.
     *
     * @throws InputException if an input is a list of token numbers or a text
     */
    public static void requireNumbers(Graph graph) {
        for (ValueInfo input : graph.inputs()) {
            ElementType type = input.type().orElse(ElementType.FLOAT);
            boolean text = type == ElementType.STRING;
            boolean index = type == ElementType.INT64 || type == ElementType.INT32;
            if (text
                    || (index
                            && (looksUp(graph, input.name(), 0)
                                    || graph.inputs().size() > 1))) {
                throw new InputException("the model takes text, not images or vectors of numbers")
                        .where("input \"" + input.name() + "\"")
                        .expected("pixels or features that can change continuously")
                        .found(text ? "strings" : "integer token numbers (" + type + ")")
                        .hint("take the model's last layer alone: save its weights as .npz or .safetensors, or export"
                                + " the network from its embeddings on");
            }
        }
    }

    private static boolean looksUp(Graph graph, String tensor, int depth) {
        return graph.consumers(tensor).stream()
                .anyMatch(node -> (node.is("Gather") && node.input(1).equals(tensor))
                        || (depth < 4
                                && node.isOneOf(Set.of("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze"))
                                && looksUp(graph, node.output(), depth + 1)));
    }

    private long[] fromData(ValueInfo input) {
        Dataset samples = data.get()
                .orElseThrow(() -> new InputException("the model does not say what its input looks like")
                        .where("input \"" + input.name() + "\"")
                        .expected("a declared shape")
                        .found("no shape at all")
                        .hint("give data, whose shape is then used: --data FILE"));
        return LongStream.concat(LongStream.of(-1), samples.shape().stream().mapToLong(Integer::longValue))
                .toArray();
    }

    private static ModelInput.Batch batch(long[] dims) {
        boolean image = dims.length == 3
                && dims[0] > 1
                && (CHANNELS.contains(dims[0]) || (CHANNELS.contains(dims[2]) && dims[0] == dims[1]));
        if (dims.length < 2 || image) {
            return ModelInput.Batch.NONE;
        }
        return dims[0] < 0 ? ModelInput.Batch.OPEN : ModelInput.Batch.FIXED;
    }

    private boolean channelsLast(long[] sample) {
        if (sample.length != 3) {
            return false;
        }
        return switch (options.layout()) {
            case NCHW -> false;
            case NHWC -> true;
            case AUTO -> CHANNELS.contains(sample[2]) && !CHANNELS.contains(sample[0]);
        };
    }

    private List<long[]> complete(Graph graph, ValueInfo input, long[] sample, boolean channelsLast) {
        if (Arrays.stream(sample).allMatch(size -> size >= 0)) {
            return List.of(sample);
        }
        Optional<long[]> fromData = data.get()
                .map(samples ->
                        samples.shape().stream().mapToLong(Integer::longValue).toArray())
                .map(shape -> channelsLast && shape.length == 3 ? new long[] {shape[1], shape[2], shape[0]} : shape)
                .filter(shape -> fits(shape, sample));
        if (fromData.isPresent()) {
            return List.of(fromData.get());
        }
        if (sample.length == 1) {
            return List.of(new long[] {features(graph, input)});
        }
        return images(sample, channelsLast);
    }

    /** A graph of bytes takes 0 to 255; pixels from 0 to 1 are scaled so where nothing else is asked for. */
    private ModelOptions preprocessing(ElementType type) {
        boolean asked = options.inputScale() != 1
                || !options.inputMean().isEmpty()
                || !options.inputStd().isEmpty()
                || options.bounds().get(1) > 1;
        if (type != ElementType.UINT8 || asked) {
            return options;
        }
        return new ModelOptions(
                LARGEST_BYTE,
                options.inputMean(),
                options.inputStd(),
                options.layout(),
                options.bounds(),
                options.head(),
                options.output(),
                options.hiddenDomain(),
                options.weightsLayout());
    }

    private static boolean fits(long[] shape, long[] sample) {
        boolean fits = shape.length == sample.length;
        for (int a = 0; fits && a < shape.length; a++) {
            fits = sample[a] < 0 || sample[a] == shape[a];
        }
        return fits;
    }

    private static List<long[]> images(long[] sample, boolean channelsLast) {
        int channelAxis = channelsLast ? sample.length - 1 : 0;
        List<long[]> all = new ArrayList<>();
        for (long channels : sample[channelAxis] < 0 ? List.of(3L, 1L) : List.of(sample[channelAxis])) {
            for (long size : COMMON_SIZES) {
                long[] full = sample.clone();
                full[channelAxis] = channels;
                for (int a = 0; a < full.length; a++) {
                    full[a] = full[a] < 0 ? size : full[a];
                }
                all.add(full);
            }
        }
        return all;
    }

    private static long features(Graph graph, ValueInfo input) {
        for (Node node : graph.consumers(input.name())) {
            Optional<Tensor> weights = graph.constant(node.input(1)).filter(value -> value.rank() == 2);
            if (weights.isPresent() && (node.is("Gemm") || node.is("MatMul"))) {
                return weights.get().dim(node.intAttribute("transB", 0) != 0 ? 1 : 0);
            }
        }
        throw new InputException("the model does not say how many features it takes")
                .where("input \"" + input.name() + "\"")
                .expected("a declared number")
                .found("an open size")
                .hint("give data, whose shape is then used: --data FILE");
    }
}
