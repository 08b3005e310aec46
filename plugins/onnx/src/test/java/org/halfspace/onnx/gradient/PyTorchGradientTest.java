package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.run.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and gradients of networks that PyTorch exported, against what PyTorch computed: kinks and ties above all. */
class PyTorchGradientTest {
    private static final Path FOLDER = Path.of("src/test/resources/gradient");

    /** Of the largest number: both sides compute in float32, in different orders. */
    private static final double TOLERANCE = 1e-5;

    static Stream<String> networks() throws IOException {
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
    @MethodSource("networks")
    void valueAndGradientArePyTorchs(String name) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile());
        Graph graph = OnnxFile.read(FOLDER.resolve(name + ".onnx")).graph();
        DifferentiableGraph subject = DifferentiableGraph.of(graph, "y", Jacobians.PROBE);
        VjpGraph vjp = VjpGraph.of(subject);

        Map<String, Values> found = Jacobians.run(
                vjp.graph(),
                Map.of("x", tensor(expected, "x", "xShape"), vjp.cotangent(), tensor(expected, "v", "yShape")));

        assertClose(found.get("y").numbers(), numbers(expected.get("y")));
        assertClose(found.get(vjp.gradient()).numbers(), numbers(expected.get("dx")));
    }

    private static Tensor tensor(JsonNode json, String values, String shape) {
        long[] dims = StreamSupport.stream(json.get(shape).spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
        double[] numbers = numbers(json.get(values));
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return Tensor.floats(floats, dims);
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double scale = 0;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("element %d: %s for %s", i, actual[i], expected[i])
                    .isLessThanOrEqualTo(TOLERANCE * scale);
        }
    }
}
