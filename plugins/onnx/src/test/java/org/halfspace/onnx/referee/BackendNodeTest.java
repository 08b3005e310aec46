package org.halfspace.onnx.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * ONNX's own node tests, from outside: {@code -Dhalfspace.onnx.backend=FOLDER} names the folder that {@code python3 -m
 * onnx.backend.test.cmd_tools generate-data -o FOLDER} fills. Cases with operators that the referee does not know are skipped.
 */
class BackendNodeTest {
    /** The expected values are single precision. */
    private static final double TOLERANCE = 1e-5;

    /** Cases that the referee answers differently on purpose, as patterns of names. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            ".*cast.*(FLOAT16|STRING).*", "the referee does not round to 16 bits, and knows no texts",
            "test_(batchnorm.*training_mode|training_dropout.*)", "the referee evaluates inference",
            "test_.*window.*_expanded", "the bodies of these functions take 3.1415 for pi",
            "test_dynamicquantizelinear_expanded", "rounds a number that is halfway in double precision only",
            "test_maxunpool_export_with_output_shape", "ONNX Runtime counts indices in the output shape, and so do we",
            "test_resize_downsample_scales_(cubic|linear)_align_corners",
                    "ONNX Runtime takes the size of the result, not its fraction, and so do we");

    private static final String PROPERTY = "halfspace.onnx.backend";

    @TestFactory
    Stream<DynamicTest> agrees_with_the_node_tests_of_onnx() throws IOException {
        String folder = System.getProperty(PROPERTY);
        if (folder == null) {
            return Stream.of(DynamicTest.dynamicTest(
                    "skipped", () -> Assumptions.abort("give ONNX's backend tests with -D" + PROPERTY)));
        }
        List<Path> cases;
        try (Stream<Path> found = Files.list(Path.of(folder, "node"))) {
            cases = found.sorted().toList();
        }
        return cases.stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
    }

    private static void check(Path path) throws IOException {
        String name = path.getFileName().toString();
        EXCEPTIONS.forEach((pattern, reason) -> Assumptions.assumeFalse(name.matches(pattern), reason));
        Graph graph = OnnxFile.read(path.resolve("model.onnx")).graph();
        Referee referee = Referee.of(graph);
        List<Node> unsupported = referee.unsupportedNodes();
        Assumptions.assumeTrue(unsupported.isEmpty(), () -> "not evaluated: " + unsupported);
        Path data = path.resolve("test_data_set_0");
        Map<String, Array> inputs = new HashMap<>();
        List<Optional<Array>> given = tensors(data, "input_", graph.inputs().size());
        for (int i = 0; i < given.size(); i++) {
            Assumptions.assumeTrue(given.get(i).isPresent(), "an input is no tensor of numbers");
            inputs.put(graph.inputs().get(i).name(), given.get(i).orElseThrow());
        }
        List<Optional<Array>> expected =
                tensors(data, "output_", graph.outputs().size());
        List<String> names =
                graph.outputs().stream().map(output -> output.name()).toList();
        Map<String, Array> results = referee.run(inputs, names);
        for (int i = 0; i < names.size(); i++) {
            Assumptions.assumeTrue(expected.get(i).isPresent(), "an output is no tensor of numbers");
            assertSame(results.get(names.get(i)), expected.get(i).orElseThrow());
        }
    }

    private static List<Optional<Array>> tensors(Path data, String prefix, int count) throws IOException {
        List<Optional<Array>> tensors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tensors.add(ProtoTensors.read(data.resolve(prefix + i + ".pb")));
        }
        return tensors;
    }

    private static void assertSame(Array found, Array expected) {
        assertThat(Shape.text(found.shape())).isEqualTo(Shape.text(expected.shape()));
        assertThat(found.isReal()).isEqualTo(expected.isReal());
        double[] x = found.reals();
        double[] y = expected.reals();
        for (int i = 0; i < x.length; i++) {
            if (Double.isNaN(y[i]) || Double.isInfinite(y[i])) {
                assertThat(x[i]).as("element " + i).isEqualTo(y[i]);
            } else {
                assertThat(Math.abs(x[i] - y[i]))
                        .as("element %d: %s, expected %s", i, x[i], y[i])
                        .isLessThanOrEqualTo(TOLERANCE * Math.max(1, Math.abs(y[i])));
            }
        }
    }
}
