package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.Dice;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.run.Values;

/**
 * The derivatives of a network at a point, as graphs that ONNX Runtime runs in float32, against the referee in double precision: its
 * vector-Jacobian product, and the difference quotient of its values.
 *
 * @param network one input x, one output
 * @param estimator whether what counts as the derivative is none, but the straight-through estimator
 */
record GradientComparison(Graph network, Tensor x, Referee referee, String target, boolean estimator) {
    /** Of the norm: the roundings of float32 (6e-8) in a few dozen operations, some of which cancel. */
    private static final double TOLERANCE = 1e-5;

    /** The step of the five-point rule: its fourth power, which is the error, is below the rounding divided by it. */
    private static final double STEP = 2e-4;

    private static final double DIFFERENCE_TOLERANCE = 1e-7;

    private static final int ROWS = 3;

    /** The least norm that errors are compared with: numbers of order one that cancel leave their roundings, about 3e-7. */
    private static final double NOTHING = 0.03;

    static GradientComparison of(Graph network, Tensor x, boolean estimator) {
        return new GradientComparison(
                network, x, Referee.of(network), network.outputs().get(0).name(), estimator);
    }

    /** Checks values, both products, and rows of the Jacobian in one pass where there is a batch. */
    void check(Dice dice) {
        DifferentiableGraph subject = DifferentiableGraph.of(network, target, Jacobians.PROBE);
        Array value = referee.run(inputs(x), target);
        Array tangent = rounded(dice.normal(Array.of(x).shape()));
        Array cotangent = rounded(dice.normal(value.shape()));
        double[] gradient = gradient(cotangent);
        VjpGraph vjp = VjpGraph.of(subject);
        Map<String, Values> reverse = run(vjp.graph(), vjp.cotangent(), tensor(cotangent));
        assertClose("value", reverse.get(target).numbers(), value.reals());
        assertClose("reverse mode", reverse.get(vjp.gradient()).numbers(), gradient);

        JvpGraph jvp = JvpGraph.of(subject);
        double[] product = run(jvp.graph(), jvp.tangent(), tensor(tangent))
                .get(jvp.product())
                .numbers();
        double transposed = dot(gradient, tangent.reals());
        double scale = norm(gradient) * norm(tangent.reals()) + norm(product) * norm(cotangent.reals());
        assertThat(Math.abs(dot(product, cotangent.reals()) - transposed))
                .as("<v, J u> - <J^T v, u>")
                .isLessThanOrEqualTo(TOLERANCE * scale);
        if (!estimator) {
            double[] quotient = quotient(tangent);
            assertThat(Math.abs(dot(quotient, cotangent.reals()) - transposed))
                    .as("the referee's product against its difference quotient")
                    .isLessThanOrEqualTo(DIFFERENCE_TOLERANCE * (scale + 1));
            assertClose("forward mode", product, quotient);
        }
        if (subject.shape("x").hasBatch() && subject.shape(target).leadsWithBatch()) {
            checkRows(subject, value, dice);
        }
    }

    private void checkRows(DifferentiableGraph subject, Array value, Dice dice) {
        int[] shape = value.shape();
        shape[0] *= ROWS;
        Array rows = rounded(dice.normal(shape));
        double[] expected = new double[ROWS * x.size()];
        for (int r = 0; r < ROWS; r++) {
            double[] row = Arrays.copyOfRange(rows.reals(), r * value.size(), (r + 1) * value.size());
            System.arraycopy(gradient(Array.of(row, value.shape())), 0, expected, r * x.size(), x.size());
        }
        VjpGraph stacked = VjpGraph.stacked(subject, ROWS);
        Map<String, Values> found = run(stacked.graph(), stacked.cotangent(), tensor(rows));
        assertClose("rows", found.get(stacked.gradient()).numbers(), expected);
    }

    private double[] gradient(Array cotangent) {
        return referee.vjp(inputs(x), target, cotangent, "x").reals();
    }

    private Map<String, Values> run(Graph graph, String name, Tensor vector) {
        return Jacobians.run(graph, Map.of("x", x, name, vector));
    }

    private double[] quotient(Array tangent) {
        double[] sum = new double[referee.run(inputs(x), target).size()];
        double[] weights = {8 / 12.0, -8 / 12.0, -1 / 12.0, 1 / 12.0};
        double[] steps = {1, -1, 2, -2};
        double step = STEP
                / Math.max(
                        1, Arrays.stream(tangent.reals()).map(Math::abs).max().orElse(1));
        for (int s = 0; s < steps.length; s++) {
            double[] moved = x.doubles();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += steps[s] * step * tangent.reals()[i];
            }
            double[] value = referee.run(Map.of("x", Array.of(moved, Array.of(x).shape())), target)
                    .reals();
            for (int k = 0; k < sum.length; k++) {
                sum[k] += weights[s] * value[k] / step;
            }
        }
        return sum;
    }

    private static Map<String, Array> inputs(Tensor x) {
        return Map.of("x", Array.of(x));
    }

    /** To float32, so that both sides have the same numbers. */
    private static Array rounded(Array array) {
        return Array.of(Arrays.stream(array.reals()).map(value -> (float) value).toArray(), array.shape());
    }

    private static Tensor tensor(Array array) {
        return Tensor.of(
                ElementType.FLOAT,
                array.reals(),
                Arrays.stream(array.shape()).asLongStream().toArray());
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        assertThat(actual.length).as(what).isEqualTo(expected.length);
        double[] difference = new double[actual.length];
        for (int i = 0; i < actual.length; i++) {
            difference[i] = actual[i] - expected[i];
        }
        assertThat(norm(difference) / Math.max(norm(expected), NOTHING))
                .as("%s: %s for %s", what, brief(actual), brief(expected))
                .isLessThanOrEqualTo(TOLERANCE);
    }

    private static String brief(double[] values) {
        return Arrays.toString(Arrays.copyOf(values, Math.min(values.length, 8)));
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
