package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.LossFunction;
import org.halfspace.spi.model.LossGradient;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks give the same bits in every session, however many threads it has and however a batch is cut. */
class RepeatabilityTest {
    private static final Path FOLDER = Path.of("src/test/resources/architectures");

    /** Odd, so that no cut into equal parts comes out even. */
    private static final int SAMPLES = 7;

    static Stream<Path> architectures() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList().stream();
        }
    }

    static Stream<String> zoo() {
        return Stream.of(
                "mnist-net_256x2",
                "mnist-net_256x4",
                "Convnet_avgpool",
                "Convnet_maxpool",
                "cifar_base_kw",
                "cifar_deep_kw",
                "resnet_2b",
                "cifar10_small",
                "sklearn_lr_mnist");
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void architecturesGiveTheSameBits(Path file) throws IOException {
        check(file);
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void realNetworksGiveTheSameBits(String name) throws IOException {
        check(Zoo.file("models/" + name + ".onnx"));
    }

    private static void check(Path file) throws IOException {
        float[] expected = null;
        int[][] cuts = {{SAMPLES}, {SAMPLES}, {1, 1, 1, 1, 1, 1, 1}, {3, 4}, {5, 2}, {3, 4}};
        for (int threads = 1; threads <= 2; threads++) {
            try (Classifier classifier = new OnnxModelLoader(new OnnxRuntime(threads))
                    .load(new ModelLoader.Request(file, ModelOptions.defaults(), shape -> Optional.empty()))) {
                DifferentiableMap features = classifier.gradient().orElseThrow();
                try (LossGradient losses = features.losses(classifier.head())) {
                    for (int[] cut : cuts) {
                        float[] found = joined(everything(features, cut), losses(classifier, losses, cut));
                        expected = expected == null ? found : expected;
                        assertThat(firstDifference(found, expected))
                                .as("first number that differs, %d threads, cut %s", threads, Arrays.toString(cut))
                                .isEqualTo(-1);
                    }
                }
            }
        }
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Values and gradients of two losses of all samples, computed some samples at a time. */
    private static float[] losses(Classifier classifier, LossGradient losses, int[] cut) {
        int n = classifier.features().inputSize();
        int m = classifier.head().classes();
        FloatBuffer x = random(SAMPLES * n, 1);
        FloatBuffer parameters = random(SAMPLES * m, 4);
        float[] all = new float[2 * SAMPLES * (1 + n)];
        int offset = 0;
        for (LossFunction loss : List.of(LossFunction.CENTRED_RESIDUAL, LossFunction.CROSS_ENTROPY)) {
            int first = 0;
            for (int count : cut) {
                FloatBuffer values = FeatureMap.allocate(count);
                FloatBuffer gradients = FeatureMap.allocate(count * n);
                losses.valueAndGradient(
                        loss,
                        x.slice(first * n, count * n),
                        count,
                        parameters.slice(first * m, count * m),
                        values,
                        FeatureMap.allocate(count * m),
                        gradients);
                values.get(0, all, offset + first, count);
                gradients.get(0, all, offset + SAMPLES + first * n, count * n);
                first += count;
            }
            offset += SAMPLES * (1 + n);
        }
        return all;
    }

    /** Where the bits of two arrays first differ; -1 where they are the same. */
    private static int firstDifference(float[] a, float[] b) {
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            if (i >= a.length || i >= b.length || Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Hidden vectors, gradients and products of all samples, one after the other, computed some samples at a time. */
    private static float[] everything(DifferentiableMap features, int[] cut) {
        int n = features.inputSize();
        int l = features.outputSize();
        FloatBuffer x = random(SAMPLES * n, 1);
        FloatBuffer cotangents = random(SAMPLES * l, 2);
        FloatBuffer tangents = random(SAMPLES * n, 3);
        float[] all = new float[SAMPLES * (3 * l + n)];
        int first = 0;
        for (int count : cut) {
            FloatBuffer values = FeatureMap.allocate(count * l);
            FloatBuffer hidden = FeatureMap.allocate(count * l);
            FloatBuffer gradients = FeatureMap.allocate(count * n);
            FloatBuffer products = FeatureMap.allocate(count * l);
            features.apply(x.slice(first * n, count * n), count, values);
            features.vjp(
                    x.slice(first * n, count * n), count, cotangents.slice(first * l, count * l), hidden, gradients);
            features.jvp(
                    x.slice(first * n, count * n),
                    count,
                    tangents.slice(first * n, count * n),
                    FeatureMap.allocate(count * l),
                    products);
            values.get(0, all, first * l, count * l);
            hidden.get(0, all, (SAMPLES + first) * l, count * l);
            products.get(0, all, (2 * SAMPLES + first) * l, count * l);
            gradients.get(0, all, 3 * SAMPLES * l + first * n, count * n);
            first += count;
        }
        return all;
    }

    private static FloatBuffer random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatBuffer numbers = FeatureMap.allocate(count);
        for (int i = 0; i < count; i++) {
            numbers.put(i, (float) random.nextDouble());
        }
        return numbers;
    }
}
