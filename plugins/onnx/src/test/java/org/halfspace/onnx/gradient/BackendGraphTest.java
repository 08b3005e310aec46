package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.normalise.Normaliser;
import org.halfspace.onnx.normalise.Widening;
import org.halfspace.onnx.referee.ProtoTensors;
import org.halfspace.onnx.run.Values;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * ONNX's own node tests, from outside, as in {@link org.halfspace.onnx.referee.BackendNodeTest}: {@code -Dhalfspace.onnx.backend=FOLDER}
 * names them. What ONNX Runtime makes of a model in normal form is what it makes of the model; and derivatives by each input of real
 * numbers are the referee's.
 */
class BackendGraphTest {
    /** Both sides are ONNX Runtime, in float32; operators that are written out round otherwise. */
    private static final double TOLERANCE = 1e-5;

    private static final String PROPERTY = "halfspace.onnx.backend";

    @TestFactory
    Stream<DynamicTest> normal_forms_compute_what_the_models_compute() throws IOException {
        return cases(BackendGraphTest::checkNormalForm);
    }

    @TestFactory
    Stream<DynamicTest> derivatives_are_the_referees() throws IOException {
        return cases(BackendGraphTest::checkDerivatives);
    }

    private interface Check {
        void accept(Case one) throws IOException;
    }

    /** A model, its inputs in order, and what it gives. */
    private record Case(Graph graph, List<Tensor> inputs, List<Tensor> outputs) {

        Map<String, Tensor> fed() {
            Map<String, Tensor> fed = new HashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                fed.put(graph.inputs().get(i).name(), inputs.get(i));
            }
            return fed;
        }

        /** The model as a function of one of its inputs, with the sizes that it has here; the others are constants. */
        Graph by(int input) {
            GraphBuilder builder = graph.toBuilder().clearInputs();
            for (int i = 0; i < inputs.size(); i++) {
                ValueInfo info = graph.inputs().get(i);
                if (i == input) {
                    builder.input(ValueInfo.of(
                            info.name(), inputs.get(i).type(), inputs.get(i).dims()));
                } else {
                    builder.constant(info.name(), inputs.get(i));
                }
            }
            return builder.build();
        }
    }

    private static Stream<DynamicTest> cases(Check check) throws IOException {
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
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check.accept(read(path))));
    }

    private static Case read(Path path) throws IOException {
        Graph graph = OnnxFile.read(path.resolve("model.onnx")).graph();
        Path data = path.resolve("test_data_set_0");
        return new Case(
                graph,
                tensors(data, "input_", graph.inputs().size()),
                tensors(data, "output_", graph.outputs().size()));
    }

    private static List<Tensor> tensors(Path data, String prefix, int count) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Tensor> tensor = ProtoTensors.tensor(data.resolve(prefix + i + ".pb"));
            Assumptions.assumeTrue(tensor.isPresent(), "not all inputs and outputs are tensors of numbers");
            tensors.add(tensor.get());
        }
        return tensors;
    }

    private static void checkNormalForm(Case one) {
        Assumptions.assumeTrue(
                one.inputs().stream().anyMatch(input -> input.type().isFloating()), "no input of real numbers");
        Map<String, Values> expected = original(one);
        Graph normal;
        try {
            normal = new Normaliser(Jacobians.PROBE).normalise(one.graph());
        } catch (InputException e) {
            assertThat(e.getMessage()).contains("try:");
            Assumptions.abort("refused: " + e.getMessage());
            throw e;
        }
        Map<String, Values> found = Jacobians.run(normal, one.fed());
        expected.forEach((name, values) -> {
            assertThat(found.get(name).dims()).as("sizes of " + name).isEqualTo(values.dims());
            assertClose(name, found.get(name).numbers(), values.numbers());
        });
    }

    /** What ONNX Runtime makes of the model itself; the test is skipped where it runs no such model, or differs from ONNX. */
    private static Map<String, Values> original(Case one) {
        Map<String, Values> found;
        try {
            found = Jacobians.run(one.graph(), one.fed());
        } catch (InputException e) {
            Assumptions.abort("ONNX Runtime does not run it: " + e.getMessage());
            throw e;
        }
        for (int i = 0; i < one.outputs().size(); i++) {
            Values values = found.get(one.graph().outputs().get(i).name());
            Assumptions.assumeTrue(values != null, "an output is no tensor of numbers");
            double[] stored = one.outputs().get(i).doubles();
            boolean same = stored.length == values.size() && distance(values.numbers(), stored) <= TOLERANCE;
            Assumptions.assumeTrue(same, "ONNX Runtime gives something else than ONNX");
        }
        return found;
    }

    private static void checkDerivatives(Case one) {
        Map<String, Values> values = original(one);
        int checked = 0;
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < one.inputs().size(); i++) {
            Tensor x = wide(one.inputs().get(i));
            if (!x.type().isFloating() || x.size() == 0) {
                continue;
            }
            for (ValueInfo output : one.graph().outputs()) {
                Graph cut = one.by(i).withOutputs(List.of(ValueInfo.untyped(output.name())));
                if (cut.inputs().size() == 1 && values.get(output.name()).isFloat()) {
                    try {
                        DerivativeCheck.of(Widening.apply(cut), x).run(new SplittableRandom(1));
                        checked++;
                    } catch (InputException e) {
                        assertThat(e.getMessage()).contains("try:");
                        refusals.add(e.getMessage());
                    }
                }
            }
        }
        Assumptions.assumeTrue(checked > 0, () -> "no derivative: " + refusals);
    }

    private static Tensor wide(Tensor x) {
        boolean narrow = x.type() == ElementType.FLOAT16 || x.type() == ElementType.BFLOAT16;
        return narrow ? Tensor.of(ElementType.FLOAT, x.doubles(), x.dims()) : x;
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        assertThat(distance(actual, expected))
                .as("%s: %s for %s", what, brief(actual), brief(expected))
                .isLessThanOrEqualTo(TOLERANCE);
    }

    private static String brief(double[] values) {
        return Arrays.toString(Arrays.copyOf(values, Math.min(values.length, 8)));
    }

    /** The greatest difference over the greatest number, of at least 1; infinite where numbers that are none differ. */
    static double distance(double[] actual, double[] expected) {
        double difference = 0;
        double scale = 1;
        for (int i = 0; i < actual.length; i++) {
            boolean number = Double.isFinite(expected[i]);
            if (number) {
                scale = Math.max(scale, Math.abs(expected[i]));
            }
            boolean same = Double.compare(actual[i] + 0.0, expected[i] + 0.0) == 0;
            double here = Math.abs(actual[i] - expected[i]);
            difference =
                    Math.max(difference, same ? 0 : number && !Double.isNaN(here) ? here : Double.POSITIVE_INFINITY);
        }
        return difference / scale;
    }
}
