package org.halfspace.onnx.bounds;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.testkit.RectifiedLayers;

/** Small networks with random weights, by what they consist of; input {@code x}, output {@code y}. */
final class Networks {
    private final Random random;

    Networks(long seed) {
        this.random = new Random(seed);
    }

    /** A network with what is needed to test it. */
    record Network(Graph graph, int[] shape, NetworkBounds bounds) {
        static Network of(GraphBuilder builder, int... shape) {
            Graph graph = builder.output(ValueInfo.of("y", ElementType.FLOAT)).build();
            NetworkBounds.Result result = NetworkBounds.of(graph, "x", shape, "y");
            return new Network(
                    graph,
                    shape,
                    result.bounds()
                            .orElseThrow(() ->
                                    new AssertionError(result.unknownOperators().toString())));
        }

        int inputSize() {
            int size = 1;
            for (int dim : shape) {
                size *= dim;
            }
            return size;
        }

        double[] apply(double[] x) {
            return Referee.of(graph)
                    .run(Map.of("x", Array.of(x.clone(), shape)), "y")
                    .reals();
        }

        /** The gradient of a form of the output, inputSize numbers. */
        double[] gradient(double[] x, double... form) {
            Referee.Linearisation here = Referee.of(graph).linearise(Map.of("x", Array.of(x.clone(), shape)), "y", "x");
            return here.pullback(Array.of(form, here.value().shape())).reals();
        }

        int outputSize() {
            return apply(new double[inputSize()]).length;
        }

        double[] forms(double[] x, DMatrixRMaj forms) {
            double[] y = apply(x);
            double[] values = new double[forms.getNumRows()];
            for (int r = 0; r < values.length; r++) {
                for (int j = 0; j < y.length; j++) {
                    values[r] += forms.get(r, j) * y[j];
                }
            }
            return values;
        }
    }

    double[] numbers(int count, double low, double high) {
        return random.doubles(count, low, high).map(value -> (float) value).toArray();
    }

    DMatrixRMaj matrix(int rows, int columns) {
        return RandomMatrices_DDRM.rectangle(rows, columns, -1, 1, random);
    }

    Tensor tensor(double size, long... dims) {
        return Tensor.of(ElementType.FLOAT, numbers(Tensor.size(dims), -size, size), dims);
    }

    private static GraphBuilder empty(long... dims) {
        return Graph.builder().opset("", 13).input(ValueInfo.of("x", ElementType.FLOAT, dims));
    }

    /** Dense layers with a function between them. */
    Network dense(Node function) {
        return Network.of(
                empty(1, 6)
                        .constant("A", tensor(1, 6, 10))
                        .constant("a", tensor(0.5, 10))
                        .constant("B", tensor(1, 10, 7))
                        .constant("C", tensor(1, 7, 4))
                        .node("Gemm", "p", "x", "A", "a")
                        .node(between(function, "p", "q"))
                        .node("MatMul", "r", "q", "B")
                        .node(between(function, "r", "s"))
                        .node("MatMul", "y", "s", "C")
                        .constant("slope", Tensor.scalar(0.2f))
                        .constant("least", Tensor.scalar(-0.5f))
                        .constant("greatest", Tensor.scalar(0.75f)),
                1,
                6);
    }

    /** The same operator with other tensors as its input and output. */
    private static Node between(Node function, String from, String to) {
        return function.withInput(0, from).withOutputs(List.of(to));
    }

    /** Layers of rectifiers, as they are. */
    static Network of(RectifiedLayers layers) {
        GraphBuilder builder = empty(1, layers.inputSize());
        String value = "x";
        int last = layers.layers().size() - 1;
        for (int k = 0; k <= last; k++) {
            RectifiedLayers.Layer layer = layers.layers().get(k);
            double[] elements = Arrays.stream(layer.matrix())
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            int rows = layer.offset().length;
            builder.constant("A" + k, Tensor.of(ElementType.FLOAT, elements, rows, elements.length / rows))
                    .constant("c" + k, Tensor.of(ElementType.FLOAT, layer.offset(), rows))
                    .node(Node.of("Gemm", List.of(value, "A" + k, "c" + k), "z" + k)
                            .with("transB", 1));
            value = k == last ? "y" : "h" + k;
            builder.node("Relu", value, "z" + k);
        }
        return Network.of(builder, 1, layers.inputSize());
    }

    /** One affine layer. */
    Network affine() {
        return Network.of(
                empty(1, 6)
                        .constant("A", tensor(1, 6, 4))
                        .constant("a", tensor(0.5, 4))
                        .node("Gemm", "y", "x", "A", "a"),
                1,
                6);
    }

    /** Convolutions with batch normalisation, a residual sum, pools, padding and a concatenation. */
    Network convolutional() {
        Tensor variance = Tensor.of(ElementType.FLOAT, numbers(3, 0.5, 1.5), 3);
        return Network.of(
                empty(1, 2, 7, 6)
                        .constant("mean", tensor(0.3, 1, 2, 1, 1))
                        .constant("std", Tensor.of(ElementType.FLOAT, numbers(2, 0.3, 0.6), 1, 2, 1, 1))
                        .constant("K", tensor(0.5, 3, 2, 3, 3))
                        .constant("k", tensor(0.3, 3))
                        .constant("g", tensor(1, 3))
                        .constant("beta", tensor(1, 3))
                        .constant("m", tensor(1, 3))
                        .constant("v", variance)
                        .constant("L", tensor(0.5, 3, 1, 3, 3))
                        .constant("W", tensor(0.5, 36, 4))
                        .constant("flat", Tensor.shape(1, -1))
                        .node("Sub", "x1", "x", "mean")
                        .node("Div", "x2", "x1", "std")
                        .node(Node.of("Conv", List.of("x2", "K", "k"), "c1")
                                .with("pads", 1, 1, 1, 1)
                                .with("strides", 2, 1))
                        .node("BatchNormalization", "c2", "c1", "g", "beta", "m", "v")
                        .node("Relu", "c3", "c2")
                        .node(Node.of("Conv", List.of("c3", "L"), "c4")
                                .with("pads", 1, 1, 1, 1)
                                .with("group", 3))
                        .node("Add", "c5", "c4", "c3")
                        .node("Relu", "c6", "c5")
                        .node(Node.of("MaxPool", List.of("c6"), "p1")
                                .with("kernel_shape", 2, 2)
                                .with("strides", 2, 1)
                                .with("pads", 0, 0, 0, 1))
                        .node(Node.of("AveragePool", List.of("c6"), "p2")
                                .with("kernel_shape", 2, 2)
                                .with("strides", 2, 1)
                                .with("pads", 0, 0, 0, 1))
                        .node(Node.of("Concat", List.of("p1", "p2"), "j").with("axis", 1))
                        .node(Node.of("Slice", List.of("j", "starts", "ends", "axes"), "j1"))
                        .constant("starts", Tensor.shape(0, 0))
                        .constant("ends", Tensor.shape(1, 6))
                        .constant("axes", Tensor.shape(2, 3))
                        .node("Reshape", "f", "j1", "flat")
                        .node("MatMul", "y", "f", "W"),
                1,
                2,
                7,
                6);
    }
}
