package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.halfspace.onnx.bounds.Networks.Network;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.model.BallSupport;
import org.halfspace.spi.model.BoundedMap.Bounds;
import org.halfspace.spi.model.BoundedMap.ExactMatch;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is claimed of a network is tried on the double-precision evaluation of its graph. */
class NetworkBoundsTest {
    /** What the evaluation itself rounds, relative to outputs of size 1 to 100. */
    private static final double ROUNDING = 1e-11;

    private static final List<Norm> NORMS = List.of(Norm.values());

    private final Random random = new Random(17);

    static Stream<Arguments> networks() {
        Stream<Arguments> functions = Stream.of(
                        function("Relu"),
                        function("LeakyRelu").with("alpha", new Attribute.Real(0.3f)),
                        function("PRelu", "slope"),
                        function("Clip", "least", "greatest"),
                        function("Sigmoid"),
                        function("Tanh"),
                        function("Softplus"),
                        function("Elu"),
                        function("HardSigmoid"),
                        function("Abs"))
                .map(node -> network(node.opType(), () -> new Networks(4).dense(node)));
        return Stream.concat(
                functions,
                Stream.of(
                        network("convolutions", () -> new Networks(5).convolutional()),
                        network("affine", () -> new Networks(6).affine())));
    }

    private static Arguments network(String name, Supplier<Network> made) {
        return Arguments.of(name, made);
    }

    private static Node function(String operator, String... constants) {
        return Node.of(
                operator, Stream.concat(Stream.of("?"), Stream.of(constants)).toList(), "?");
    }

    private double[] numbers(int count, double low, double high) {
        return random.doubles(count, low, high).toArray();
    }

    /** Points of a ball, most of them on its border: what maximises random linear functions, and mixtures of it with the centre. */
    private double[] inside(InputBall ball) {
        int n = ball.centre().length;
        double[] corner = new double[n];
        new BallSupport(ball).maximum(numbers(n, -1, 1), corner);
        double share = random.nextInt(3) == 0 ? random.nextDouble() : 1 - 1e-12;
        for (int j = 0; j < n; j++) {
            corner[j] = ball.centre()[j] + share * (corner[j] - ball.centre()[j]);
        }
        return corner;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void noInputOfABallLeavesTheBounds(String name, Supplier<Network> made) throws InterruptedException {
        Network network = made.get();
        int n = network.inputSize();
        DMatrixRMaj forms = new Networks(8).matrix(3, network.outputSize());
        for (int round = 0; round < 18; round++) {
            Norm norm = NORMS.get(round % NORMS.size());
            double radius = norm == Norm.L1 ? 1.5 : norm == Norm.L2 ? 0.6 : 0.2;
            InputBall ball = new InputBall(numbers(n, 0, 1), norm, radius * random.nextDouble(), 0, 1);
            Bounds bounds = network.bounds().bounds(ball, forms);
            for (int point = 0; point < 150; point++) {
                double[] values = network.forms(inside(ball), forms);
                for (int r = 0; r < 3; r++) {
                    assertThat(values[r])
                            .as("%s, form %d of %s", norm, r, name)
                            .isBetween(bounds.lower()[r] - ROUNDING, bounds.upper()[r] + ROUNDING);
                }
            }
        }
    }

    /** Points that a local search finds are nearer to the bounds than random ones. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void noInputThatIsSoughtLeavesTheBounds(String name, Supplier<Network> made) throws InterruptedException {
        Network network = made.get();
        DMatrixRMaj forms = new Networks(8).matrix(1, network.outputSize());
        for (int round = 0; round < 30; round++) {
            Norm norm = NORMS.get(round % NORMS.size());
            double radius = norm == Norm.L1 ? 1.5 : norm == Norm.L2 ? 0.6 : 0.2;
            InputBall ball = new InputBall(numbers(network.inputSize(), 0, 1), norm, radius, 0, 1);
            double upper = network.bounds().bounds(ball, forms).upper()[0];
            double[] x = inside(ball);
            for (int step = 0; step < 12; step++) {
                double[] corner = new double[x.length];
                new BallSupport(ball).maximum(network.gradient(x, forms.data), corner);
                for (int j = 0; j < x.length; j++) {
                    // Frank and Wolfe's step, and a little inwards, lest a corner's rounding leaves the ball.
                    x[j] += 2.0 / (step + 2) * (1 - 1e-12) * (corner[j] - x[j]);
                }
                assertThat(network.forms(x, forms)[0]).as("%s, %s", norm, name).isLessThanOrEqualTo(upper + ROUNDING);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void boundsCloseInOnTheValueAsTheBallShrinks(String name, Supplier<Network> made) throws InterruptedException {
        Network network = made.get();
        DMatrixRMaj forms = new Networks(8).matrix(3, network.outputSize());
        double[] centre = numbers(network.inputSize(), 0.2, 0.8);
        double[] values = network.forms(centre, forms);
        double[] widths = new double[2];
        for (int k = 0; k < 2; k++) {
            InputBall ball = new InputBall(centre, Norm.LINF, k == 0 ? 1e-3 : 1e-6, 0, 1);
            Bounds bounds = network.bounds().bounds(ball, forms);
            widths[k] = bounds.upper()[0] - bounds.lower()[0];
            assertThat(values[0]).isBetween(bounds.lower()[0] - ROUNDING, bounds.upper()[0] + ROUNDING);
        }
        assertThat(widths[1]).as(name).isBetween(0.0, widths[0] / 100);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void boundsOfAnAffineNetworkAreAttained(Norm norm) throws InterruptedException {
        Network network = new Networks(6).affine();
        DMatrixRMaj forms = new Networks(7).matrix(2, 4);
        InputBall ball = new InputBall(numbers(6, 0, 1), norm, 0.3, 0, 1);
        Bounds bounds = network.bounds().bounds(ball, forms);
        double[] origin = network.forms(new double[6], forms);
        double[] row = new double[6];
        for (int j = 0; j < 6; j++) {
            double[] unit = new double[6];
            unit[j] = 1;
            row[j] = network.forms(unit, forms)[0] - origin[0];
        }
        double[] maximiser = new double[6];
        new BallSupport(ball).maximum(row, maximiser);
        assertThat(bounds.upper()[0]).isCloseTo(network.forms(maximiser, forms)[0], within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void nothingIsExcludedThatAnInputReaches(Norm norm) throws InterruptedException {
        for (int round = 0; round < 6; round++) {
            Network network = new Networks(20 + round).dense(function("Relu"));
            DMatrixRMaj forms = new Networks(8).matrix(2, 4);
            double[] centre = numbers(6, 0.2, 0.8);
            double[] target = numbers(6, 0, 1);
            double[] step = new double[6];
            for (int j = 0; j < 6; j++) {
                step[j] = target[j] - centre[j];
            }
            double distance = norm.of(step);
            for (int effort : new int[] {0, 1, 60}) {
                double radius = network.bounds()
                        .exclude(new InputBall(centre, norm, 10, 0, 1), target, forms, 0, effort)
                        .radius();
                assertThat(radius).isGreaterThan(distance * 1e-3).isLessThanOrEqualTo(distance);
            }
        }
    }

    @Test
    void moreEffortExcludesMore() throws InterruptedException {
        Network network = new Networks(31).dense(function("Relu"));
        DMatrixRMaj forms = CommonOps_DDRM.identity(4);
        InputBall ball = new InputBall(numbers(6, 0.2, 0.8), Norm.LINF, 1, 0, 1);
        double[] target = numbers(6, 0, 1);
        double quick = network.bounds().exclude(ball, target, forms, 0, 0).radius();
        double little = network.bounds().exclude(ball, target, forms, 0, 1).radius();
        assertThat(quick / little).isBetween(0.5, 1.05);
        double much = network.bounds().exclude(ball, target, forms, 0, 400).radius();
        assertThat(much).isGreaterThan(1.02 * little);
    }

    /** With all outputs and as many inputs, the target is the only match: branches get near its distance. */
    @Test
    void excludesNearlyUpToTheOnlyMatch() throws InterruptedException {
        Network network = new Networks(6).affine();
        double[] centre = numbers(6, 0.3, 0.7);
        DMatrixRMaj forms = new Networks(9).matrix(1, 4);
        double[] target = numbers(6, 0.3, 0.7);
        double[] origin = network.forms(new double[6], forms);
        double[] row = new double[6];
        for (int j = 0; j < 6; j++) {
            double[] unit = new double[6];
            unit[j] = 1;
            row[j] = network.forms(unit, forms)[0] - origin[0];
        }
        double gap = Math.abs(network.forms(target, forms)[0] - network.forms(centre, forms)[0]);
        InputBall ball = new InputBall(centre, Norm.L2, 5, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        double expected = gap / Norm.L2.of(row);
        assertThat(network.bounds().exclude(ball, target, forms, 0, 0).radius())
                .isBetween(expected * (1 - 1e-8), expected * (1 + 1e-12));
        assertThat(network.bounds().exclude(ball, target, forms, gap / 4, 0).radius())
                .isBetween(0.75 * expected * (1 - 1e-8), 0.75 * expected * (1 + 1e-12));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void provesTheMatchNextToAPoint(String name, Supplier<Network> made) throws InterruptedException {
        Network network = made.get();
        DMatrixRMaj forms = new Networks(8).matrix(2, network.outputSize());
        int proved = 0;
        for (int round = 0; round < 10; round++) {
            double[] target = numbers(network.inputSize(), 0.2, 0.8);
            double[] point = target.clone();
            for (int j = 0; j < point.length; j++) {
                point[j] += 1e-7 * (random.nextDouble() - 0.5);
            }
            InputBall ball = new InputBall(point, NORMS.get(round % NORMS.size()), 0.1, 0, 1);
            ExactMatch match =
                    network.bounds().match(point, target, forms, ball).orElse(null);
            if (match != null) {
                assertThat(match.distanceFrom(point)).isBetween(0.0, 1e-4);
                proved++;
            }
        }
        assertThat(proved).as(name).isGreaterThanOrEqualTo(8);
    }

    @Test
    void noMatchIsProvedWhereItIsExcluded() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            Network network = new Networks(40 + round).dense(function("Relu"));
            DMatrixRMaj forms = new Networks(8).matrix(2, 4);
            double[] centre = numbers(6, 0.3, 0.7);
            double[] target = numbers(6, 0, 1);
            InputBall all = new InputBall(centre, Norm.LINF, 1, 0, 1);
            double radius = network.bounds().exclude(all, target, forms, 0, 40).radius();
            InputBall ball = all.withRadius(radius);
            for (int point = 0; point < 20; point++) {
                assertThat(network.bounds().match(inside(ball), target, forms, ball))
                        .isEmpty();
            }
        }
    }

    @Test
    void saysWhichOperatorItDoesNotKnow() {
        Graph graph = Graph.builder()
                .opset("", 13)
                .input(ValueInfo.of("x", ElementType.FLOAT, 1, 4))
                .node("Relu", "r", "x")
                .node("Mul", "p", "r", "x")
                .node("Floor", "f", "p")
                .node("Erf", "y", "f")
                .output(ValueInfo.of("y", ElementType.FLOAT))
                .build();
        NetworkBounds.Result result = NetworkBounds.of(graph, "x", new int[] {1, 4}, "y");
        assertThat(result.bounds()).isEmpty();
        assertThat(result.unknownOperators()).containsExactly("Floor", "Erf");
    }

    @Test
    void refusesConstantsThatArithmeticRounds() {
        Graph graph = Graph.builder()
                .opset("", 13)
                .input(ValueInfo.of("x", ElementType.FLOAT, 1, 2))
                .constant("a", Tensor.of(ElementType.FLOAT, new double[] {0.1, 0.2}, 1, 2))
                .constant("b", Tensor.of(ElementType.FLOAT, new double[] {3, 7}, 1, 2))
                .node("Div", "c", "a", "b")
                .node("Mul", "y", "x", "c")
                .output(ValueInfo.of("y", ElementType.FLOAT))
                .build();
        assertThat(NetworkBounds.of(graph, "x", new int[] {1, 2}, "y").unknownOperators())
                .containsExactly("Mul (constants that Div computes)");
    }
}
