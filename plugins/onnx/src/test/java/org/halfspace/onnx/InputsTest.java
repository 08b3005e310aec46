package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.ModelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to pixels on the way into the graph, and to batches on the way through it. */
class InputsTest {
    @TempDir
    Path folder;

    private final Models models = new Models(11);

    /** Flattens an image of 3 x 2 x 2 in the graph's order and hands it to the head as it is. */
    private GraphBuilder flat(ElementType type, long... dims) {
        return Graph.builder()
                .opset("", 13)
                .input(ValueInfo.of("image", type, dims))
                .constant("shape", Tensor.shape(dims[0] < 0 ? 0 : dims[0], 12))
                .constant("W", Tensor.of(ElementType.FLOAT, models.numbers(36), 12, 3))
                .node(Node.of("Cast", List.of("image"), "x").with("to", ElementType.FLOAT.code()))
                .node("Reshape", "h", "x", "shape")
                .node("MatMul", "z", "h", "W")
                .output(ValueInfo.untyped("z"));
    }

    private static ModelOptions options(double scale, List<Double> mean, List<Double> std) {
        ModelOptions defaults = ModelOptions.defaults();
        return new ModelOptions(
                scale,
                mean,
                std,
                defaults.layout(),
                defaults.bounds(),
                Optional.empty(),
                Optional.empty(),
                "auto",
                defaults.weightsLayout());
    }

    /** 3 channels of 2 x 2: channel c, place p is (c + p / 10) / 3. */
    private static float[] image() {
        float[] pixels = new float[12];
        for (int k = 0; k < 12; k++) {
            int channel = k / 4;
            pixels[k] = (channel + k % 4 / 10f) / 3;
        }
        return pixels;
    }

    @Test
    void mean_and_deviation_apply_per_channel() throws IOException {
        ModelOptions options = options(2, List.of(0.1, 0.2, 0.3), List.of(0.5, 0.25, 0.125));
        try (Classifier classifier = Models.open(folder, flat(ElementType.FLOAT, -1, 3, 2, 2), options)) {
            assertThat(classifier.input().shape()).containsExactly(3, 2, 2);
            float[] h = classifier.features().apply(image(), 1);
            double[] mean = {0.1, 0.2, 0.3};
            double[] std = {0.5, 0.25, 0.125};
            for (int k = 0; k < 12; k++) {
                double expected = (image()[k] * 2.0 - mean[k / 4]) / std[k / 4];
                assertThat((double) h[k]).isCloseTo(expected, within(1e-5));
            }
            assertThat(classifier.input().preprocessing()).contains("0.125");
        }
    }

    @Test
    void channels_last_are_made_of_channels_first() throws IOException {
        try (Classifier classifier = Models.open(folder, flat(ElementType.FLOAT, -1, 2, 2, 3))) {
            assertThat(classifier.input().shape()).containsExactly(3, 2, 2);
            float[] h = classifier.features().apply(image(), 1);
            for (int k = 0; k < 12; k++) {
                assertThat(h[k]).isEqualTo(image()[k % 3 * 4 + k / 3]);
            }
        }
    }

    @Test
    void bytes_are_made_of_pixels_from_0_to_1() throws IOException {
        try (Classifier classifier = Models.open(folder, flat(ElementType.UINT8, -1, 3, 2, 2))) {
            float[] h = classifier.features().apply(image(), 1);
            for (int k = 0; k < 12; k++) {
                assertThat(h[k]).isEqualTo(Math.round(image()[k] * 255));
            }
            assertThat(classifier.description().notes()).anyMatch(note -> note.contains("UINT8"));
        }
    }

    @Test
    void a_mean_that_does_not_fit_the_channels_is_refused() {
        assertThatThrownBy(() -> Models.open(
                        folder, flat(ElementType.FLOAT, -1, 3, 2, 2), options(1, List.of(0.1, 0.2), List.of())))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--input-mean")
                .hasMessageContaining("3 channels")
                .hasMessageContaining("2 numbers");
    }

    @Test
    void a_fixed_batch_of_one_is_opened() throws IOException {
        try (Classifier classifier = Models.open(folder, flat(ElementType.FLOAT, 1, 3, 2, 2))) {
            assertRowsAreIndependent(classifier);
            assertThat(classifier.description().notes()).noneMatch(note -> note.contains("one sample at a time"));
        }
    }

    @Test
    void a_graph_that_cannot_be_opened_runs_one_at_a_time_and_says_so() throws IOException {
        // The sum over the batch axis is right for one sample and mixes several.
        GraphBuilder graph = flat(ElementType.FLOAT, 1, 3, 2, 2)
                .constant("axis", Tensor.shape(0))
                .constant("U", Tensor.of(ElementType.FLOAT, models.numbers(24), 12, 2))
                .node(Node.of("ReduceSum", List.of("h", "axis"), "mixed").with("keepdims", 1))
                .node("MatMul", "y", "mixed", "U")
                .clearOutputs()
                .output(ValueInfo.untyped("y"));
        try (Classifier classifier = Models.open(folder, graph)) {
            assertRowsAreIndependent(classifier);
            assertThat(classifier.description().notes()).anyMatch(note -> note.contains("one sample at a time"));
        }
    }

    private static void assertRowsAreIndependent(Classifier classifier) {
        FeatureMap g = classifier.features();
        int size = g.inputSize();
        float[] pixels = new float[5 * size];
        for (int k = 0; k < pixels.length; k++) {
            pixels[k] = (k * 37 % 101) / 101f;
        }
        float[] together = g.apply(pixels, 5);
        FloatBuffer inputs = FeatureMap.allocate(pixels.length).put(0, pixels);
        FloatBuffer direct = FeatureMap.allocate(together.length);
        g.apply(inputs, 5, direct);
        for (int s = 0; s < 5; s++) {
            float[] alone = g.apply(Arrays.copyOfRange(pixels, s * size, (s + 1) * size), 1);
            for (int k = 0; k < alone.length; k++) {
                assertThat(together[s * alone.length + k]).isCloseTo(alone[k], within(1e-5f));
                assertThat(direct.get(s * alone.length + k)).isEqualTo(together[s * alone.length + k]);
            }
        }
    }

    @Test
    void a_hidden_domain_that_the_model_leaves_is_refused() {
        ModelOptions options = Models.options(Optional.empty(), Optional.empty(), "box:0,0.001");
        assertThatThrownBy(() -> Models.open(folder, flat(ElementType.FLOAT, -1, 3, 2, 2), options))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--hidden-domain box:0,0.001");
    }

    @Test
    void of_several_outputs_the_one_behind_a_softmax_is_taken_and_others_on_demand() throws IOException {
        GraphBuilder graph = flat(ElementType.FLOAT, -1, 3, 2, 2)
                .constant("U", Tensor.of(ElementType.FLOAT, models.numbers(24), 12, 2))
                .node("MatMul", "box", "h", "U")
                .node("Softmax", "p", "z")
                .clearOutputs()
                .output(ValueInfo.untyped("box"))
                .output(ValueInfo.untyped("p"));
        try (Classifier classifier = Models.open(folder, graph)) {
            assertThat(classifier.head().classes()).isEqualTo(3);
            assertThat(classifier.description().notes()).anyMatch(note -> note.contains("\"p\" was taken"));
        }
        try (Classifier classifier =
                Models.open(folder, graph, Models.options(Optional.empty(), Optional.of("box"), "auto"))) {
            assertThat(classifier.head().classes()).isEqualTo(2);
        }
    }
}
