package org.halfspace.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.GraphSession.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingTest {
    private static final int SAMPLES = 5;

    /** Odd, so that samples begin at all kinds of addresses, and long enough that threads share them. */
    private static final int[] ODD_SIZES = {7, 25, 301, 17001};

    @Test
    void whatIsAddedInRegistersDependsOnThePlace() {
        assertThat(Rounding.of(oneOf("ReduceSum"))).isEqualTo(Rounding.BY_PLACE);
        assertThat(Rounding.of(oneOf("Softplus"))).isEqualTo(Rounding.BY_PLACE_AND_THREADS);
        assertThat(Rounding.of(oneOf("Relu"))).isEqualTo(Rounding.SETTLED);
    }

    @Test
    void anExponentialDoesInDoublePrecisionOnly() {
        assertThat(Rounding.of(oneOf("Exp"))).isEqualTo(Rounding.SETTLED);
        Graph doubles = network()
                .node(Node.of("Cast", List.of("x"), "d").with("to", ElementType.DOUBLE.code()))
                .node("Exp", "e", "d")
                .node(Node.of("Cast", List.of("e"), "y").with("to", ElementType.FLOAT.code()))
                .build();
        assertThat(Rounding.of(doubles)).isEqualTo(Rounding.BY_PLACE_AND_THREADS);
    }

    @Test
    void branchesCount() {
        Graph sum = Graph.builder()
                .nested()
                .node("ReduceMean", "z", "x")
                .output(ValueInfo.of("z", ElementType.FLOAT))
                .build();
        Node branch = Node.of("If", List.of("c"), "y")
                .with("then_branch", new Attribute.Subgraph(sum))
                .with("else_branch", new Attribute.Subgraph(sum));
        Graph graph = network()
                .constant("c", Tensor.of(ElementType.BOOL, new double[] {1}))
                .node(branch)
                .build();
        assertThat(Rounding.of(graph)).isEqualTo(Rounding.BY_PLACE);
    }

    /** Functions that are on no list, and would have to be if ONNX Runtime computed them in another way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Exp",
                "Sqrt",
                "Tan",
                "Tanh",
                "Sigmoid",
                "Erf",
                "Softsign",
                "HardSwish",
                "HardSigmoid",
                "LeakyRelu",
                "Reciprocal",
                "Sinh",
                "Cosh",
                "Asinh",
                "Acosh",
                "Atanh",
                "Abs",
                "Neg",
                "Relu",
                "Softmax",
                "LogSoftmax"
            })
    void otherFunctionsGiveTheSameBitsEverywhere(String function) {
        Graph graph = oneOf(function);
        assertThat(Rounding.of(graph)).isEqualTo(Rounding.SETTLED);
        try (GraphSession one = new OnnxRuntime(1).open(graph);
                GraphSession three = new OnnxRuntime(3).open(graph)) {
            for (int size : ODD_SIZES) {
                float[] alone = run(one, size, 1);
                assertThat(run(one, size, SAMPLES)).as("one thread, %d", size).isEqualTo(alone);
                assertThat(run(three, size, SAMPLES))
                        .as("three threads, %d", size)
                        .isEqualTo(alone);
            }
        }
    }

    private static GraphBuilder network() {
        return Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, -1))
                .output(ValueInfo.of("y", ElementType.FLOAT));
    }

    private static Graph oneOf(String operator) {
        return network().node(operator, "y", "x").build();
    }

    private static float[] run(GraphSession session, int size, int together) {
        float[] all = new float[SAMPLES * size];
        SplittableRandom random = new SplittableRandom(size);
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) (4 * random.nextDouble() - 2);
        }
        for (int first = 0; first < SAMPLES; first += together) {
            FloatBuffer x = AlignedFloats.allocate(together * size).put(0, all, first * size, together * size);
            FloatBuffer y = AlignedFloats.allocate(together * size);
            session.run(List.of(new Slot("x", x, together, size)), List.of(new Slot("y", y, together, size)));
            y.get(0, all, first * size, together * size);
        }
        return Arrays.copyOf(all, all.length);
    }
}
