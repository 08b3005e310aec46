package org.halfspace.onnx.normalise;

import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * Folds a BatchNormalization into the Conv, ConvTranspose or Gemm before it, in double precision:
 * {@code s (W x + c - mean) / sqrt(var + eps) + beta} is an affine map again. Left alone, it would cost a pass over the
 * activations in both directions, since ONNX Runtime's own folding cannot reach the copy of the weights that gradients use.
 */
final class BatchNormFolding {
    /** BatchNormalization's default epsilon. */
    private static final float EPSILON = 1e-5f;

    private BatchNormFolding() {}

    static Graph apply(Graph graph) {
        GraphBuilder builder = graph.toBuilder();
        for (Node norm : graph.nodes()) {
            if (norm.is("BatchNormalization") && norm.outputs().size() == 1) {
                fold(norm, graph, builder);
            }
        }
        return builder.build();
    }

    /** The scale and shift that a batch normalisation is, per channel. */
    private record Affine(double[] scale, double[] shift) {
        static Optional<Affine> of(Node norm, Graph graph) {
            double[][] parameters = new double[4][];
            for (int i = 0; i < 4; i++) {
                Optional<Tensor> parameter = graph.constant(norm.input(i + 1));
                if (parameter.isEmpty()) {
                    return Optional.empty();
                }
                parameters[i] = parameter.get().doubles();
            }
            double epsilon = norm.realAttribute("epsilon", EPSILON);
            double[] scale = parameters[0];
            double[] shift = parameters[1];
            for (int c = 0; c < scale.length; c++) {
                scale[c] /= Math.sqrt(parameters[3][c] + epsilon);
                shift[c] -= parameters[2][c] * scale[c];
            }
            return Optional.of(new Affine(scale, shift));
        }
    }

    private static void fold(Node norm, Graph graph, GraphBuilder builder) {
        Optional<Node> producer = graph.producer(norm.input(0));
        if (producer.isEmpty() || !isFoldable(producer.get(), graph)) {
            return;
        }
        Node linear = producer.get();
        Tensor weights = graph.constant(linear.input(1)).orElseThrow();
        Optional<Affine> found = Affine.of(norm, graph);
        int axis = outputAxis(linear);
        long group = linear.is("ConvTranspose") ? linear.intAttribute("group", 1) : 1;
        if (found.isEmpty() || found.get().scale().length != weights.dim(axis) * group) {
            return;
        }
        Affine affine = found.get();
        String folded = builder.freshName(linear.input(1) + "_folded");
        builder.constant(folded, Tensor.of(weights.type(), scaled(weights, axis, group, affine), weights.dims()));
        String bias = builder.freshName(linear.input(1) + "_bias");
        builder.constant(bias, Tensor.of(weights.type(), bias(linear, graph, affine), affine.scale().length));
        builder.remove(linear)
                .remove(norm)
                .node(linear.withInputs(List.of(linear.input(0), folded, bias)).withOutputs(List.of(norm.output())));
    }

    private static boolean isFoldable(Node node, Graph graph) {
        boolean linear = node.is("Conv")
                || node.is("ConvTranspose")
                || (node.is("Gemm") && node.realAttribute("beta", 1) == 1 && isVector(node.input(2), graph));
        boolean constant = graph.constant(node.input(1)).isPresent()
                && (!node.hasInput(2) || graph.constant(node.input(2)).isPresent());
        return linear && constant && graph.consumers(node.output()).size() == 1 && !graph.isOutput(node.output());
    }

    private static boolean isVector(String bias, Graph graph) {
        return bias.isEmpty()
                || graph.constant(bias).map(value -> value.rank() == 1).orElse(false);
    }

    private static int outputAxis(Node linear) {
        return switch (linear.opType()) {
            case "ConvTranspose" -> 1;
            case "Gemm" -> linear.intAttribute("transB", 0) == 1 ? 0 : 1;
            default -> 0;
        };
    }

    /** Weights with the slice of each output channel multiplied by the channel's scale. */
    private static double[] scaled(Tensor weights, int axis, long group, Affine affine) {
        double[] values = weights.doubles();
        long[] dims = weights.dims();
        int inner = 1;
        for (int i = axis + 1; i < dims.length; i++) {
            inner *= (int) dims[i];
        }
        int size = (int) dims[axis];
        // A ConvTranspose of several groups keeps their inputs one after the other on axis 0, and a group's outputs on
        // axis 1.
        int perGroup = values.length / (int) group;
        for (int k = 0; k < values.length; k++) {
            int channel = k / inner % size + (group > 1 ? k / perGroup * size : 0);
            values[k] *= affine.scale()[channel];
        }
        return values;
    }

    private static double[] bias(Node linear, Graph graph, Affine affine) {
        double[] bias = affine.shift().clone();
        if (linear.hasInput(2)) {
            double[] before = graph.constant(linear.input(2)).orElseThrow().doubles();
            for (int c = 0; c < bias.length; c++) {
                bias[c] += before[before.length == 1 ? 0 : c] * affine.scale()[c];
            }
        }
        return bias;
    }
}
