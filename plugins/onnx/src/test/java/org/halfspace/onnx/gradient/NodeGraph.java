package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.referee.OneNode;
import org.halfspace.onnx.referee.array.Array;

/**
 * A network of one random node: its input {@code x} holds the numbers of those of the node's inputs that are differentiated, one
 * after the other; a Split and Reshapes hand them to the node. The other inputs are constants. The output is {@code y0}.
 *
 * @param graph the network
 * @param x its input, {@code N x numbers} with a batch, a list without one
 * @param active which of the node's inputs x holds
 */
record NodeGraph(Graph graph, Tensor x, List<Integer> active) {

    /** Until this version of the operator set, Split takes its sizes as an attribute. */
    private static final long SPLIT_BY_INPUT = 13;

    private static final float OTHER_SCALE = 0.3f;

    /** The network without a batch: every size is fixed. */
    static NodeGraph fixed(OneNode node, List<Integer> active) {
        return of(node, active, 1, false);
    }

    /** The network with an open batch, which is the first axis of every input of the node that is differentiated. */
    static NodeGraph batched(OneNode node, List<Integer> active) {
        return of(node, active, array(node, active.get(0)).dim(0), true);
    }

    /** Whether these inputs have a first axis in common, which can be a batch. */
    static boolean canBeBatched(OneNode node, List<Integer> active) {
        int[] first = array(node, active.get(0)).shape();
        return first.length > 1
                && active.stream()
                        .map(input -> array(node, input).shape())
                        .allMatch(shape -> shape.length == first.length && shape[0] == first[0]);
    }

    /** The node's inputs that are real numbers. */
    static List<Integer> reals(OneNode node) {
        return IntStream.range(0, node.node().inputs().size())
                .filter(i -> node.node().hasInput(i) && array(node, i).isReal())
                .boxed()
                .toList();
    }

    private static Array array(OneNode node, int input) {
        return node.inputs().get(node.node().input(input));
    }

    private static NodeGraph of(OneNode one, List<Integer> active, int samples, boolean batched) {
        Node node = one.node();
        GraphBuilder builder = Graph.builder().opset("", 17).opset(node.domain(), one.opset());
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.hasInput(i) && !active.contains(i)) {
                builder.constant(node.input(i), tensor(array(one, i)));
            }
        }
        long[] sizes =
                active.stream().mapToLong(i -> array(one, i).size() / samples).toArray();
        List<String> parts = parts(builder, sizes, batched ? 1 : 0);
        for (int k = 0; k < parts.size(); k++) {
            Array part = array(one, active.get(k));
            long[] dims = Arrays.stream(part.shape()).asLongStream().toArray();
            if (batched) {
                dims[0] = -1;
            }
            builder.constant("shape" + k, Tensor.shape(dims));
            builder.node("Reshape", node.input(active.get(k)), parts.get(k), "shape" + k);
        }
        if (node.is("QuantizeLinear")) {
            // Its integers are no output that has a derivative; another scale shows that this one counts.
            builder.node(node.withOutputs(List.of("q0")).without("output_dtype"));
            builder.constant("other", Tensor.scalar(OTHER_SCALE));
            List<String> inputs = new ArrayList<>(List.of("q0", "other"));
            if (node.hasInput(2)) {
                Array zero = array(one, 2);
                builder.constant("zero", Tensor.of(zero.type(), new double[] {3}));
                inputs.add("zero");
            }
            builder.node(Node.of("DequantizeLinear", inputs, "y0"));
        } else {
            builder.node(node);
        }
        builder.output(ValueInfo.untyped("y0"));
        long width = Arrays.stream(sizes).sum();
        builder.input(
                batched
                        ? ValueInfo.of("x", ElementType.FLOAT, -1, width).withOpenBatch("N")
                        : ValueInfo.of("x", ElementType.FLOAT, width));
        return new NodeGraph(builder.build(), numbers(one, active, samples, batched), active);
    }

    private static List<String> parts(GraphBuilder builder, long[] sizes, int axis) {
        if (sizes.length == 1) {
            return List.of("x");
        }
        List<String> names = new ArrayList<>();
        for (int k = 0; k < sizes.length; k++) {
            names.add("part" + k);
        }
        Node split = new Node("Split", "", "split", List.of("x"), names, java.util.Map.of()).with("axis", axis);
        if (builder.build().opset() < SPLIT_BY_INPUT) {
            builder.node(split.with("split", sizes));
        } else {
            builder.constant("sizes", Tensor.shape(sizes)).node(split.withInput(1, "sizes"));
        }
        return names;
    }

    private static Tensor numbers(OneNode one, List<Integer> active, int samples, boolean batched) {
        List<Double> all = new ArrayList<>();
        for (int n = 0; n < samples; n++) {
            for (int input : active) {
                double[] values = array(one, input).reals();
                int size = values.length / samples;
                for (int k = 0; k < size; k++) {
                    all.add(values[n * size + k]);
                }
            }
        }
        double[] values = all.stream().mapToDouble(Double::doubleValue).toArray();
        return batched
                ? Tensor.of(ElementType.FLOAT, values, samples, values.length / samples)
                : Tensor.of(ElementType.FLOAT, values, values.length);
    }

    private static Tensor tensor(Array array) {
        long[] dims = Arrays.stream(array.shape()).asLongStream().toArray();
        return Tensor.of(array.isReal() ? ElementType.FLOAT : array.type(), array.reals(), dims);
    }
}
