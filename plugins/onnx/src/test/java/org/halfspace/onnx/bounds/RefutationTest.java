package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.halfspace.onnx.bounds.Networks.Network;
import org.halfspace.onnx.graph.Node;
import org.halfspace.spi.model.BallSupport;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;
import org.halfspace.testkit.LeastMatch;
import org.halfspace.testkit.RectifiedLayers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a match is refuted, a search that follows the network's own gradients finds none. */
class RefutationTest {
    private static final List<Norm> NORMS = List.of(Norm.values());

    /** Where to begin, and how far to go, in every ball. */
    private static final int STARTS = 6;

    private static final int STEPS = 40;

    /** A form may miss by this share of the first distance: matches are then as thick as a ball, and can be found. */
    private static final double SLACK = 0.3;

    /** What evaluations and linear programs round. */
    private static final double ROUNDING = 1e-8;

    /** The default of the search. */
    private static final double TOLERANCE = 1e-3;

    /** Intervals are tried up to this ratio of the radius. */
    private static final double GRAIN = 1.05;

    /** Shares of the least distance that are refuted in the median, at the least: with branches, and without. */
    private static final double CLOSE = 0.95;

    private static final double FAR = 0.6;

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

    /**
     * Matches by construction: x* near the source and x' anywhere, and forms of all directions in which their outputs do not differ, so
     * that x* has the values of x'. Networks are other ones in every round.
     */
    @ParameterizedTest
    @ValueSource(strings = {"dense", "convolutional", "affine"})
    void noKnownMatchIsRefuted(String kind) throws InterruptedException {
        for (int round = 0; round < 6; round++) {
            Networks networks = new Networks(300 + round);
            Network network =
                    switch (kind) {
                        case "dense" -> networks.dense(Node.of("Relu", List.of("?"), "?"));
                        case "convolutional" -> networks.convolutional();
                        default -> networks.affine();
                    };
            int n = network.inputSize();
            Norm norm = NORMS.get(round % NORMS.size());
            double[] centre = numbers(n, 0.2, 0.8);
            double[] target = numbers(n, 0, 1);
            // On the border, since that is what bounds are about.
            double radius = norm == Norm.LINF ? 0.05 + 0.1 * random.nextDouble() : 0.4;
            double[] match = new double[n];
            new BallSupport(new InputBall(centre, norm, radius, 0, 1)).maximum(numbers(n, -1, 1), match);
            DMatrixRMaj forms = alike(network.apply(match), network.apply(target));
            double slack = 2 * farthest(network.forms(match, forms), network.forms(target, forms)) + ROUNDING;
            double[] step = new double[n];
            for (int j = 0; j < n; j++) {
                step[j] = match[j] - centre[j];
            }
            // Branches through convolutions take seconds.
            int most = kind.equals("convolutional") ? 2 : 30;
            for (int effort : new int[] {0, 1, most}) {
                double refuted = network.bounds()
                        .exclude(new InputBall(centre, norm, 2, 0, 1), target, forms, slack, effort)
                        .radius();
                assertThat(refuted)
                        .as("%s, %s, effort %d, round %d", kind, norm, effort, round)
                        .isLessThanOrEqualTo(norm.of(step) * (1 + ROUNDING));
            }
        }
    }

    /** An orthonormal basis of what is orthogonal to the difference of two outputs, by Householder's reflection. */
    private static DMatrixRMaj alike(double[] one, double[] other) {
        int m = one.length;
        double[] difference = new double[m];
        for (int j = 0; j < m; j++) {
            difference[j] = one[j] - other[j];
        }
        double length = Norm.L2.of(difference);
        double[] mirror = difference.clone();
        mirror[0] += Math.copySign(length, mirror[0]);
        double square = Norm.L2.of(mirror) * Norm.L2.of(mirror);
        DMatrixRMaj forms = new DMatrixRMaj(m - 1, m);
        for (int r = 1; r < m; r++) {
            for (int j = 0; j < m; j++) {
                forms.set(r - 1, j, (r == j ? 1 : 0) - 2 * mirror[r] * mirror[j] / square);
            }
        }
        return forms;
    }

    /** Refuted distances, and the true ones by a complete method. */
    @ParameterizedTest
    @EnumSource(
            value = Norm.class,
            names = {"LINF", "L1"})
    void theRefutedRadiusIsNotAboveTheLeastDistance(Norm norm) throws InterruptedException {
        Map<Integer, List<Double>> shares =
                new TreeMap<>(Map.of(0, new ArrayList<>(), 1, new ArrayList<>(), 100, new ArrayList<>()));
        for (int seed = 0; seed < 8; seed++) {
            RectifiedLayers layers =
                    seed % 2 == 0 ? RectifiedLayers.random(seed, 4, 7) : RectifiedLayers.random(seed, 3, 5, 5);
            Network network = Networks.of(layers);
            DMatrixRMaj forms = new Networks(seed).matrix(2, layers.outputSize());
            LeastMatch complete = new LeastMatch(layers, forms, 0, 1);
            for (int pair = 0; pair < 5; pair++) {
                double[] source = numbers(layers.inputSize(), 0, 1);
                double[] target = numbers(layers.inputSize(), 0, 1);
                double least = complete.distance(source, target, norm, TOLERANCE);
                for (int effort : shares.keySet()) {
                    double refuted = network.bounds()
                            .exclude(new InputBall(source, norm, 4, 0, 1), target, forms, TOLERANCE, effort)
                            .radius();
                    assertThat(refuted)
                            .as("seed %d, pair %d, effort %d", seed, pair, effort)
                            .isLessThanOrEqualTo(least + ROUNDING);
                    shares.get(effort).add(refuted / least);
                }
            }
        }
        // A branch for every rectifier leaves little room.
        assertThat(median(shares.get(100)))
                .as("refuted / least distance: %s", shares)
                .isGreaterThan(CLOSE);
        assertThat(median(shares.get(0)))
                .as("refuted / least distance: %s", shares)
                .isGreaterThan(FAR);
    }

    private static double median(List<Double> numbers) {
        return numbers.stream().sorted().toList().get(numbers.size() / 2);
    }

    /** Far from a target nearly all signs are open, and lines are looser than intervals: what intervals say is not lost for that. */
    @Test
    void noLessIsRefutedThanByIntervals() throws InterruptedException {
        for (int seed = 0; seed < 6; seed++) {
            Network network = new Networks(seed).convolutional();
            Program program = network.bounds().program();
            int output = program.output();
            double[] target = numbers(network.inputSize(), 20, 40);
            double[] goal = network.apply(target);
            InputBall ball = new InputBall(
                    numbers(network.inputSize(), 0, 1),
                    Norm.LINF,
                    50,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY);
            for (int effort : new int[] {0, 1}) {
                double refuted = network.bounds()
                        .exclude(ball, target, CommonOps_DDRM.identity(goal.length), 0, effort)
                        .radius();
                Region region = new Region(ball.withRadius(GRAIN * refuted));
                Enclosure enclosure = new Enclosure(program, region.low(), region.high());
                for (int r = 0; r < goal.length; r++) {
                    assertThat(goal[r])
                            .as("seed %d, effort %d, refuted %s, output %d", seed, effort, refuted, r)
                            .isBetween(enclosure.lower(output)[r], enclosure.upper(output)[r]);
                }
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
