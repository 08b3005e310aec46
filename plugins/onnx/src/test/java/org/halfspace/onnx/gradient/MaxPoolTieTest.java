package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.run.Values;
import org.junit.jupiter.api.Test;

/**
 * Which of equal maxima a max pool's derivative picks: the first in row-major order. Inputs are the integers 0, 1 and 2, so that
 * almost every window has ties; cotangents are integers too, so that sums are exact and results must be equal.
 */
class MaxPoolTieTest {
    private static final int VALUES = 3;
    private static final int ROWS = 3;

    /** A pool and its input. */
    private static final class Case {
        final int batch;
        final int channels;
        final int[] size;
        final int[] kernel;
        final int[] stride;
        final int[] dilation = {1, 1};
        final int[] pads = new int[4];
        final int ceil;
        final float[] x;
        final DifferentiableGraph subject;
        final Graph graph;

        Case(SplittableRandom random) {
            batch = random.nextInt(1, 4);
            channels = new int[] {1, 5, 16, 32}[random.nextInt(4)];
            kernel = new int[] {random.nextInt(1, 5), random.nextInt(1, 5)};
            stride = new int[] {random.nextInt(1, 4), random.nextInt(1, 4)};
            size = new int[] {random.nextInt(7, 14), random.nextInt(7, 14)};
            ceil = random.nextInt(2);
            if (random.nextInt(6) == 0) {
                dilation[random.nextInt(2)] = 2;
            }
            for (int i = 0; i < 4; i++) {
                pads[i] = random.nextInt(2) * random.nextInt(kernel[i % 2]);
            }
            Nets net = Nets.of(channels, size[0], size[1]);
            String y = net.node(
                    "MaxPool",
                    List.of("x"),
                    "kernel_shape",
                    longs(kernel),
                    "strides",
                    longs(stride),
                    "dilations",
                    longs(dilation),
                    "pads",
                    longs(pads),
                    "ceil_mode",
                    ceil);
            graph = net.to(y);
            subject = DifferentiableGraph.of(graph, y, Jacobians.PROBE);
            x = integers(random, batch * channels * size[0] * size[1]);
        }

        int[] out() {
            long[] dims = subject.shape(subject.target()).dims();
            return new int[] {(int) dims[2], (int) dims[3]};
        }

        /**
         * Whether every window begins in front of the padding behind. Of the others, ONNX Runtime's inference of shapes and its kernels
         * think differently.
         */
        boolean isDefinite() {
            return (out()[0] - 1) * stride[0] - pads[0] < size[0] && (out()[1] - 1) * stride[1] - pads[1] < size[1];
        }

        int outputs() {
            return batch * channels * out()[0] * out()[1];
        }

        long[] inputDims(int rows) {
            return new long[] {(long) rows * batch, channels, size[0], size[1]};
        }

        long[] outputDims(int rows) {
            return new long[] {(long) rows * batch, channels, out()[0], out()[1]};
        }

        /** Where the first maximum of each window is in x. */
        int[] winners() {
            int[] winners = new int[outputs()];
            int[] out = out();
            for (int i = 0; i < winners.length; i++) {
                int plane = i / (out[0] * out[1]) * size[0] * size[1];
                int best = -1;
                for (int k = 0; k < kernel[0] * kernel[1]; k++) {
                    int row = i / out[1] % out[0] * stride[0] - pads[0] + k / kernel[1] * dilation[0];
                    int column = i % out[1] * stride[1] - pads[1] + k % kernel[1] * dilation[1];
                    boolean inside = row >= 0 && row < size[0] && column >= 0 && column < size[1];
                    int at = plane + row * size[1] + column;
                    if (inside && (best < 0 || x[at] > x[best])) {
                        best = at;
                    }
                }
                winners[i] = best;
            }
            return winners;
        }

        @Override
        public String toString() {
            return batch + " x " + channels + " x " + Arrays.toString(size) + " kernel " + Arrays.toString(kernel)
                    + " stride " + Arrays.toString(stride) + " dilation " + Arrays.toString(dilation) + " pads "
                    + Arrays.toString(pads) + " ceil " + ceil;
        }
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static float[] integers(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(VALUES) - 1;
        }
        return values;
    }

    @Property(tries = 150)
    void theFirstOfEqualMaximaGetsTheCotangent(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Case c = new Case(random);
        Assume.that(c.isDefinite());
        float[] v = integers(random, c.outputs());
        VjpGraph vjp = VjpGraph.of(c.subject);

        Map<String, Values> found = Jacobians.run(
                vjp.graph(),
                Map.of("x", Tensor.floats(c.x, c.inputDims(1)), vjp.cotangent(), Tensor.floats(v, c.outputDims(1))));

        double[] expected = new double[c.x.length];
        int[] winners = c.winners();
        for (int i = 0; i < winners.length; i++) {
            expected[winners[i]] += v[i];
        }
        assertThat(found.get(vjp.gradient()).numbers()).as(c.toString()).isEqualTo(expected);
        Array referee = Referee.of(c.graph)
                .vjp(
                        Map.of("x", Array.of(Tensor.floats(c.x, c.inputDims(1)))),
                        c.subject.target(),
                        Array.of(Tensor.floats(v, c.outputDims(1))),
                        "x");
        assertThat(referee.reals()).as("referee, " + c).isEqualTo(expected);
    }

    @Property(tries = 60)
    void everyRowOfAStackedJacobianPicksTheSame(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Case c = new Case(random);
        Assume.that(c.isDefinite());
        float[] v = integers(random, ROWS * c.outputs());
        VjpGraph vjp = VjpGraph.stacked(c.subject, ROWS);

        Map<String, Values> found = Jacobians.run(
                vjp.graph(),
                Map.of("x", Tensor.floats(c.x, c.inputDims(1)), vjp.cotangent(), Tensor.floats(v, c.outputDims(ROWS))));

        double[] expected = new double[ROWS * c.x.length];
        int[] winners = c.winners();
        for (int i = 0; i < v.length; i++) {
            expected[i / winners.length * c.x.length + winners[i % winners.length]] += v[i];
        }
        assertThat(found.get(vjp.gradient()).numbers()).as(c.toString()).isEqualTo(expected);
    }

    @Property(tries = 60)
    void theTangentOfTheFirstOfEqualMaximaComesThrough(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Case c = new Case(random);
        Assume.that(c.isDefinite());
        float[] u = Nets.random(random, c.x.length, -1, 1);
        JvpGraph jvp = JvpGraph.of(c.subject);

        Map<String, Values> found = Jacobians.run(
                jvp.graph(),
                Map.of("x", Tensor.floats(c.x, c.inputDims(1)), jvp.tangent(), Tensor.floats(u, c.inputDims(1))));

        double[] expected = Arrays.stream(c.winners()).mapToDouble(i -> u[i]).toArray();
        assertThat(found.get(jvp.product()).numbers()).as(c.toString()).isEqualTo(expected);
    }

    @Test
    void onlyWindowsThatNeedItAskThePoolForItsIndices() {
        assertThat(asksForIndices(16, 3, 1)).isFalse();
        assertThat(asksForIndices(16, 4, 1)).isFalse();
        assertThat(asksForIndices(16, 5, 1)).as("too large a window").isTrue();
        assertThat(asksForIndices(16, 3, 2)).as("dilated").isTrue();
        assertThat(asksForIndices(10, 3, 1)).as("no whole blocks of channels").isTrue();
    }

    private static boolean asksForIndices(int channels, long kernel, long dilation) {
        Nets net = Nets.of(channels, 12, 12);
        String y =
                net.node("MaxPool", List.of("x"), "kernel_shape", new long[] {kernel, kernel}, "dilations", new long[] {
                    dilation, dilation
                });
        VjpGraph vjp = VjpGraph.of(DifferentiableGraph.of(net.to(y), y, Jacobians.PROBE));
        return vjp.graph().nodes().stream()
                .filter(node -> node.is("MaxPool"))
                .map(Node::outputs)
                .anyMatch(outputs -> outputs.size() > 1);
    }

    @Test
    void aNetworkThatMakesNoNumbersGivesNoErrorEither() {
        Nets net = Nets.of(16, 6, 6);
        String y = net.node("MaxPool", List.of("x"), "kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2});
        VjpGraph vjp = VjpGraph.of(DifferentiableGraph.of(net.to(y), y, Jacobians.PROBE));
        for (float special : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] x = new float[16 * 36];
            Arrays.fill(x, special);
            float[] v = new float[16 * 9];
            Arrays.fill(v, 1);

            Map<String, Values> found = Jacobians.run(
                    vjp.graph(),
                    Map.of("x", Tensor.floats(x, 1, 16, 6, 6), vjp.cotangent(), Tensor.floats(v, 1, 16, 3, 3)));

            assertThat(Arrays.stream(found.get(vjp.gradient()).numbers()).sum()).isEqualTo(v.length);
        }
    }
}
