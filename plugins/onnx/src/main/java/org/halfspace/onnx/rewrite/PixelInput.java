package org.halfspace.onnx.rewrite;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;

/**
 * Puts what happens to pixels in front of a graph: scale and shift per channel, channels last where the graph wants them so, and
 * the graph's element type. The new graph takes float32 pixels, channels first.
 */
public final class PixelInput {
    private PixelInput() {}

    /**
     * The new graph and its input.
     *
     * @param graph takes pixels
     * @param input the input's name
     * @param sampleDims the sizes of one sample, without a batch axis
     */
    public record Result(Graph graph, String input, List<Long> sampleDims) {}

    /** Rewrites a graph. */
    public static Result rewrite(Graph graph, ModelInput input) {
        Preprocessing preprocessing = input.preprocessing();
        long[] sample = input.sampleDims();
        if (preprocessing.isIdentity() && !input.channelsLast() && input.type() == ElementType.FLOAT) {
            return new Result(graph, input.name(), Arrays.stream(sample).boxed().toList());
        }
        boolean batched = input.batch() != ModelInput.Batch.NONE;
        long[] dims = input.channelsLast() ? channelsFirst(sample) : sample;
        ValueInfo old = graph.input(input.name()).orElseThrow();
        GraphBuilder builder = graph.toBuilder().clearInputs();
        Chain chain = new Chain(builder, builder.freshName("pixels"));
        String name = chain.tensor;
        long first = input.batch() == ModelInput.Batch.FIXED ? input.batchSize() : -1;
        builder.input(ValueInfo.of(
                name,
                ElementType.FLOAT,
                batched
                        ? LongStream.concat(LongStream.of(first), Arrays.stream(dims))
                                .toArray()
                        : dims));
        graph.inputs().stream().filter(other -> !other.equals(old)).forEach(builder::input);
        double[] factors = preprocessing.factors();
        if (Arrays.stream(factors).anyMatch(value -> value != 1)) {
            chain.constant("Mul", factors, broadcastDims(factors.length, dims));
        }
        double[] summands = preprocessing.summands();
        if (Arrays.stream(summands).anyMatch(value -> value != 0)) {
            chain.constant("Add", summands, broadcastDims(summands.length, dims));
        }
        if (input.channelsLast()) {
            chain.node(batched ? "Transpose4" : "Transpose3");
        }
        if (!input.type().isFloating()) {
            chain.constant("Add", new double[] {0.5}, new long[0]);
            chain.node("Floor");
            if (input.type() == ElementType.UINT8) {
                chain.constant("Max", new double[] {0}, new long[0]);
                chain.constant("Min", new double[] {255}, new long[0]);
            }
        }
        chain.cast(input.type(), input.name());
        return new Result(builder.build(), name, Arrays.stream(dims).boxed().toList());
    }

    private static long[] channelsFirst(long[] dims) {
        long[] first = new long[dims.length];
        first[0] = dims[dims.length - 1];
        System.arraycopy(dims, 0, first, 1, dims.length - 1);
        return first;
    }

    /** Sizes of a constant with one number per index of the first axis of a sample. */
    private static long[] broadcastDims(int count, long[] dims) {
        if (count == 1) {
            return new long[0];
        }
        long[] broadcast = new long[dims.length];
        Arrays.fill(broadcast, 1);
        broadcast[0] = count;
        return broadcast;
    }

    /** Nodes one after another. */
    private static final class Chain {
        private final GraphBuilder builder;
        private String tensor;

        Chain(GraphBuilder builder, String tensor) {
            this.builder = builder;
            this.tensor = tensor;
        }

        void constant(String operator, double[] values, long[] dims) {
            String constant = builder.freshName("pixels/constant");
            builder.constant(constant, Tensor.of(ElementType.FLOAT, values, dims));
            String result = builder.freshName("pixels/" + operator);
            builder.node(operator, result, tensor, constant);
            tensor = result;
        }

        void node(String operator) {
            String result = builder.freshName("pixels/" + operator);
            Node node =
                    switch (operator) {
                        case "Transpose4" ->
                            Node.of("Transpose", List.of(tensor), result).with("perm", 0, 2, 3, 1);
                        case "Transpose3" ->
                            Node.of("Transpose", List.of(tensor), result).with("perm", 1, 2, 0);
                        default -> Node.of(operator, List.of(tensor), result);
                    };
            builder.node(node);
            tensor = result;
        }

        void cast(ElementType type, String result) {
            builder.node(
                    type == ElementType.FLOAT
                            ? Node.of("Identity", List.of(tensor), result)
                            : Node.of("Cast", List.of(tensor), result).with("to", type.code()));
        }
    }
}
