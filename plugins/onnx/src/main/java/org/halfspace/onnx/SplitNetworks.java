package org.halfspace.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.head.Split;
import org.halfspace.onnx.rewrite.BatchAxis;
import org.halfspace.onnx.rewrite.ModelInput;
import org.halfspace.onnx.rewrite.PixelInput;
import org.halfspace.onnx.run.BatchedNetwork;
import org.halfspace.onnx.run.BatchedNetwork.Attempt;
import org.halfspace.onnx.run.OnnxFeatureMap;
import org.halfspace.onnx.run.OnnxFeatureMap.Binding;
import org.halfspace.onnx.run.OnnxFeatureMap.Dims;
import org.halfspace.onnx.run.OnnxFeatureMap.Port;
import org.halfspace.onnx.run.OnnxRuntime;

/** Cuts a network at h: g, from float32 pixels to h in float32, and the tail, from h to the logits. */
final class SplitNetworks {
    /** Samples on which a cut network is compared with the original: more than one, so that batches are tried. */
    private static final int CHECKED = 3;

    /** Networks that compute in 16-bit floats round every number to this many units of their format. */
    private static final double ROUNDINGS = 8;

    /** A number that float32 rounding carries over the border between two quantisation steps moves by one of 100 to 255. */
    private static final double QUANTISED = 5e-2;

    private final Split split;
    private final OnnxRuntime runtime;
    private final PixelInput.Result pixels;
    private final String hidden;

    SplitNetworks(Split split, OnnxRuntime runtime) {
        this.split = split;
        this.runtime = runtime;
        Graph graph = split.graph();
        if (split.pooled()) {
            GraphBuilder builder = graph.toBuilder();
            hidden = builder.freshName("hidden/average");
            builder.node("GlobalAveragePool", hidden, split.hidden()).output(ValueInfo.untyped(hidden));
            graph = builder.build();
        } else {
            hidden = split.hidden();
        }
        this.pixels = PixelInput.rewrite(graph, split.input());
    }

    /** g; its session is opened and checked at the first call. */
    OnnxFeatureMap features() {
        return new OnnxFeatureMap(split.input().size(), split.head().hiddenSize(), this::openFeatures);
    }

    /** The model's own nodes from h to the logits; opened and checked at the first call. */
    OnnxFeatureMap tail() {
        return new OnnxFeatureMap(split.head().hiddenSize(), split.head().classes(), this::openTail);
    }

    private Binding openFeatures() {
        boolean one = split.input().batch() == ModelInput.Batch.NONE;
        long[] sample = longs(pixels.sampleDims());
        long[] inputDims = one ? sample : batched(sample);
        String output = "halfspace/hidden";
        Port port = new Port(pixels.input(), new Dims(inputDims), output, new Dims(hiddenDims()), true);
        return open(graph -> cutFeatures(graph, output), port, rows(true), rows(false));
    }

    private Binding openTail() {
        if (!split.exactTail()) {
            return openPlainTail();
        }
        String input = "halfspace/hidden";
        String output = "halfspace/logits";
        Port port = new Port(input, new Dims(hiddenDims()), output, new Dims(tailDims()), true);
        return open(graph -> cutTail(graph, input, output), port, rows(false), logits());
    }

    /** W and b as one Gemm, where the model's own nodes do not give logits or need positions that h does not have. */
    private Binding openPlainTail() {
        int l = split.head().hiddenSize();
        int m = split.head().classes();
        Graph graph = Graph.builder()
                .opset("", 13)
                .input(ValueInfo.of("hidden", ElementType.FLOAT, -1, l))
                .constant("W", Tensor.of(ElementType.FLOAT, split.head().weights().data, l, m))
                .constant("b", Tensor.of(ElementType.FLOAT, split.head().bias(), m))
                .node("Gemm", "logits", "hidden", "W", "b")
                .output(ValueInfo.of("logits", ElementType.FLOAT))
                .build();
        Port port = new Port("hidden", new Dims(1, l), "logits", new Dims(1, m), true);
        return new Binding(runtime.open(graph), port, () -> graph, false);
    }

    /** How a graph is cut. */
    private interface Cut {
        Graph of(Graph graph);
    }

    private Binding open(Cut cut, Port port, float[][] inputs, float[][] expected) {
        List<Attempt> attempts = new ArrayList<>();
        ModelInput input = split.input();
        boolean rows = split.hiddenDims().size() > 1 && split.hiddenDims().get(0) == 1;
        if (rows && input.batch() == ModelInput.Batch.OPEN) {
            attempts.add(new Attempt(() -> cut.of(pixels.graph()), port));
        } else if (rows && input.batch() == ModelInput.Batch.FIXED) {
            for (BatchAxis.Leading leading : BatchAxis.Leading.values()) {
                attempts.add(new Attempt(() -> cut.of(opened(leading)), port));
            }
        }
        if (input.batchSize() == 1) {
            attempts.add(new Attempt(
                    () -> cut.of(pixels.graph()),
                    new Port(port.input(), port.inputDims(), port.output(), port.outputDims(), false)));
        }
        boolean quantised =
                split.graph().nodes().stream().anyMatch(node -> node.opType().contains("Quantize"));
        double tolerance = quantised ? QUANTISED : split.head().precision().unitRoundoff() * ROUNDINGS;
        return new BatchedNetwork(runtime).open(attempts, inputs, expected, tolerance);
    }

    private Graph opened(BatchAxis.Leading leading) {
        return BatchAxis.open(
                pixels.graph(), pixels.input(), split.input().batchSize(), split.constants()::value, leading);
    }

    private Graph cutFeatures(Graph graph, String output) {
        GraphBuilder builder = graph.toBuilder();
        builder.node(
                split.hiddenIsFloat()
                        ? Node.of("Identity", List.of(hidden), output)
                        : Node.of("Cast", List.of(hidden), output).with("to", ElementType.FLOAT.code()));
        return builder.build().between(builder.build().inputs(), List.of(ValueInfo.of(output, ElementType.FLOAT)));
    }

    private Graph cutTail(Graph graph, String input, String output) {
        GraphBuilder builder = graph.toBuilder();
        dequantise(graph, builder);
        String logits = split.logits();
        if (split.head().classes() == 2 && Tensor.size(longs(split.logitDims())) == 1) {
            // The logits (0, z) of a model that has one, before a sigmoid.
            builder.constant(output + "/column", Tensor.shape(-1, 1));
            builder.constant(output + "/zero", Tensor.scalar(0));
            builder.node(Node.of("Cast", List.of(logits), output + "/float").with("to", ElementType.FLOAT.code()));
            builder.node("Reshape", output + "/z", output + "/float", output + "/column");
            builder.node("Mul", output + "/0", output + "/z", output + "/zero");
            builder.node(Node.of("Concat", List.of(output + "/0", output + "/z"), output)
                    .with("axis", 1));
        } else {
            builder.node(Node.of("Cast", List.of(logits), output).with("to", ElementType.FLOAT.code()));
        }
        String start = split.hidden();
        Graph part = builder.build()
                .between(List.of(ValueInfo.untyped(start)), List.of(ValueInfo.of(output, ElementType.FLOAT)));
        GraphBuilder whole = part.toBuilder().clearInputs();
        whole.input(ValueInfo.of(input, ElementType.FLOAT, open(hiddenDims())));
        whole.node(
                split.hiddenIsFloat()
                        ? Node.of("Identity", List.of(input), start)
                        : Node.of("Cast", List.of(input), start)
                                .with("to", storedType().code()));
        return whole.build();
    }

    /** Weights that are stored as integers become the floats that they stand for, lest ONNX Runtime rounds h to integers too. */
    private void dequantise(Graph graph, GraphBuilder builder) {
        for (String name : split.layer().inputs()) {
            graph.producer(name)
                    .filter(node -> node.is("DequantizeLinear"))
                    .ifPresent(node -> split.constants().value(name).ifPresent(value -> builder.remove(node)
                            .constant(name, Tensor.of(ElementType.FLOAT, value.doubles(), value.dims()))));
        }
    }

    private ElementType storedType() {
        return switch (split.head().precision()) {
            case FLOAT64 -> ElementType.DOUBLE;
            case FLOAT16 -> ElementType.FLOAT16;
            case BFLOAT16 -> ElementType.BFLOAT16;
            default -> ElementType.FLOAT;
        };
    }

    private long[] hiddenDims() {
        long[] dims = longs(split.hiddenDims());
        for (int a = 2; split.pooled() && a < dims.length; a++) {
            dims[a] = 1;
        }
        return dims;
    }

    private long[] tailDims() {
        long[] dims = longs(split.logitDims());
        return Tensor.size(dims) == 1 && split.head().classes() == 2 ? new long[] {1, 2} : dims;
    }

    private static long[] open(long[] dims) {
        long[] open = dims.clone();
        open[0] = -1;
        return open;
    }

    private static long[] longs(List<Long> dims) {
        return dims.stream().mapToLong(Long::longValue).toArray();
    }

    private static long[] batched(long[] sample) {
        return LongStream.concat(LongStream.of(1), LongStream.of(sample)).toArray();
    }

    private float[][] rows(boolean pixelRows) {
        return split.samples().stream()
                .limit(CHECKED)
                .map(sample -> pixelRows ? sample.pixels() : narrow(sample.hidden()))
                .toArray(float[][]::new);
    }

    private float[][] logits() {
        return split.samples().stream()
                .limit(CHECKED)
                .map(sample -> narrow(
                        sample.result().length == split.head().classes()
                                ? sample.result()
                                : new double[] {0, sample.result()[0]}))
                .toArray(float[][]::new);
    }

    private static float[] narrow(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
