package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.run.Values;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Assumptions;

/**
 * Derivatives of a graph whose numbers are somebody else's, kinks and ties among them: the vector-Jacobian product at these numbers
 * is the referee's, which decides kinks as we do; near them, where there are none, both products are the referee's difference quotient.
 *
 * @param graph one input, one output
 * @param x the input
 */
record DerivativeCheck(Graph graph, Tensor x, Referee referee, String input, String target) {
    /** Of the norm: float32 in a dozen operations, some of which cancel. */
    private static final double TOLERANCE = 3e-5;

    /** How far from the numbers a point without kinks is looked for, in their size. */
    private static final double NEAR = 0.01;

    /** The five-point rule's; its error is about the fourth power. */
    private static final double STEP = 1e-4;

    private static final double DIFFERENCE_TOLERANCE = 1e-6;

    /** Points that are tried; one can be too close to a kink. */
    private static final int POINTS = 4;

    /** The least norm that errors are compared with: sums that cancel leave their roundings. */
    private static final double NOTHING = 0.03;

    /** Networks of more numbers than that always have a kink nearby. */
    private static final int SMOOTH = 4096;

    static DerivativeCheck of(Graph graph, Tensor x) {
        return new DerivativeCheck(
                graph,
                x,
                Referee.of(graph),
                graph.inputs().get(0).name(),
                graph.outputs().get(0).name());
    }

    /** @throws InputException if the graph cannot be differentiated */
    void run(SplittableRandom random) {
        DifferentiableGraph subject = DifferentiableGraph.of(graph, target, Jacobians.PROBE);
        VjpGraph vjp = VjpGraph.of(subject);
        JvpGraph jvp = JvpGraph.of(subject);
        Assumptions.assumeTrue(
                referee.unsupportedNodes().isEmpty(), () -> "not refereed: " + referee.unsupportedNodes());
        Array y = referee.run(Map.of(input, Array.of(x)), target);
        Tensor cotangent = floats(random, y.shape(), subject.shape(target));
        Tensor tangent = floats(random, Array.of(x).shape(), subject.shape(input));
        compareGradients("at the numbers of the test", vjp, x, cotangent);
        AssertionError last = null;
        for (int k = 0; k < POINTS; k++) {
            Tensor point = moved(random);
            try {
                double[] gradient = compareGradients("near the numbers of the test", vjp, point, cotangent);
                if (x.size() <= SMOOTH) {
                    compareQuotients(jvp, point, tangent, cotangent, gradient);
                }
                return;
            } catch (AssertionError e) {
                last = e;
            }
        }
        throw last;
    }

    private double[] compareGradients(String where, VjpGraph vjp, Tensor at, Tensor cotangent) {
        Map<String, Values> found = Jacobians.run(vjp.graph(), Map.of(input, at, vjp.cotangent(), cotangent));
        double[] gradient = referee.vjp(Map.of(input, Array.of(at)), target, Array.of(cotangent), input)
                .reals();
        assertClose(where, found.get(vjp.gradient()).numbers(), gradient);
        return gradient;
    }

    private void compareQuotients(JvpGraph jvp, Tensor at, Tensor tangent, Tensor cotangent, double[] gradient) {
        double[] product = Jacobians.run(jvp.graph(), Map.of(input, at, jvp.tangent(), tangent))
                .get(jvp.product())
                .numbers();
        double[] quotient = quotient(at, tangent);
        double transposed = dot(gradient, tangent.doubles());
        double scale = norm(gradient) * norm(tangent.doubles()) + norm(quotient) * norm(cotangent.doubles());
        assertThat(Math.abs(dot(quotient, cotangent.doubles()) - transposed))
                .as("the referee's product against its difference quotient")
                .isLessThanOrEqualTo(DIFFERENCE_TOLERANCE * (scale + 1));
        assertClose("forward mode", product, quotient);
    }

    private double[] quotient(Tensor at, Tensor tangent) {
        double[] weights = {8 / 12.0, -8 / 12.0, -1 / 12.0, 1 / 12.0};
        double[] steps = {STEP, -STEP, 2 * STEP, -2 * STEP};
        double[] direction = tangent.doubles();
        double[] sum = null;
        for (int s = 0; s < steps.length; s++) {
            double[] point = at.doubles();
            for (int i = 0; i < point.length; i++) {
                point[i] += steps[s] * direction[i];
            }
            double[] y = referee.run(Map.of(input, Array.of(point, Array.of(at).shape())), target)
                    .reals();
            sum = sum == null ? new double[y.length] : sum;
            for (int i = 0; i < y.length; i++) {
                sum[i] += weights[s] * y[i] / STEP;
            }
        }
        return sum;
    }

    private Tensor moved(SplittableRandom random) {
        double[] numbers = x.doubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers[i] * (1 + NEAR * (random.nextDouble() - 0.5)) + NEAR * (random.nextDouble() - 0.5);
        }
        return Tensor.of(x.type(), numbers, x.dims());
    }

    private static Tensor floats(SplittableRandom random, int[] shape, TensorShape like) {
        double[] numbers = random.doubles(Arrays.stream(shape).reduce(1, Math::multiplyExact), -1, 1)
                .map(value -> (float) value)
                .toArray();
        return Tensor.of(
                like.type(), numbers, Arrays.stream(shape).asLongStream().toArray());
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        assertThat(actual.length).as(what).isEqualTo(expected.length);
        double[] difference = new double[actual.length];
        for (int i = 0; i < actual.length; i++) {
            boolean same = actual[i] == expected[i] || (Double.isNaN(actual[i]) && Double.isNaN(expected[i]));
            difference[i] = same ? 0 : actual[i] - expected[i];
        }
        double[] finite = Arrays.stream(expected).filter(Double::isFinite).toArray();
        assertThat(norm(difference) / Math.max(norm(finite), NOTHING))
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
