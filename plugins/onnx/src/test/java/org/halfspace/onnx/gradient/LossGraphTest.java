package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.run.Values;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.LossFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of the identity network, whose gradients by the input are those by the logits. */
class LossGraphTest {
    private static final int BATCH = 4;
    private static final int CLASSES = 5;

    /** Differences of a formula in double precision, with this step, are good to about 1e-9. */
    private static final double STEP = 1e-5;

    /** Float32 rounds the value and the gradient to about 1e-7 of logits of size 3. */
    private static final double TOLERANCE = 5e-6;

    @ParameterizedTest
    @EnumSource(LossFunction.class)
    void valueAndGradientAreThoseOfTheFormula(LossFunction loss) {
        LossGraph graph = LossGraph.of(subject(CLASSES), loss, 0);
        SplittableRandom random = new SplittableRandom(11);
        float[] z = Nets.distinct(random, BATCH * CLASSES, -3, 3);
        float[] p = parameters(loss, random);

        Map<String, Values> found = Jacobians.run(
                graph.graph(),
                Map.of("x", Tensor.floats(z, BATCH, CLASSES), graph.parameters(), Tensor.floats(p, BATCH, CLASSES)));

        for (int i = 0; i < BATCH; i++) {
            double[] row = row(z, i);
            double[] parameters = row(p, i);
            assertThat(found.get(graph.value()).numbers()[i])
                    .isCloseTo(value(loss, row, parameters), within(TOLERANCE));
            for (int k = 0; k < CLASSES; k++) {
                double[] above = row.clone();
                double[] below = row.clone();
                above[k] += STEP;
                below[k] -= STEP;
                double slope = (value(loss, above, parameters) - value(loss, below, parameters)) / (2 * STEP);
                assertThat(found.get(graph.gradient()).numbers()[i * CLASSES + k])
                        .isCloseTo(slope, within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.03, 1})
    void aLeakGivesRectifiersThatAreOffASlopeAndLeavesTheValue(double leak) {
        Nets net = Nets.of(CLASSES);
        Graph rectifier = net.to(net.node("Relu", List.of("x")));
        DifferentiableGraph network =
                DifferentiableGraph.of(rectifier, rectifier.outputs().get(0).name(), Jacobians.PROBE);
        LossGraph graph = LossGraph.of(network, LossFunction.LINEAR, leak);
        float[] x = {-2, -1e-6f, 0, 1e-6f, 2};
        float[] p = {1, 2, 3, 4, 5};

        Map<String, Values> found = Jacobians.run(
                graph.graph(),
                Map.of("x", Tensor.floats(x, 1, CLASSES), graph.parameters(), Tensor.floats(p, 1, CLASSES)));

        assertThat(found.get(graph.value()).numbers()[0]).isCloseTo(4e-6 + 10, within(TOLERANCE));
        double[] expected = {leak, 2 * leak, 3 * leak, 4, 5};
        for (int k = 0; k < CLASSES; k++) {
            assertThat(found.get(graph.gradient()).numbers()[k]).isCloseTo(expected[k], within(TOLERANCE));
        }
    }

    @Test
    void theRatioOfLogitsNeedsThreeClasses() {
        assertThatThrownBy(() -> LossGraph.of(subject(2), LossFunction.DIFFERENCE_OF_LOGITS_RATIO, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("at least 3 classes")
                .hasMessageContaining("2 classes");
    }

    private static DifferentiableGraph subject(int classes) {
        Nets net = Nets.of(classes);
        Graph graph = net.to(net.node("Mul", List.of("x", net.scalar(1))));
        return DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
    }

    /** One-hot for losses that ask for a class, a distribution or logits for the others. */
    private static float[] parameters(LossFunction loss, SplittableRandom random) {
        float[] p = Nets.random(random, BATCH * CLASSES, 0, 1);
        for (int i = 0; i < BATCH; i++) {
            if (loss == LossFunction.MARGIN || loss == LossFunction.DIFFERENCE_OF_LOGITS_RATIO) {
                for (int k = 0; k < CLASSES; k++) {
                    p[i * CLASSES + k] = k == i ? 1 : 0;
                }
            }
        }
        return p;
    }

    private static double[] row(float[] values, int row) {
        double[] numbers = new double[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            numbers[k] = values[row * CLASSES + k];
        }
        return numbers;
    }

    /** The losses, written down plainly. */
    private static double value(LossFunction loss, double[] z, double[] p) {
        return switch (loss) {
            case LINEAR -> dot(p, z);
            case CENTRED_RESIDUAL -> {
                double mean = 0;
                for (int k = 0; k < CLASSES; k++) {
                    mean += (z[k] - p[k]) / CLASSES;
                }
                double sum = 0;
                for (int k = 0; k < CLASSES; k++) {
                    sum += (z[k] - p[k] - mean) * (z[k] - p[k] - mean) / 2;
                }
                yield sum;
            }
            case CROSS_ENTROPY -> {
                double norm = 0;
                double total = 0;
                for (int k = 0; k < CLASSES; k++) {
                    norm += Math.exp(z[k]);
                    total += p[k];
                }
                yield total * Math.log(norm) - dot(p, z);
            }
            case MARGIN -> margin(z, p);
            case DIFFERENCE_OF_LOGITS_RATIO -> {
                double[] sorted = java.util.Arrays.stream(z).sorted().toArray();
                yield -margin(z, p) / (sorted[CLASSES - 1] - sorted[CLASSES - 3] + 1e-12);
            }
        };
    }

    private static double margin(double[] z, double[] p) {
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < CLASSES; k++) {
            best = p[k] > 0 ? best : Math.max(best, z[k]);
        }
        return dot(p, z) - best;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
