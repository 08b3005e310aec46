package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.gradient.JvpGraph;
import org.halfspace.onnx.gradient.LossGraph;
import org.halfspace.onnx.gradient.VjpGraph;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.onnx.run.Values;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.LossFunction;
import org.halfspace.spi.model.ModelOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small classifiers of today's kinds, as PyTorch exports them, against its autograd in double precision: as graphs, through the loader
 * (which splits off the last layer), and with a loss behind them.
 */
class ArchitecturesTest {
    private static final Path FOLDER = Path.of("src/test/resources/architectures");

    /** Of the norm: float32 through some dozens of layers. */
    private static final double TOLERANCE = 1e-5;

    /** In networks of 16-bit floats the constants in the middle, like those of Gelu, are rounded too: to 5e-4 each. */
    private static final double HALF_TOLERANCE = 1e-4;

    /** Inputs, tangents and cotangents are whole multiples of one over this. */
    private static final float UNITS = 64;

    private static final OnnxRuntime RUNTIME = new OnnxRuntime(1);
    private static final GraphProbe PROBE = new GraphProbe(RUNTIME::environment);

    static Stream<String> models() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".onnx"))
                    .map(name -> name.replace(".onnx", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void bothProductsOfTheGraphArePyTorchs(String model) throws IOException {
        JsonNode expected = expected(model);
        DifferentiableGraph subject = DifferentiableGraph.of(graph(model), "z", PROBE);
        VjpGraph vjp = VjpGraph.of(subject);
        JvpGraph jvp = JvpGraph.of(subject);

        Map<String, Values> reverse = run(
                vjp.graph(),
                Map.of("x", image(expected, "x"), vjp.cotangent(), rows(floats(expected, "v"), samples(expected))));
        Map<String, Values> forward =
                run(jvp.graph(), Map.of("x", image(expected, "x"), jvp.tangent(), image(expected, "u")));

        assertClose("logits", reverse.get("z").numbers(), expected);
        assertClose("vjp", reverse.get(vjp.gradient()).numbers(), expected);
        assertClose("jvp", forward.get(jvp.product()).numbers(), expected);
    }

    @ParameterizedTest
    @MethodSource("models")
    void bothProductsThroughTheLoaderArePyTorchs(String model) throws IOException {
        JsonNode expected = expected(model);
        int n = samples(expected);
        try (Classifier classifier = Models.open(FOLDER.resolve(model + ".onnx"), ModelOptions.defaults())) {
            DifferentiableMap features = classifier.gradient().orElseThrow();
            int l = classifier.head().hiddenSize();
            int m = classifier.head().classes();
            FloatBuffer hidden = FloatBuffer.allocate(n * l);
            FloatBuffer gradients = FloatBuffer.allocate(n * features.inputSize());
            FloatBuffer products = FloatBuffer.allocate(n * l);
            float[] v = floats(expected, "v");
            float[] cotangents = new float[n * l];
            for (int k = 0; k < n * l; k++) {
                for (int i = 0; i < m; i++) {
                    cotangents[k] += (float) classifier.head().weights().get(k % l, i) * v[k / l * m + i];
                }
            }

            FloatBuffer x = FloatBuffer.wrap(floats(expected, "x"));
            features.vjp(x.duplicate(), n, FloatBuffer.wrap(cotangents), hidden, gradients);
            features.jvp(x.duplicate(), n, FloatBuffer.wrap(floats(expected, "u")), hidden, products);

            double[] jvp = new double[n * m];
            for (int k = 0; k < n * m; k++) {
                for (int i = 0; i < l; i++) {
                    jvp[k] += classifier.head().weights().get(i, k % m) * products.get(k / m * l + i);
                }
            }
            double[] vjp = new double[gradients.capacity()];
            for (int k = 0; k < vjp.length; k++) {
                vjp[k] = gradients.get(k);
            }
            assertClose("vjp", vjp, expected);
            assertClose("jvp", jvp, expected);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsOfLossesArePyTorchs(String model) throws IOException {
        JsonNode expected = expected(model);
        DifferentiableGraph subject = DifferentiableGraph.of(graph(model), "z", PROBE);
        float[] labels = new float[samples(expected) * expected.get("v").size() / samples(expected)];
        int m = labels.length / samples(expected);
        for (int i = 0; i < samples(expected); i++) {
            labels[i * m + expected.get("labels").get(i).asInt()] = 1;
        }
        Map<LossFunction, String> names = Map.of(
                LossFunction.CROSS_ENTROPY, "crossEntropy",
                LossFunction.DIFFERENCE_OF_LOGITS_RATIO, "logitsRatio",
                LossFunction.MARGIN, "margin");
        names.forEach((loss, name) -> {
            LossGraph graph = LossGraph.of(subject, loss, 0);
            Map<String, Values> found = run(
                    graph.graph(),
                    Map.of("x", image(expected, "x"), graph.parameters(), rows(labels, samples(expected))));
            assertClose(name, found.get(graph.gradient()).numbers(), expected);
        });
    }

    private static Graph graph(String model) throws IOException {
        return OnnxFile.read(FOLDER.resolve(model + ".onnx")).graph();
    }

    private static JsonNode expected(String model) throws IOException {
        String name = model.substring(0, model.lastIndexOf('_'));
        return new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile());
    }

    private static int samples(JsonNode expected) {
        return expected.get("shape").get(0).asInt();
    }

    private static float[] floats(JsonNode expected, String name) {
        JsonNode values = expected.get(name);
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).asInt() / UNITS;
        }
        return floats;
    }

    private static Tensor image(JsonNode expected, String name) {
        long[] shape = StreamSupport.stream(expected.get("shape").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
        return Tensor.floats(floats(expected, name), shape);
    }

    private static Tensor rows(float[] values, int rows) {
        return Tensor.floats(values, rows, values.length / rows);
    }

    private static Map<String, Values> run(Graph graph, Map<String, Tensor> inputs) {
        try (GraphSession session = RUNTIME.open(graph)) {
            Map<String, Tensor> typed = new HashMap<>(inputs);
            // Networks in double precision take doubles.
            typed.replaceAll((name, value) ->
                    Tensor.of(graph.input(name).orElseThrow().type().orElseThrow(), value.doubles(), value.dims()));
            return session.run(typed);
        }
    }

    private static void assertClose(String what, double[] actual, JsonNode expected) {
        JsonNode numbers = expected.get(what);
        assertThat(actual).as(what).hasSize(numbers.size());
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            norm += Math.pow(numbers.get(i).asDouble(), 2);
            difference += Math.pow(actual[i] - numbers.get(i).asDouble(), 2);
        }
        assertThat(Math.sqrt(difference / norm))
                .as(what)
                .isLessThanOrEqualTo(expected.get("half").asBoolean() ? HALF_TOLERANCE : TOLERANCE);
    }
}
