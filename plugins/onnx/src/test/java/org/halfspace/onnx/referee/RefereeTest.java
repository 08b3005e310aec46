package org.halfspace.onnx.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.kernel.Limits;
import org.halfspace.onnx.referee.kernel.Operators;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;

/** What holds for graphs, whatever their operators. */
class RefereeTest {
    private static final double ROUNDING = 1e-15;

    /** y = relu(x W + b), z = y y: two uses of one tensor. */
    private static Graph small() {
        return Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, 2))
                .constant("W", Tensor.floats(new float[] {1, -1, 2, 0.5f, 1, -3}, 2, 3))
                .constant("b", Tensor.floats(new float[] {0.5f, 0, -1}, 3))
                .node("MatMul", "h0", "x", "W")
                .node("Add", "h1", "h0", "b")
                .node("Relu", "y", "h1")
                .node("Mul", "z", "y", "y")
                .output(ValueInfo.of("z", ElementType.FLOAT, -1, 3))
                .build();
    }

    private static final Array X = Array.of(new double[] {1, 2}, 1, 2);

    @Test
    void runs_a_graph() {
        assertThat(Referee.of(small()).run(Map.of("x", X), "z").reals()).containsExactly(6.25, 1, 0);
    }

    @Test
    void gives_several_tensors_in_the_order_asked_for() {
        Map<String, Array> results = Referee.of(small()).run(Map.of("x", X), List.of("z", "h1", "x", "b"));

        assertThat(results.keySet()).containsExactly("z", "h1", "x", "b");
        assertThat(results.get("h1").reals()).containsExactly(2.5, 1, -5);
        assertThat(results.get("x")).isSameAs(X);
    }

    @Test
    void runs_the_tail_alone_when_a_tensor_in_the_middle_is_fed() {
        Array y = Array.of(new double[] {3, 4, 5}, 1, 3);

        assertThat(Referee.of(small()).run(Map.of("y", y), "z").reals()).containsExactly(9, 16, 25);
    }

    @Test
    void adds_the_cotangents_of_all_uses_of_a_tensor() {
        Array cotangent = Array.of(new double[] {1, 10, 100}, 1, 3);

        // dz/dy = 2y: 5, 2 and 0; times the cotangent: 5, 20, 0; by W's transpose: 5 - 20, 2.5 + 20.
        assertThat(Referee.of(small()).vjp(Map.of("x", X), "z", cotangent, "x").reals())
                .containsExactly(-15, 22.5);
    }

    @Test
    void differentiates_by_any_tensor() {
        Array cotangent = Array.of(new double[] {1, 1, 1}, 1, 3);
        Referee referee = Referee.of(small());

        assertThat(referee.vjp(Map.of("x", X), "z", cotangent, "h1").reals()).containsExactly(5, 2, 0);
        assertThat(referee.vjp(Map.of("x", X), "z", cotangent, "b").reals()).containsExactly(5, 2, 0);
        assertThat(referee.vjp(Map.of("x", X), "z", cotangent, "W").reals()).containsExactly(5, 2, 0, 10, 4, 0);
        assertThat(referee.vjp(Map.of("x", X), "z", cotangent, "z").reals()).containsExactly(1, 1, 1);
        assertThat(referee.vjp(Map.of("x", X), "h1", cotangent, "y").reals()).containsExactly(0, 0, 0);
    }

    @Test
    void keeps_a_point_for_many_cotangents() {
        Referee.Linearisation point = Referee.of(small()).linearise(Map.of("x", X), "y", "x");

        assertThat(point.value().reals()).containsExactly(2.5, 1, 0);
        assertThat(point.pullback(Array.of(new double[] {1, 0, 0}, 1, 3)).reals())
                .containsExactly(1, 0.5);
        assertThat(point.pullback(Array.of(new double[] {0, 1, 0}, 1, 3)).reals())
                .containsExactly(-1, 1);
        assertThat(point.pullback(Array.of(new double[] {1, 0, 0}, 1, 3)).reals())
                .containsExactly(1, 0.5);
    }

    @Test
    void gives_the_same_answers_to_many_threads() {
        Referee referee = Referee.of(small());

        List<double[]> answers = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> referee.vjp(
                                Map.of("x", Array.of(new double[] {i, 1}, 1, 2)),
                                "z",
                                Array.of(new double[3], 1, 3),
                                "x")
                        .reals())
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer).containsExactly(0, 0));
    }

    @Test
    void forgets_what_it_no_longer_needs() {
        var builder = Graph.builder().opset("", 17).input(ValueInfo.of("t0", ElementType.FLOAT, -1));
        for (int i = 0; i < 100; i++) {
            builder.node("Exp", "t" + (i + 1), "t" + i);
        }
        Graph chain =
                builder.output(ValueInfo.of("t100", ElementType.FLOAT, -1)).build();
        Array input = Array.of(new double[1000], 1000);
        Limits fewTensors = new Limits(3000, 1L << 40);

        assertThat(Referee.of(chain, fewTensors)
                        .run(Map.of("t0", input), "t100")
                        .size())
                .isEqualTo(1000);
        assertThatThrownBy(() -> Referee.of(chain, fewTensors).vjp(Map.of("t0", input), "t100", input, "t0"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the model needs more memory than there is");
    }

    private static Graph branching(String condition) {
        ValueInfo result = ValueInfo.untyped("inner");
        Graph then = Graph.builder()
                .nested()
                .node("Exp", "inner", "x")
                .output(result)
                .build();
        Graph otherwise = Graph.builder()
                .nested()
                .constant("two", Tensor.scalar(2))
                .node("Mul", "inner", "x", "two")
                .output(result)
                .build();
        Node node = Node.of("If", List.of(condition), "y")
                .with("then_branch", new Attribute.Subgraph(then))
                .with("else_branch", new Attribute.Subgraph(otherwise));
        return Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, 1))
                .constant("true", Tensor.of(ElementType.BOOL, new double[] {1}))
                .constant("false", Tensor.of(ElementType.BOOL, new double[] {0}))
                .node(node)
                .output(ValueInfo.of("y", ElementType.FLOAT, 1))
                .build();
    }

    @Test
    void takes_the_branch_that_a_condition_chooses() {
        Array x = Array.of(new double[] {1}, 1);
        Array one = Array.of(new double[] {1}, 1);

        assertThat(Referee.of(branching("true")).run(Map.of("x", x), "y").real())
                .isEqualTo(Math.E, within(ROUNDING));
        assertThat(Referee.of(branching("true"))
                        .vjp(Map.of("x", x), "y", one, "x")
                        .real())
                .isEqualTo(Math.E, within(ROUNDING));
        assertThat(Referee.of(branching("false"))
                        .vjp(Map.of("x", x), "y", one, "x")
                        .real())
                .isEqualTo(2);
    }

    @Test
    void goes_straight_through_quantisation_and_stops_where_it_saturates() {
        Graph graph = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, 4))
                .constant("scale", Tensor.scalar(0.5f))
                .constant("zero", Tensor.of(ElementType.INT8, new double[] {1}))
                .node("QuantizeLinear", "q", "x", "scale", "zero")
                .node("DequantizeLinear", "y", "q", "scale", "zero")
                .output(ValueInfo.of("y", ElementType.FLOAT, 4))
                .build();
        Array x = Array.of(new double[] {0.6, -0.75, 63, 70}, 4);
        Array cotangent = Array.of(new double[] {1, 2, 3, 4}, 4);

        // -0.75 / 0.5 is halfway and goes to the even -2.
        assertThat(Referee.of(graph).run(Map.of("x", x), "y").reals()).containsExactly(0.5, -1, 63, 63);
        assertThat(Referee.of(graph).vjp(Map.of("x", x), "y", cotangent, "x").reals())
                .containsExactly(1, 2, 3, 0);
    }

    @Test
    void keeps_large_integers_exact() {
        long large = (1L << 53) + 1;
        Array sum = OneNode.of("Add", Array.integers(new long[] {large}, 1), Array.integers(new long[] {0}, 1))
                .run();

        assertThat(sum.integers()).containsExactly(large);
    }

    @Test
    void names_operator_node_and_operator_set_of_what_it_does_not_know() {
        Graph graph = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, 1))
                .node(new Node("Det", "", "the node", List.of("x"), List.of("y"), Map.of()))
                .output(ValueInfo.of("y", ElementType.FLOAT))
                .build();

        assertThat(Referee.of(graph).unsupportedNodes()).extracting(Node::name).containsExactly("the node");
        assertThatThrownBy(() -> Referee.of(graph).run(Map.of("x", Array.scalar(1)), "y"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("does not know the operator Det")
                .hasMessageContaining("Det \"the node\" (operator set 17)");
    }

    @Test
    void refuses_operator_sets_whose_rules_were_others() {
        assertThatThrownBy(() -> OneNode.of("Add", X, X).opset(6).run())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("operator set 7 or newer");
        assertThat(OneNode.of("Relu", X).opset(6).run().reals()).containsExactly(1, 2);
    }

    @Test
    void says_which_input_is_missing_and_which_tensor_is_not_there() {
        Referee referee = Referee.of(small());

        assertThatThrownBy(() -> referee.run(Map.of(), "z"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a value for \"x\"");
        assertThatThrownBy(() -> referee.run(Map.of("x", X), "nonsense"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("[x, z]")
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> referee.vjp(Map.of("x", X), "z", X, "x"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("real numbers of shape 1 x 3");
    }

    @Test
    void says_where_shapes_do_not_fit() {
        assertThatThrownBy(() -> Referee.of(small()).run(Map.of("x", Array.of(new double[3], 1, 3)), "z"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("MatMul \"h0\"")
                .hasMessageContaining("1 x 3 and 2 x 3");
    }

    @Test
    void lists_its_operators_by_name() {
        assertThat(Operators.all().list())
                .extracting(operator -> operator.qualifiedName())
                .isSorted()
                .contains("Conv");
    }
}
