package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.bounds.Networks.Network;
import org.halfspace.spi.model.BallSupport;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a match is refuted, a search that follows the network's own gradients finds none. */
class RefutationTest {
    private static final List<Norm> NORMS = List.of(Norm.values());

    /** Where to begin, and how far to go, in every ball. */
    private static final int STARTS = 6;

    private static final int STEPS = 40;

    /** A form may miss by this share of the first distance: matches are then as thick as a ball, and can be found. */
    private static final double SLACK = 0.3;

    private final Random random = new Random(5);

    static java.util.stream.Stream<org.junit.jupiter.params.provider.Arguments> networks() {
        return NetworkBoundsTest.networks();
    }

    private double[] numbers(int count, double low, double high) {
        return random.doubles(count, low, high).toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void noSearchFindsAMatchWithinARefutedRadius(String name, Supplier<Network> made) throws InterruptedException {
        Network network = made.get();
        int n = network.inputSize();
        for (int round = 0; round < 6; round++) {
            Norm norm = NORMS.get(round % NORMS.size());
            DMatrixRMaj forms = new Networks(50 + round).matrix(1 + round / 3, network.outputSize());
            double[] centre = numbers(n, 0.2, 0.8);
            double[] target = numbers(n, 0, 1);
            double[] goal = network.forms(target, forms);
            double slack = SLACK * farthest(network.forms(centre, forms), goal);
            double[] step = new double[n];
            for (int j = 0; j < n; j++) {
                step[j] = target[j] - centre[j];
            }
            InputBall ball = new InputBall(centre, norm, norm.of(step), 0, 1);
            for (int effort : new int[] {0, 1, 30}) {
                double radius = network.bounds()
                        .exclude(ball, target, forms, slack, effort)
                        .radius();
                assertThat(nearest(network, forms, goal, slack, ball.withRadius(radius)))
                        .as("%s, %s, effort %d, radius %s: what a search misses by", name, norm, effort, radius)
                        .isGreaterThan(slack);
            }
        }
    }

    /** How far the forms are from a goal where a search by Frank and Wolfe's steps brings them nearest. */
    private double nearest(Network network, DMatrixRMaj forms, double[] goal, double slack, InputBall ball) {
        int n = ball.centre().length;
        double best = Double.POSITIVE_INFINITY;
        BallSupport support = new BallSupport(ball);
        for (int start = 0; start < STARTS; start++) {
            double[] x = new double[n];
            support.maximum(numbers(n, -1, 1), x);
            for (int k = 0; k < STEPS; k++) {
                double[] values = network.forms(x, forms);
                best = Math.min(best, farthest(values, goal));
                double[] form = new double[network.outputSize()];
                for (int r = 0; r < goal.length; r++) {
                    double missed = goal[r] - values[r];
                    double beyond = Math.max(0, Math.abs(missed) - slack / 2);
                    for (int i = 0; i < form.length; i++) {
                        form[i] += Math.copySign(beyond, missed) * forms.get(r, i);
                    }
                }
                double[] corner = new double[n];
                support.maximum(network.gradient(x, form), corner);
                for (int j = 0; j < n; j++) {
                    // A little inwards, lest rounding leaves the ball.
                    x[j] += 2.0 / (k + 2) * (1 - 1e-12) * (corner[j] - x[j]);
                }
            }
        }
        return best;
    }

    private static double farthest(double[] values, double[] goal) {
        double most = 0;
        for (int r = 0; r < goal.length; r++) {
            most = Math.max(most, Math.abs(values[r] - goal[r]));
        }
        return most;
    }
}
