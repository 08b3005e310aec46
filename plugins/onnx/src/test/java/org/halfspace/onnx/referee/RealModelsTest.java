package org.halfspace.onnx.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.onnx.run.Values;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models: values against ONNX Runtime's in single precision, derivatives against difference quotients. */
class RealModelsTest {
    /** Rounding to single precision, grown over some dozen layers; relative to the greatest element of a tensor. */
    private static final double SINGLE_PRECISION = 1e-5;

    /** So small that hardly ever a ReLU changes its mind within it, and large against the rounding of a double. */
    private static final double STEP = 1e-7;

    /** The rounding of the logits, divided by the step. */
    private static final double QUOTIENT_ERROR = 1e-6;

    private static Path file(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/zoo"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "no folder shared/zoo beside the checkout");
        return folder.resolve("shared/zoo").resolve(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/mnist-net_256x2.onnx",
                "models/mnist-net_256x4.onnx",
                "models/Convnet_avgpool.onnx",
                "models/Convnet_maxpool.onnx",
                "models/cifar_base_kw.onnx",
                "models/cifar_deep_kw.onnx",
                "models/resnet_2b.onnx",
                "models/cifar10_small.onnx",
                "models/tribuo_cnn_mnist.onnx",
                "models/sklearn_lr_mnist.onnx",
                "architectures/light_bvlc_alexnet.onnx",
                "architectures/light_squeezenet.onnx",
                "architectures/light_resnet50.onnx",
                "architectures/light_densenet121.onnx"
            })
    void agrees_with_onnx_runtime(String name) throws IOException {
        Graph graph = withRandomWeights(OnnxFile.read(file(name)).graph());
        List<String> compared = lastTensors(graph, 5);
        Graph exposed = graph.withOutputs(compared.stream()
                .map(tensor -> ValueInfo.of(tensor, ElementType.FLOAT))
                .toList());
        Tensor input = input(graph);
        String inputName = graph.inputs().get(0).name();

        Map<String, Array> found = Referee.of(graph).run(Map.of(inputName, Array.of(input)), compared);

        try (GraphSession session = new OnnxRuntime(2).open(exposed)) {
            Map<String, Values> expected = session.run(Map.of(inputName, input));
            for (String tensor : compared) {
                assertClose(found.get(tensor), expected.get(tensor), tensor);
            }
        }
    }

    private static void assertClose(Array found, Values expected, String tensor) {
        double[] x = found.reals();
        double[] y = expected.numbers();
        assertThat(x).as(tensor).hasSameSizeAs(y);
        double scale = 0;
        double error = 0;
        for (int i = 0; i < x.length; i++) {
            scale = Math.max(scale, Math.abs(y[i]));
            error = Math.max(error, Math.abs(x[i] - y[i]));
        }
        // A layer may be dead for an input of noise; then its zeros agree exactly.
        assertThat(scale).as(tensor).isFinite();
        assertThat(error).as(tensor).isLessThanOrEqualTo(SINGLE_PRECISION * scale);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/mnist-net_256x4.onnx",
                "models/Convnet_avgpool.onnx",
                "models/Convnet_maxpool.onnx",
                "models/cifar_deep_kw.onnx",
                "models/resnet_2b.onnx",
                "models/cifar10_small.onnx",
                "models/tribuo_cnn_mnist.onnx"
            })
    void derivatives_are_limits_of_difference_quotients(String name) throws IOException {
        Graph graph = OnnxFile.read(file(name)).graph();
        Referee referee = Referee.of(graph);
        Array input = Array.of(input(graph));
        String inputName = graph.inputs().get(0).name();
        String output = graph.outputs().get(0).name();
        Random random = new Random(3);
        double[] direction = random.doubles(input.size(), -1, 1).toArray();
        Array value = referee.run(Map.of(inputName, input), output);
        double[] cotangent = random.doubles(value.size(), -1, 1).toArray();

        double[] gradient = referee.vjp(Map.of(inputName, input), output, Array.of(cotangent, value.shape()), inputName)
                .reals();

        double[] ahead = referee.run(Map.of(inputName, moved(input, direction, STEP)), output)
                .reals();
        double[] behind = referee.run(Map.of(inputName, moved(input, direction, -STEP)), output)
                .reals();
        double quotient = 0;
        double scale = 0;
        for (int k = 0; k < cotangent.length; k++) {
            double slope = (ahead[k] - behind[k]) / (2 * STEP);
            quotient += cotangent[k] * slope;
            scale += Math.abs(cotangent[k] * slope);
        }
        double derivative = 0;
        for (int i = 0; i < direction.length; i++) {
            derivative += gradient[i] * direction[i];
        }
        assertThat(Math.abs(derivative - quotient)).isLessThanOrEqualTo(QUOTIENT_ERROR * scale);
    }

    private static Array moved(Array x, double[] direction, double step) {
        double[] moved = x.reals().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        return Array.of(moved, x.shape());
    }

    /** One sample of uniform random numbers, which floats hold exactly. */
    private static Tensor input(Graph graph) {
        long[] dims = graph.inputs().get(0).dims().orElseThrow();
        dims[0] = 1;
        float[] values = new float[Shape.size(Shape.ofLongs(dims))];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Tensor.floats(values, dims);
    }

    /** The real outputs of the last nodes. */
    private static List<String> lastTensors(Graph graph, int count) {
        Set<String> tensors = new LinkedHashSet<>();
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0 && tensors.size() < count; i--) {
            String operator = nodes.get(i).opType();
            // ZipMap makes no tensor; labels are whole numbers; Dropout may be gone before ONNX Runtime can expose it.
            switch (operator) {
                case "ZipMap", "Cast", "Dropout", "Constant" -> {}
                case "LinearClassifier" -> tensors.add(nodes.get(i).outputs().get(1));
                default -> tensors.add(nodes.get(i).output());
            }
        }
        return List.copyOf(tensors);
    }

    /** The architectures have constants for weights; random ones of a size that keeps activations alive. */
    private static Graph withRandomWeights(Graph graph) {
        Map<String, Node> users = new HashMap<>();
        graph.nodes().forEach(node -> node.inputs().forEach(input -> users.putIfAbsent(input, node)));
        // Drawing tens of millions of numbers would take longer than the network; a prime number of them does as well.
        double[] normal = new double[65_537];
        Random random = new Random(2);
        Arrays.setAll(normal, i -> random.nextGaussian());
        GraphBuilder builder = graph.toBuilder();
        for (Node node : graph.nodes()) {
            if (node.is("ConstantOfShape")) {
                long[] dims = graph.constant(node.input(0)).orElseThrow().longs();
                int size = Shape.size(Shape.ofLongs(dims));
                Node user = users.get(node.output());
                boolean weights =
                        user.isOneOf(Set.of("Conv", "Gemm")) && user.input(1).equals(node.output());
                double scale = weights ? Math.sqrt(2 / ((double) size / dims[0])) : 0.1;
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    double draw = normal[i % normal.length];
                    values[i] = (float) (weights ? scale * draw : 0.8 + scale * Math.abs(draw));
                }
                builder.remove(node).constant(node.output(), Tensor.floats(values, dims));
            }
        }
        return builder.build();
    }
}
