package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.run.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of real networks against the double-precision referee. */
class ZooGradientTest {
    private static final int BATCH = 3;

    /** Digits are dark on the whole; on plain noise all units of a small network are off. */
    private static final double DARK = 0.8;

    /**
     * Of the L2 norm. Float32 gives about 1e-6; a ReLU within rounding of its kink can fall on the other side, which costs
     * its share of the gradient.
     */
    private static final double SMALL_TOLERANCE = 1e-5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mnist-net_256x2",
                "mnist-net_256x4",
                "Convnet_avgpool",
                "Convnet_maxpool",
                "cifar_base_kw",
                "cifar_deep_kw",
                "resnet_2b",
                "cifar10_small",
                "tribuo_cnn_mnist"
            })
    void vectorJacobianProductIsTheReferees(String name) throws IOException {
        Graph graph = ZooNetworks.logits("models/" + name + ".onnx");
        String target = graph.outputs().get(0).name();
        String input = graph.inputs().get(0).name();
        DifferentiableGraph subject = DifferentiableGraph.of(graph, target, Jacobians.PROBE);
        VjpGraph vjp = VjpGraph.of(subject);
        SplittableRandom random = new SplittableRandom(5);
        Tensor x = strokes(random, subject.shape(input).dims());
        Tensor v = uniform(random, -1, 1, subject.shape(target).dims());

        Map<String, Values> found = Jacobians.run(vjp.graph(), Map.of(input, x, vjp.cotangent(), v));
        Array expected = Referee.of(graph).vjp(Map.of(input, Array.of(x)), target, Array.of(v), input);

        assertThat(distance(found.get(vjp.gradient()).numbers(), expected.reals()))
                .isLessThan(SMALL_TOLERANCE);
    }

    private static Tensor strokes(SplittableRandom random, long[] dims) {
        Tensor noise = uniform(random, 0, 1, dims);
        float[] pixels = noise.floats();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextDouble() < DARK ? 0 : pixels[i];
        }
        return Tensor.floats(pixels, noise.dims());
    }

    private static Tensor uniform(SplittableRandom random, double low, double high, long[] dims) {
        long[] sizes = dims.clone();
        sizes[0] = BATCH;
        return Tensor.floats(Nets.random(random, Tensor.size(sizes), low, high), sizes);
    }

    /** The L2 distance over the L2 norm. */
    private static double distance(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double norm = Arrays.stream(expected).map(value -> value * value).sum();
        for (int i = 0; i < actual.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
        }
        return Math.sqrt(difference / norm);
    }
}
