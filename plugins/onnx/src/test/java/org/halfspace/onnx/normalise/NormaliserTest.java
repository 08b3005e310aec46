package org.halfspace.onnx.normalise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs compute the same before and after, and are simpler. */
class NormaliserTest {
    private static final GraphProbe PROBE = new GraphProbe(new OnnxRuntime(1)::environment);

    /** Folding a batch normalisation rounds each weight once more; numbers here are of size 1. */
    private static final double TOLERANCE = 2e-6;

    static Stream<Arguments> oldForms() {
        return Stream.of(
                old("Clip", 7, node -> node.with("min", real(-0.2f)).with("max", real(0.4f))),
                old("Clip", 10, node -> node.with("max", real(0.4f))),
                old("Pad", 9, node -> node.with("pads", 0L, 0L, 1L, 2L, 0L, 0L, 0L, 1L)
                        .with("value", real(7))),
                old("Pad", 10, node -> node.with("pads", 0L, 0L, 1L, 1L, 0L, 0L, 1L, 1L)
                        .with("mode", text("reflect"))),
                old("Slice", 9, node -> node.with("starts", 1L, 0L)
                        .with("ends", 3L, -1L)
                        .with("axes", 2L, 3L)),
                old("Slice", 9, node -> node.with("starts", 0L, 1L).with("ends", 2L, 3L)),
                old("Unsqueeze", 11, node -> node.with("axes", 1L, 2L)),
                old("ReduceSum", 11, node -> node.with("axes", 1L, -1L).with("keepdims", 0)),
                old("ReduceSum", 12, node -> node),
                old("ReduceMean", 9, node -> node.with("axes", new Attribute.Ints(new long[] {2}))),
                old("Softmax", 7, node -> node),
                old("Softmax", 12, node -> node.with("axis", 2)),
                old("Softmax", 11, node -> node.with("axis", 3)),
                old("LogSoftmax", 9, node -> node),
                old("Hardmax", 9, node -> node),
                old("Dropout", 9, node -> node.with("ratio", real(0.3f))),
                old("Upsample", 7, node -> node.with("scales", new Attribute.Reals(new float[] {1, 1, 2, 2}))),
                old("MaxPool", 8, node -> node.with("kernel_shape", 2L, 2L)),
                old("AveragePool", 7, node -> node.with("kernel_shape", 2L, 2L).with("pads", 1L, 1L, 0L, 0L)),
                old("LRN", 7, node -> node.with("size", 3)),
                old("Relu", 7, node -> node));
    }

    private static Arguments old(String operator, long opset, UnaryOperator<Node> attributes) {
        return Arguments.of(operator + " of " + opset, opset, attributes.apply(Node.of(operator, List.of("x"), "y")));
    }

    /** In inference a Dropout keeps everything; some graphs hand out the mask that says so. */
    @Test
    void theMaskOfADropoutIsTrueEverywhere() {
        Graph graph = network(13)
                .node(Node.of("Dropout", List.of("x"), "y").withOutputs(List.of("y", "mask")))
                .node(Node.of("Cast", List.of("mask"), "kept").with("to", ElementType.FLOAT.code()))
                .output(ValueInfo.untyped("kept"))
                .build();
        Graph normal = new Normaliser(PROBE).normalise(graph);
        assertThat(normal.nodes()).noneMatch(node -> node.is("Dropout"));
        Map<String, Tensor> found = PROBE.run(normal, Map.of("x", random(1, 2, 2, 4, 4)));
        assertThat(found.get("y").doubles())
                .containsExactly(random(1, 2, 2, 4, 4).doubles());
        assertThat(found.get("kept").dims()).containsExactly(2, 2, 4, 4);
        assertThat(found.get("kept").doubles()).containsOnly(1);
    }

    @Test
    void aScanWithABatchIsRefused() {
        Graph graph = network(8).node(Node.of("Scan", List.of("", "x"), "y")).build();
        assertThatThrownBy(() -> new Normaliser(PROBE).normalise(graph))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Scan of operator set 9 or newer")
                .hasMessageContaining("try:");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oldForms")
    void operatorsOfOldSetsComputeTheSame(String name, long opset, Node node) {
        assertSame(network(opset).node(node).build());
    }

    @ParameterizedTest
    @MethodSource("scaledForms")
    void oldResizesComputeTheSame(String operator, long opset, String mode) {
        assertSame(network(opset)
                .constant("scales", Tensor.floats(new float[] {1, 1, 2, 3}, 4))
                .node(Node.of(operator, List.of("x", "scales"), "y").with("mode", text(mode)))
                .build());
    }

    static Stream<Arguments> scaledForms() {
        return Stream.of(
                Arguments.of("Upsample", 9L, "nearest"),
                Arguments.of("Upsample", 9L, "linear"),
                Arguments.of("Resize", 10L, "nearest"),
                Arguments.of("Resize", 10L, "linear"));
    }

    @Test
    void aSplitByAnAttributeTakesAnInput() {
        Node split = new Node("Split", "", "", List.of("x"), List.of("a", "y"), Map.of())
                .with("axis", 3)
                .with("split", 1L, 3L);
        assertSame(network(11).node(split).build());
    }

    @Test
    void batchNormalisationsAreFoldedIntoWhatIsBeforeThem() {
        Graph conv = normed(
                network(9)
                        .constant("w", random(3, 6, 2, 3, 3))
                        .node(Node.of("Conv", List.of("x", "w"), "t").with("pads", 1L, 1L, 1L, 1L)),
                6);
        assertThat(assertSame(conv).nodes()).extracting(Node::opType).containsExactly("Conv");
        Graph transposed = normed(
                network(9)
                        .constant("w", random(3, 2, 3, 2, 2))
                        .node(Node.of("ConvTranspose", List.of("x", "w"), "t").with("group", 2)),
                6);
        assertThat(assertSame(transposed).nodes()).extracting(Node::opType).containsExactly("ConvTranspose");
        Graph gemm = normed(
                network(9)
                        .node("Flatten", "f", "x")
                        .constant("w", random(3, 6, 32))
                        .constant("c", random(4, 6))
                        .node(Node.of("Gemm", List.of("f", "w", "c"), "t").with("transB", 1)),
                6);
        assertThat(assertSame(gemm).nodes()).extracting(Node::opType).containsExactly("Flatten", "Gemm");
    }

    @Test
    void aBatchNormalisationBehindATensorThatIsUsedTwiceStays() {
        Graph graph = normed(network(9).constant("w", random(3, 2, 2, 1, 1)).node("Conv", "t", "x", "w"), 2).toBuilder()
                .clearOutputs()
                .node("Add", "z", "y", "t")
                .output(ValueInfo.of("z", ElementType.FLOAT))
                .build();
        assertThat(assertSame(graph).nodes()).extracting(Node::opType).contains("BatchNormalization");
    }

    @Test
    void whatDependsOnNoInputBecomesAConstant() {
        Graph graph = assertSame(network(13)
                .node(Node.of("Constant", List.of(), "c")
                        .with("value_floats", new Attribute.Reals(new float[] {1, 2, 3, 4})))
                .node("Neg", "n", "c")
                .node("Exp", "e", "n")
                .node("Mul", "y", "x", "e")
                .build());
        assertThat(graph.nodes()).extracting(Node::opType).containsExactly("Mul");
    }

    @Test
    void theBranchOfAConstantConditionIsTaken() {
        Graph branch = Graph.builder()
                .nested()
                .constant("k", Tensor.scalar(3))
                .node("Mul", "inner", "x", "k")
                .output(ValueInfo.untyped("inner"))
                .build();
        Graph other = Graph.builder()
                .nested()
                .node("Neg", "inner", "x")
                .output(ValueInfo.untyped("inner"))
                .build();
        Graph graph = assertSame(network(13)
                .constant("yes", Tensor.of(ElementType.BOOL, new double[] {1}))
                .node(Node.of("If", List.of("yes"), "y")
                        .with("then_branch", new Attribute.Subgraph(branch))
                        .with("else_branch", new Attribute.Subgraph(other)))
                .build());
        assertThat(graph.nodes()).extracting(Node::opType).contains("Mul").doesNotContain("If", "Neg");
    }

    @Test
    void aConstantThatIsTooLargeIsRefusedBeforeItIsMade() {
        Graph graph = network(13)
                .constant("sizes", Tensor.shape(1 << 16, 1 << 16))
                .node("ConstantOfShape", "huge", "sizes")
                .node(Node.of("ReduceSum", List.of("huge"), "s").with("keepdims", 0))
                .node("Mul", "y", "x", "s")
                .build();
        assertThatThrownBy(() -> new Normaliser(PROBE).normalise(graph))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a constant that is too large")
                .hasMessageContaining("65536, 65536");
    }

    @Test
    void operatorsBeforeVersionSevenAreRefused() {
        Graph graph = network(6).node("Relu", "y", "x").build();
        assertThatThrownBy(() -> new Normaliser(PROBE).normalise(graph))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("operator set 7 or newer")
                .hasMessageContaining("operator set 6");
    }

    private static GraphBuilder network(long opset) {
        return Graph.builder()
                .opset("", opset)
                .input(ValueInfo.of("x", ElementType.FLOAT, 2, 2, 4, 4))
                .output(ValueInfo.of("y", ElementType.FLOAT));
    }

    private static Graph normed(GraphBuilder builder, int channels) {
        return builder.constant("scale", random(5, channels))
                .constant("shift", random(6, channels))
                .constant("mean", random(7, channels))
                .constant("variance", Tensor.floats(uniform(8, channels, 0.5), channels))
                .node("BatchNormalization", "y", "t", "scale", "shift", "mean", "variance")
                .build();
    }

    private static Graph assertSame(Graph graph) {
        Graph normal = new Normaliser(PROBE).normalise(graph);
        assertThat(normal.opset()).isEqualTo(Normaliser.OPSET);
        Map<String, Tensor> x = Map.of("x", random(1, 2, 2, 4, 4));
        String output = graph.outputs().get(0).name();
        Tensor before = PROBE.run(graph, x).get(output);
        Tensor after = PROBE.run(normal, x).get(output);
        assertThat(after.dims()).isEqualTo(before.dims());
        assertThat(after.doubles()).containsExactly(before.doubles(), within(TOLERANCE));
        return normal;
    }

    private static Tensor random(long seed, long... dims) {
        return Tensor.floats(uniform(seed, Tensor.size(dims), -0.5), dims);
    }

    private static float[] uniform(long seed, int count, double low) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (low + random.nextDouble());
        }
        return values;
    }

    private static Attribute real(float value) {
        return new Attribute.Real(value);
    }

    private static Attribute text(String value) {
        return new Attribute.Text(value);
    }
}
