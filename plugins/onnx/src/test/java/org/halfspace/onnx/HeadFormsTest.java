package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Half;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.Precision;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every form in which exporters write the last layer, with W and b known. */
class HeadFormsTest {
    private static final int L = Models.HIDDEN;
    private static final int M = Models.CLASSES;

    /** W and b are storage exact; only a scale merged into them rounds, in double precision. */
    private static final double EXACT = 1e-12;

    @TempDir
    Path folder;

    private final Models models = new Models(7);
    private final double[] w = models.numbers(L * M);
    private final double[] b = models.numbers(M);

    private Tensor floats(double[] values, long... dims) {
        return Tensor.of(ElementType.FLOAT, values, dims);
    }

    private Tensor wT() {
        return floats(Models.transposed(w, L, M), M, L);
    }

    @Test
    void namesTheLayersThatMayBeTheHead() throws IOException {
        GraphBuilder graph = models.toHidden(13)
                .constant("W", floats(w, L, M))
                .node("MatMul", "z", "h", "W")
                .output(ValueInfo.untyped("z"));
        Models.open(folder, graph).close();
        // Nodes without names of their own go by those of their outputs.
        assertThat(new OnnxModelLoader(new OnnxRuntime(1)).layers(folder.resolve("model.onnx")))
                .containsExactly("h0", "z");
    }

    private DynamicTest form(String name, Consumer<GraphBuilder> head) {
        return DynamicTest.dynamicTest(name, () -> {
            GraphBuilder graph = models.toHidden(13)
                    .constant("W", floats(w, L, M))
                    .constant("WT", wT())
                    .constant("b", floats(b, M));
            head.accept(graph);
            try (Classifier classifier = Models.open(folder, graph.output(ValueInfo.untyped("z")))) {
                assertHead(classifier, w, b);
                assertThat(classifier.head().domain().toString()).isEqualTo("nonnegative");
            }
        });
    }

    private static void assertHead(Classifier classifier, double[] weights, double[] bias) {
        assertThat(classifier.head().weights().data).containsExactly(weights, within(EXACT));
        assertThat(classifier.head().bias()).containsExactly(bias, within(EXACT));
        assertThat(classifier.description().agreement().orElseThrow().maxRelativeDifference())
                .isLessThan(1e-5);
        float[] h = classifier.features().apply(new float[3 * Models.PIXELS], 3);
        float[] z = classifier.tail().orElseThrow().apply(h, 3);
        double[] first = new double[L];
        for (int k = 0; k < L; k++) {
            first[k] = h[2 * L + k];
        }
        double[] expected = classifier.head().logits(first);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) z[2 * expected.length + i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    private static Node node(String operator, String output, String... inputs) {
        return Node.of(operator, List.of(inputs), output);
    }

    @TestFactory
    Stream<DynamicTest> finds_w_and_b() {
        return Stream.of(
                form("Gemm", g -> g.node("Gemm", "z", "h", "W", "b")),
                form(
                        "Gemm, W turned",
                        g -> g.node(node("Gemm", "z", "h", "WT", "b").with("transB", 1))),
                form("Gemm, W scaled", g -> g.constant("W2", floats(twice(w), L, M))
                        .constant("b4", floats(twice(twice(b)), 1, M))
                        .node(node("Gemm", "z", "h", "W2", "b4")
                                .with("alpha", new Attribute.Real(0.5f))
                                .with("beta", new Attribute.Real(0.25f)))),
                form("Gemm, W first and h turned", g -> g.constant("bc", floats(b, M, 1))
                        .node(node("Gemm", "zc", "W", "h", "bc")
                                .with("transA", 1)
                                .with("transB", 1))
                        .node(node("Transpose", "z", "zc").with("perm", 1, 0))),
                form("MatMul and Add", g -> g.node("MatMul", "z0", "h", "W").node("Add", "z", "z0", "b")),
                form("Add on the left", g -> g.node("MatMul", "z0", "h", "W").node("Add", "z", "b", "z0")),
                form("MatMul of a row among rows", g -> g.constant("axis", Tensor.shape(1))
                        .node("Unsqueeze", "h3", "h", "axis")
                        .node("MatMul", "z3", "h3", "W")
                        .node("Add", "z4", "z3", "b")
                        .node("Squeeze", "z", "z4", "axis")),
                form("MatMul of a column", g -> g.constant("axis", Tensor.shape(2))
                        .constant("bc", floats(b, M, 1))
                        .node("Unsqueeze", "h3", "h", "axis")
                        .node("MatMul", "z3", "WT", "h3")
                        .node("Add", "z4", "z3", "bc")
                        .node(node("Flatten", "z", "z4").with("axis", 1))),
                form("Conv that covers its input", g -> g.constant("map", Tensor.shape(0, 1, 1, L))
                        .constant("K", floats(Models.transposed(w, L, M), M, 1, 1, L))
                        .node("Reshape", "h4", "h", "map")
                        .node("Conv", "z4", "h4", "K", "b")
                        .node(node("Flatten", "z", "z4").with("axis", 1))),
                form("Conv larger than its input", g -> g.constant("map", Tensor.shape(0, L, 1, 1))
                        .constant("K", floats(centred(Models.transposed(w, L, M)), M, L, 3, 3))
                        .node("Reshape", "h4", "h", "map")
                        .node(node("Conv", "z4", "h4", "K", "b").with("pads", 1, 1, 1, 1))
                        .node(node("Softmax", "z", "z4").with("axis", 1))),
                form("Softmax, Identity, Dropout", g -> g.node("Gemm", "z0", "h", "W", "b")
                        .node("Dropout", "z1", "z0")
                        .node(node("LogSoftmax", "z2", "z1").with("axis", 1))
                        .node("Identity", "z", "z2")),
                form("a temperature", g -> g.constant("W2", floats(twice(w), L, M))
                        .constant("b2", floats(twice(b), M))
                        .constant("t", floats(new double[] {2}))
                        .node("Gemm", "z0", "h", "W2", "b2")
                        .node("Div", "z1", "z0", "t")
                        .node("Softmax", "z", "z1")),
                form("weights through nodes", g -> g.constant("flat", floats(Models.transposed(w, L, M), M * L))
                        .constant("shape", Tensor.shape(M, -1))
                        .node("Reshape", "W1", "flat", "shape")
                        .node(node("Transpose", "W2", "W1").with("perm", 1, 0))
                        .node("Identity", "W3", "W2")
                        .node("MatMul", "z0", "h", "W3")
                        .node("Add", "z", "z0", "b")));
    }

    private static double[] twice(double[] values) {
        double[] doubled = values.clone();
        for (int k = 0; k < values.length; k++) {
            doubled[k] *= 2;
        }
        return doubled;
    }

    /** Kernels of 3 x 3 with the numbers in their middle and something else around. */
    private static double[] centred(double[] values) {
        double[] kernels = new double[values.length * 9];
        for (int k = 0; k < kernels.length; k++) {
            kernels[k] = k % 9 == 4 ? values[k / 9] : 0.5;
        }
        return kernels;
    }

    @Test
    void merges_a_linear_average_over_positions_into_h() throws IOException {
        GraphBuilder graph = models.toHidden(13)
                .constant("map", Tensor.shape(0, 1, 1, L))
                .constant("K", floats(new double[] {2, -1}, 2, 1, 1, 1))
                .constant("bias", floats(new double[] {0.25, 0.5}, 2))
                .node("Reshape", "h4", "h", "map")
                .node("Conv", "z4", "h4", "K", "bias")
                .node("GlobalAveragePool", "z1", "z4")
                .node(node("Flatten", "z2", "z1").with("axis", 1))
                .node("Softmax", "z", "z2")
                .output(ValueInfo.untyped("z"));
        try (Classifier classifier = Models.open(folder, graph)) {
            assertThat(classifier.head().hiddenSize()).isEqualTo(1);
            assertThat(classifier.head().weights().data).containsExactly(2, -1);
            assertThat(classifier.head().bias()).containsExactly(0.25, 0.5);
            assertThat(classifier.features().apply(new float[Models.PIXELS], 1)).hasSize(1);
        }
    }

    @Test
    void takes_one_sigmoid_for_two_classes() throws IOException {
        GraphBuilder graph = models.toHidden(13)
                .constant("v", floats(new double[] {1, 2, 3, 4, 5}, L, 1))
                .constant("b", floats(new double[] {0.5}, 1))
                .node("Gemm", "z0", "h", "v", "b")
                .node("Sigmoid", "z", "z0")
                .output(ValueInfo.untyped("z"));
        try (Classifier classifier = Models.open(folder, graph)) {
            assertHead(classifier, new double[] {0, 1, 0, 2, 0, 3, 0, 4, 0, 5}, new double[] {0, 0.5});
            assertThat(classifier.description().notes()).anyMatch(note -> note.contains("sigmoid"));
        }
    }

    @Test
    void refuses_one_linear_output_as_a_regression() {
        GraphBuilder graph = models.toHidden(13)
                .constant("v", floats(models.numbers(L), L, 1))
                .node("MatMul", "z", "h", "v")
                .output(ValueInfo.untyped("z"));
        assertThatThrownBy(() -> Models.open(folder, graph))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("regression");
    }

    @Test
    void refuses_a_sigmoid_per_class() {
        GraphBuilder graph = models.toHidden(13)
                .constant("W", floats(w, L, M))
                .node("MatMul", "z0", "h", "W")
                .node("Sigmoid", "z", "z0")
                .output(ValueInfo.untyped("z"));
        assertThatThrownBy(() -> Models.open(folder, graph))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("one sigmoid per class")
                .hasMessageContaining("--head");
    }

    @Test
    void names_what_stands_in_the_way_and_splits_there_when_asked() throws IOException {
        GraphBuilder graph = models.toHidden(13)
                .constant("W", floats(w, L, M))
                .constant("b", floats(b, M))
                .node(new Node("MatMul", "", "classify", List.of("h", "W"), List.of("z0"), Map.of()))
                .node("Add", "z1", "z0", "b")
                .node(new Node("Relu", "", "spoil", List.of("z1"), List.of("z2"), Map.of()))
                .node("Softmax", "z", "z2")
                .output(ValueInfo.untyped("z"));
        assertThatThrownBy(() -> Models.open(folder, graph))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Relu \"spoil\"")
                .hasMessageContaining("--head classify");
        try (Classifier classifier =
                Models.open(folder, graph, Models.options(Optional.of("classify"), Optional.empty(), "auto"))) {
            assertHead(classifier, w, b);
        }
    }

    @Test
    void takes_scores_of_a_linear_classifier() throws IOException {
        float[] coefficients = wT().floats();
        GraphBuilder graph = models.toHidden(13)
                .opset(Node.ML, 1)
                .node(new Node(
                        "LinearClassifier",
                        Node.ML,
                        "scores",
                        List.of("h"),
                        List.of("label", "p"),
                        Map.of(
                                "coefficients", new Attribute.Reals(coefficients),
                                "intercepts", new Attribute.Reals(floats(b, M).floats()),
                                "classlabels_ints", new Attribute.Ints(new long[] {0, 1, 2, 3}),
                                "post_transform", new Attribute.Text("SOFTMAX"))))
                .output(ValueInfo.of("label", ElementType.INT64))
                .output(ValueInfo.untyped("p"));
        try (Classifier classifier = Models.open(folder, graph)) {
            assertHead(classifier, w, b);
        }
    }

    @Test
    void keeps_the_precision_that_weights_were_stored_with() throws IOException {
        GraphBuilder graph = models.toHidden(13)
                .constant("W16", Tensor.of(ElementType.FLOAT16, w, L, M))
                .node(node("Cast", "W", "W16").with("to", ElementType.FLOAT.code()))
                .node("MatMul", "z", "h", "W")
                .output(ValueInfo.untyped("z"));
        try (Classifier classifier = Models.open(folder, graph)) {
            assertThat(classifier.head().precision()).isEqualTo(Precision.FLOAT16);
            assertThat(classifier.head().weights().data[0]).isEqualTo(Half.fromFloat16(Half.toFloat16((float) w[0])));
        }
    }
}
