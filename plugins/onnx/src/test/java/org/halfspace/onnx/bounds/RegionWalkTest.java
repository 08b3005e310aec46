package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.bounds.Networks.Network;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.model.BoundedMap.ExactMatch;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On networks so small that all their regions can be tried. */
class RegionWalkTest {
    /** What margins inside regions, and the gaps of programs, cost of a distance. */
    private static final double SLACK = 1e-4;

    private static final int EVERYTHING = 1000;

    private final Random random = new Random(9);

    /** {@code x -> relu(x)} in the plane. */
    private static Network rectifier() {
        return Network.of(
                Graph.builder()
                        .opset("", 13)
                        .input(ValueInfo.of("x", ElementType.FLOAT, 1, 2))
                        .constant("I", Tensor.of(ElementType.FLOAT, new double[] {1, 0, 0, 1}, 2, 2))
                        .node("MatMul", "p", "x", "I")
                        .node("Relu", "y", "p"),
                1,
                2);
    }

    private static Program program(Network network) {
        return ProgramCompiler.compile(network.graph(), "x", network.shape(), "y")
                .program()
                .orElseThrow();
    }

    private static Separation.Target target(Network network, DMatrixRMaj forms, double[] at) {
        double[] values = network.forms(at, forms);
        return new Separation.Target(NetworkBounds.rows(forms, 1), values, values);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void whatItFindsMeetsTheEquationsAndIsAsNearAsTheStartingRegionAllows(Norm norm) throws InterruptedException {
        int nearer = 0;
        for (int round = 0; round < 12; round++) {
            Network network = new Networks(60 + round).dense(Node.of("Relu", List.of("?"), "?"));
            DMatrixRMaj forms = new Networks(8).matrix(2, 4);
            double[] centre = random.doubles(6, 0, 1).toArray();
            double[] wanted = random.doubles(6, 0, 1).toArray();
            InputBall ball = new InputBall(centre, norm, 3, 0, 1);
            Program program = program(network);
            Separation.Target target = target(network, forms, wanted);
            double[] first =
                    new RegionWalk(program, target, ball).from(wanted, 1).orElseThrow();
            double[] last = new RegionWalk(program, target, ball)
                    .from(wanted, EVERYTHING)
                    .orElseThrow();
            assertThat(network.forms(last, forms)).containsExactly(network.forms(wanted, forms), within(1e-6));
            assertThat(leastActivation(program, last)).isGreaterThan(1e-8);
            assertThat(distance(norm, first, centre)).isLessThan(distance(norm, wanted, centre) * (1 + SLACK));
            assertThat(distance(norm, last, centre)).isLessThan(distance(norm, first, centre) * (1 + SLACK));
            nearer += distance(norm, last, centre) < distance(norm, first, centre) * (1 - SLACK) ? 1 : 0;
        }
        assertThat(nearer).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aKinkThatHoldsTheSolutionBackIsCrossed() throws InterruptedException {
        Network network = rectifier();
        Program program = program(network);
        DMatrixRMaj forms = new DMatrixRMaj(1, 2, true, 1, 1);
        // relu(a) + relu(b) = 1 from (1/2, 1/2) towards (0.9, -0.9): b turns off on the way, and a stays 1.
        InputBall ball = new InputBall(new double[] {0.9, -0.9}, Norm.LINF, 5, -2, 2);
        Separation.Target target = target(network, forms, new double[] {0.5, 0.5});
        double[] end = new RegionWalk(program, target, ball)
                .from(new double[] {0.5, 0.5}, EVERYTHING)
                .orElseThrow();
        assertThat(distance(Norm.LINF, end, ball.centre())).isCloseTo(0.1, within(1e-4));
        double[] held = new RegionWalk(program, target, ball)
                .from(new double[] {0.5, 0.5}, 1)
                .orElseThrow();
        assertThat(distance(Norm.LINF, held, ball.centre())).isCloseTo(0.9, within(1e-4));
    }

    /** The first unit is off at the point, and stays so in its region; the only match is (1, 1). */
    @Test
    void anExactMatchIsProvedWhereThePointsRegionHasNone() throws InterruptedException {
        DMatrixRMaj forms = new DMatrixRMaj(2, 2, true, 1, 0, 0, 1);
        double[] point = {-0.001, 1};
        double[] target = {1, 1};
        InputBall ball = new InputBall(new double[] {-0.5, 1}, Norm.LINF, 1.6, -2, 2);
        ExactMatch match =
                rectifier().bounds().match(point, target, forms, ball).orElseThrow();
        assertThat(match.radius()).isBetween(1.5, 1.5 + 1e-6);
        assertThat(match.distanceFrom(point)).isBetween(1.001, 1.001 + 1e-6);
        assertThat(rectifier().bounds().match(point, target, forms, ball.withRadius(1.49)))
                .isEmpty();
    }

    /** The first unit is on at the point by less than the tolerance of any search, and has to be off at the target. */
    @Test
    void aUnitThatHasToBeOffIsTurnedOff() throws InterruptedException {
        DMatrixRMaj forms = new DMatrixRMaj(2, 2, true, 1, 0, 0, 1);
        InputBall ball = new InputBall(new double[] {0.5, 0.5}, Norm.LINF, 0.51, -2, 2);
        ExactMatch match = rectifier()
                .bounds()
                .match(new double[] {1e-9, 0.99}, new double[] {-1, 1}, forms, ball)
                .orElseThrow();
        assertThat(match.radius()).isBetween(0.5, 0.5 + 1e-6);
    }

    /** How far a point is from the nearest kink, in what goes into a unit: margins are 3e-7 times the sizes of rows. */
    private static double leastActivation(Program program, double[] x) {
        ActivationPattern pattern = ActivationPattern.at(program, x);
        double[][] values = pattern.values(x);
        return IntStream.of(pattern.rectified())
                .mapToObj(value -> values[pattern.inputOf(value)])
                .flatMapToDouble(DoubleStream::of)
                .map(Math::abs)
                .min()
                .orElseThrow();
    }

    private static double distance(Norm norm, double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            difference[j] = a[j] - b[j];
        }
        return norm.of(difference);
    }
}
