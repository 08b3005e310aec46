package org.halfspace.onnx.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.OnnxRuntime;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RangeFinderTest {
    private static DynamicTest range(String expected, String name, Consumer<GraphBuilder> nodes) {
        return DynamicTest.dynamicTest(name + " gives " + expected, () -> {
            GraphBuilder builder = Graph.builder()
                    .opset("", 13)
                    .input(ValueInfo.of("x", ElementType.FLOAT, 1, 2, 4, 4))
                    .constant("0", Tensor.scalar(0))
                    .constant("2", Tensor.scalar(2))
                    .constant("6", Tensor.scalar(6));
            nodes.accept(builder);
            Graph graph = builder.output(ValueInfo.untyped("h")).build();
            ConstantFolder constants = new ConstantFolder(graph, new OnnxRuntime(1));
            assertThat(new RangeFinder(graph, constants).of("h").domain()).hasToString(expected);
        });
    }

    @TestFactory
    Stream<DynamicTest> bounds_follow_from_the_last_operators() {
        return Stream.of(
                range("real", "the input", g -> g.node("Identity", "h", "x")),
                range("nonnegative", "Relu", g -> g.node("Relu", "h", "x")),
                range("box:0,1", "Sigmoid", g -> g.node("Sigmoid", "h", "x")),
                range("box:-1,1", "Tanh", g -> g.node("Tanh", "h", "x")),
                range("box:0,6", "Clip", g -> g.node("Clip", "h", "x", "0", "6")),
                range(
                        "box:0,6",
                        "Clip of opset 6",
                        g -> g.node(Node.of("Clip", List.of("x"), "h")
                                .with("min", new Attribute.Real(0))
                                .with("max", new Attribute.Real(6)))),
                range("nonnegative", "Clip without a maximum", g -> g.node("Clip", "h", "x", "0")),
                range("nonnegative", "Relu, MaxPool, Flatten, Dropout", g -> g.node("Relu", "a", "x")
                        .node("MaxPool", "b", "a")
                        .node("Flatten", "c", "b")
                        .node("Dropout", "h", "c")),
                range("box:-1,inf", "Concat of Relu and Tanh", g -> g.node("Relu", "a", "x")
                        .node("Tanh", "b", "x")
                        .node("Concat", "h", "a", "b")),
                range("box:2,inf", "Relu plus 2", g -> g.node("Relu", "a", "x").node("Add", "h", "a", "2")),
                range("box:-12,0", "minus twice Clip", g -> g.node("Clip", "a", "x", "0", "6")
                        .node("Mul", "b", "2", "a")
                        .node("Neg", "h", "b")),
                range("box:0,3", "half of Clip", g -> g.node("Clip", "a", "x", "0", "6")
                        .node("Div", "h", "a", "2")),
                range("nonnegative", "a square", g -> g.node("Mul", "h", "x", "x")),
                range("box:-0.27847,inf", "SiLU", g -> g.node("Sigmoid", "s", "x")
                        .node("Mul", "h", "s", "x")),
                range("box:0,6", "AveragePool of Clip", g -> g.node("Clip", "a", "x", "0", "6")
                        .node("AveragePool", "h", "a")),
                range("box:-1,inf", "Elu", g -> g.node("Elu", "h", "x")),
                range("real", "Conv", g -> g.node("Relu", "a", "x").node("Conv", "h", "a", "6")));
    }
}
