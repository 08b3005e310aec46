package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;

class UnsupportedOperatorTest {

    @Test
    void anOperatorWithoutARuleIsNamedWithItsNodeAndWhatToDo() {
        DifferentiableGraph subject = subject("Det", 3, 3);
        assertThat(subject.unsupportedOperators()).containsExactly("Det");
        assertThatThrownBy(() -> VjpGraph.of(subject))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no derivative of Det")
                .hasMessageContaining("Det \"t0_0\", operator set 17")
                .hasMessageContaining("try:");
    }

    @Test
    void anOperatorBesideThePathIsNoObstacle() {
        Nets net = Nets.of(3, 3);
        String off = net.node("Det", List.of(net.weights(1, 3, 3)));
        Graph graph = net.to(net.node("Mul", List.of("x", off)));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThat(subject.unsupportedOperators()).isEmpty();
        assertThat(VjpGraph.of(subject).graph().outputs()).hasSize(2);
    }

    @Test
    void anOutputThatIsRoundedHasNoDerivative() {
        assertThatThrownBy(() -> VjpGraph.of(subject("Floor", 3)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("does not depend on the input in a way that has a derivative");
    }

    @Test
    void weightsThatDependOnTheInputAreRefused() {
        Nets net = Nets.of(2, 3, 3);
        String weights = net.node("ReduceMean", List.of("x"), "axes", new long[] {0}, "keepdims", 1);
        Graph graph = net.to(net.node("Conv", List.of("x", weights)));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThatThrownBy(() -> VjpGraph.of(subject))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("weights that do not depend on the network's input");
    }

    /** What a rule does not look at counts as a constant, and must be one: otherwise its share of the gradient would be missing. */
    @Test
    void parametersThatDependOnTheInputAreRefusedInBothDirections() {
        Map<String, List<String>> nodes = Map.of(
                "Clip", List.of("x", "mean"),
                "Pad", List.of("x", "pads", "mean"),
                "BatchNormalization", List.of("x", "row", "w", "w", "w"));
        nodes.forEach((operator, inputs) -> {
            Graph graph = Graph.builder()
                    .opset("", 17)
                    .input(ValueInfo.of("x", ElementType.FLOAT, 1, 3))
                    .constant("pads", Tensor.shape(0, 1, 0, 1))
                    .constant("w", Tensor.floats(new float[] {1, 2, 3}, 3))
                    .node(Node.of("ReduceMean", List.of("x"), "mean").with("keepdims", 0))
                    .node(Node.of("ReduceMean", List.of("x"), "row")
                            .with("axes", new long[] {0})
                            .with("keepdims", 0))
                    .node(operator, "y", inputs.toArray(String[]::new))
                    .output(ValueInfo.untyped("y"))
                    .build();
            DifferentiableGraph subject = DifferentiableGraph.of(graph, "y", Jacobians.PROBE);
            assertThatThrownBy(() -> VjpGraph.of(subject))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(operator);
            assertThatThrownBy(() -> JvpGraph.of(subject))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(operator);
        });
    }

    @Test
    void listsOfTensorsAndPerhapsTensorsAreNamed() {
        Graph lists = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, 3))
                .node("SequenceConstruct", "s", "x", "x")
                .node(Node.of("ConcatFromSequence", List.of("s"), "y").with("axis", 1))
                .output(ValueInfo.untyped("y"))
                .build();
        assertThat(DifferentiableGraph.of(lists, "y", Jacobians.PROBE).unsupportedOperators())
                .containsExactly("SequenceConstruct", "ConcatFromSequence");
        Graph perhaps = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, 3))
                .node("Optional", "o", "x")
                .node("OptionalGetElement", "y", "o")
                .output(ValueInfo.untyped("y"))
                .build();
        assertThat(DifferentiableGraph.of(perhaps, "y", Jacobians.PROBE).unsupportedOperators())
                .containsExactly("Optional", "OptionalGetElement");
    }

    @Test
    void theTypeOfATensorIsNotItsNumbers() {
        Nets net = Nets.of(3);
        Graph graph = net.to(net.node("CastLike", List.of(net.node("Exp", List.of("x")), "x")));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThat(VjpGraph.of(subject).graph().outputs()).hasSize(2);
        assertThat(JvpGraph.of(subject).graph().outputs()).hasSize(2);
    }

    @Test
    void anOutputOfBytesIsNoRealNumber() {
        Nets net = Nets.of(3);
        String scale = net.positive(1);
        Graph graph = net.to(net.node("QuantizeLinear", List.of("x", net.node("Squeeze", List.of(scale)))));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThatThrownBy(() -> VjpGraph.of(subject))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("does not depend on the input in a way that has a derivative");
    }

    @Test
    void sizesThatDoNotFitAnOperatorAreTheFilesFault() {
        // ONNX Runtime has nothing against a pool over no axes before it runs it.
        assertThatThrownBy(() -> VjpGraph.of(subject("GlobalAveragePool")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("GlobalAveragePool");
    }

    @Test
    void severalCotangentsAtOnceAreRefusedAlongTheBatch() {
        Nets net = Nets.of(3);
        Graph graph = net.to(net.node("Softmax", List.of("x"), "axis", 0));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThatThrownBy(() -> VjpGraph.stacked(subject, 2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("an axis within a sample");
    }

    private static DifferentiableGraph subject(String operator, long... sample) {
        Nets net = Nets.of(sample);
        Graph graph = net.to(net.node(operator, List.of("x")));
        return DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
    }
}
