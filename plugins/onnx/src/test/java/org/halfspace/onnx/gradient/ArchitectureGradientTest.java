package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.run.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two modes of deep networks are each other's transpose: {@code <v, J u> = <J^T v, u>}. */
class ArchitectureGradientTest {
    /** Of the product of norms: sums of a hundred thousand float32 numbers after fifty layers and more. */
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @ValueSource(strings = {"light_squeezenet", "light_resnet50", "light_densenet121", "light_bvlc_alexnet"})
    void reverseModeIsTheTransposeOfForwardMode(String name) throws IOException {
        Graph graph = ZooNetworks.logits("architectures/" + name + ".onnx");
        String target = graph.outputs().get(0).name();
        DifferentiableGraph subject = DifferentiableGraph.of(graph, target, Jacobians.PROBE);
        SplittableRandom random = new SplittableRandom(2);
        long[] dims = subject.shape(subject.input()).dims().clone();
        dims[0] = 1;
        Tensor x = uniform(random, dims);
        Tensor u = uniform(random, dims);
        long[] outputs = subject.shape(target).dims().clone();
        outputs[0] = 1;
        Tensor v = uniform(random, outputs);

        VjpGraph vjp = VjpGraph.of(subject);
        Map<String, Values> reverse = Jacobians.run(vjp.graph(), Map.of(subject.input(), x, vjp.cotangent(), v));
        JvpGraph jvp = JvpGraph.of(subject);
        Map<String, Values> forward = Jacobians.run(jvp.graph(), Map.of(subject.input(), x, jvp.tangent(), u));

        double[] gradient = reverse.get(vjp.gradient()).numbers();
        double[] product = forward.get(jvp.product()).numbers();
        double scale = norm(gradient) * norm(u.doubles());
        assertThat(norm(gradient)).isPositive();
        assertThat(Math.abs(dot(gradient, u.doubles()) - dot(product, v.doubles())) / scale)
                .isLessThan(TOLERANCE);
    }

    private static Tensor uniform(SplittableRandom random, long[] dims) {
        return Tensor.floats(Nets.random(random, Tensor.size(dims), -1, 1), dims);
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
