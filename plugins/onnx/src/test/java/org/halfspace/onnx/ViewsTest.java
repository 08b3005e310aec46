package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.LossFunction;
import org.halfspace.spi.model.LossGradient;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.spi.model.PreciseMap;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network seen by its loader in several ways: the views agree where they overlap. */
class ViewsTest {
    private static final int ROWS = 5;

    /** Float32 sums in another order, through some ten layers. */
    private static final double ROUNDING = 1e-4;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void the_fused_losses_are_those_of_the_definition(LossFunction loss) throws IOException {
        Models models = new Models(1);
        double[] weights = models.numbers(Models.HIDDEN * Models.CLASSES);
        try (Classifier classifier = Models.open(
                folder,
                models.toHidden(13)
                        .constant("W", Tensor.of(ElementType.FLOAT, weights, Models.HIDDEN, Models.CLASSES))
                        .node("MatMul", "z", "h", "W")
                        .output(ValueInfo.of("z", ElementType.FLOAT)))) {
            agree(classifier, loss);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mnist-net_256x4",
                "Convnet_avgpool",
                "Convnet_maxpool",
                "cifar_deep_kw",
                "resnet_2b",
                "cifar10_small"
            })
    void networks_agree_with_themselves_in_double_precision(String name) throws IOException {
        try (Classifier classifier = new OnnxModelLoader(new OnnxRuntime(2))
                .load(new ModelLoader.Request(
                        Zoo.file("models/" + name + ".onnx"), ModelOptions.defaults(), shape -> Optional.empty()))) {
            DifferentiableMap g = classifier.gradient().orElseThrow();
            PreciseMap precise = g.precise().orElseThrow();
            Random random = new Random(3);
            float[] x = floats(random, g.inputSize());
            float[] v = floats(random, g.outputSize());
            FloatBuffer hidden = FeatureMap.allocate(g.outputSize());
            FloatBuffer gradient = FeatureMap.allocate(g.inputSize());
            g.vjp(FloatBuffer.wrap(x), 1, FloatBuffer.wrap(v), hidden, gradient);
            PreciseMap.Linearisation point = precise.linearise(doubles(x));
            assertClose(hidden, point.value());
            assertClose(hidden, precise.apply(doubles(x)));
            assertClose(gradient, point.vjp(doubles(v)));
            agree(classifier, LossFunction.CENTRED_RESIDUAL);
        }
    }

    /** Compares the graph that computes a loss with the loss of the outputs, differentiated through the map. */
    private static void agree(Classifier classifier, LossFunction loss) {
        DifferentiableMap g = classifier.gradient().orElseThrow();
        SoftmaxHead head = classifier.head();
        Random random = new Random(2);
        float[] x = floats(random, ROWS * g.inputSize());
        float[] p = new float[ROWS * head.classes()];
        for (int row = 0; row < ROWS; row++) {
            p[row * head.classes() + random.nextInt(head.classes())] = 1;
        }
        FloatBuffer[] fused = run(g.losses(head), loss, g, head, x, p);
        FloatBuffer[] defined = new FloatBuffer[3];
        double[] z = new double[head.classes()];
        defined[0] = FeatureMap.allocate(ROWS);
        defined[1] = FeatureMap.allocate(ROWS * head.classes());
        FloatBuffer cotangents = FeatureMap.allocate(ROWS * head.hiddenSize());
        float[] hidden = g.apply(x, ROWS);
        for (int row = 0; row < ROWS; row++) {
            double[] h = new double[head.hiddenSize()];
            for (int k = 0; k < h.length; k++) {
                h[k] = hidden[row * h.length + k];
            }
            double[] logits = head.logits(h);
            double[] q = new double[head.classes()];
            for (int i = 0; i < q.length; i++) {
                defined[1].put(row * q.length + i, (float) logits[i]);
                q[i] = p[row * q.length + i];
            }
            defined[0].put(row, (float) loss.value(logits, q, z));
            for (int k = 0; k < h.length; k++) {
                double sum = 0;
                for (int i = 0; i < z.length; i++) {
                    sum += head.weights().get(k, i) * z[i];
                }
                cotangents.put(row * h.length + k, (float) sum);
            }
        }
        defined[2] = FeatureMap.allocate(ROWS * g.inputSize());
        g.vjp(FloatBuffer.wrap(x), ROWS, cotangents, FeatureMap.allocate(ROWS * g.outputSize()), defined[2]);
        for (int part = 0; part < fused.length; part++) {
            assertClose(fused[part], doubles(defined[part]));
        }
    }

    private static FloatBuffer[] run(
            LossGradient losses, LossFunction loss, DifferentiableMap g, SoftmaxHead head, float[] x, float[] p) {
        FloatBuffer values = FeatureMap.allocate(ROWS);
        FloatBuffer logits = FeatureMap.allocate(ROWS * head.classes());
        FloatBuffer gradients = FeatureMap.allocate(ROWS * g.inputSize());
        try (losses) {
            losses.valueAndGradient(loss, FloatBuffer.wrap(x), ROWS, FloatBuffer.wrap(p), values, logits, gradients);
        }
        return new FloatBuffer[] {values, logits, gradients};
    }

    private static void assertClose(FloatBuffer found, double[] expected) {
        double scale = 0;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(scale).isPositive();
        for (int k = 0; k < expected.length; k++) {
            assertThat((double) found.get(k)).as("number %d", k).isCloseTo(expected[k], within(ROUNDING * scale));
        }
    }

    private static float[] floats(Random random, int count) {
        float[] numbers = new float[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = random.nextFloat();
        }
        return numbers;
    }

    private static double[] doubles(float[] numbers) {
        return doubles(FloatBuffer.wrap(numbers));
    }

    private static double[] doubles(FloatBuffer numbers) {
        double[] result = new double[numbers.capacity()];
        for (int k = 0; k < result.length; k++) {
            result[k] = numbers.get(k);
        }
        return result;
    }
}
