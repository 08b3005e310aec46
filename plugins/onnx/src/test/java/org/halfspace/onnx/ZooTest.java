package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models of the zoo, with the answers of its table. */
class ZooTest {
    /** What a user may expect of every split, relative to max(1, largest logit). */
    private static final double AGREEMENT = 1e-4;

    private final OnnxModelLoader loader = new OnnxModelLoader(new OnnxRuntime(2));

    private Classifier load(String file, ModelOptions options, Optional<Dataset> data) throws IOException {
        return loader.load(new ModelLoader.Request(Zoo.file(file), options, shape -> data));
    }

    private static ModelOptions options(List<Double> mean, List<Double> std, Optional<String> head) {
        ModelOptions defaults = ModelOptions.defaults();
        return new ModelOptions(
                1,
                mean,
                std,
                defaults.layout(),
                defaults.bounds(),
                head,
                Optional.empty(),
                "auto",
                defaults.weightsLayout());
    }

    @ParameterizedTest
    @CsvSource({
        "models/mnist-net_256x2.onnx, 256, 10, Gemm, nonnegative, pytorch 1.3, 784",
        "models/mnist-net_256x4.onnx, 256, 10, Gemm, nonnegative, pytorch 1.3, 784",
        "models/Convnet_avgpool.onnx, 1152, 10, Gemm, nonnegative, pytorch 1.6, 784",
        "models/Convnet_maxpool.onnx, 1152, 10, Gemm, nonnegative, pytorch 1.6, 784",
        "models/cifar_base_kw.onnx, 100, 10, Gemm, nonnegative, pytorch 1.5, 3072",
        "models/cifar_deep_kw.onnx, 100, 10, Gemm, nonnegative, pytorch 1.5, 3072",
        "models/resnet_2b.onnx, 100, 10, Gemm, nonnegative, pytorch 1.8, 3072",
        "models/cifar10_small.onnx, 64, 10, MatMul + Add, nonnegative, tf2onnx 1.8.2, 3072",
        "models/sklearn_lr_mnist.onnx, 784, 10, LinearClassifier, real, skl2onnx 1.6.1, 784",
        "architectures/light_bvlc_alexnet.onnx, 4096, 1000, Gemm, nonnegative, onnx-caffe2, 150528",
        "architectures/light_resnet50.onnx, 2048, 1000, Gemm, nonnegative, onnx-caffe2, 150528",
        "architectures/light_densenet121.onnx, 1024, 1000, Conv, nonnegative, onnx-caffe2, 150528",
        "architectures/light_vgg19.onnx, 4096, 1000, Gemm, nonnegative, onnx-caffe2, 150528",
    })
    void splits_as_the_table_says(
            String file, int hidden, int classes, String kind, String domain, String producer, int pixels)
            throws IOException {
        try (Classifier classifier = load(file, ModelOptions.defaults(), Optional.empty())) {
            assertThat(classifier.head().hiddenSize()).isEqualTo(hidden);
            assertThat(classifier.head().classes()).isEqualTo(classes);
            assertThat(classifier.head().domain()).hasToString(domain);
            assertThat(classifier.description().headKind()).isEqualTo(kind);
            assertThat(classifier.description().producer()).isEqualTo(producer);
            assertThat(classifier.input().size()).isEqualTo(pixels);
            assertThat(classifier.description().agreement().orElseThrow().maxRelativeDifference())
                    .isLessThan(AGREEMENT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "models/mnist-net_256x2.onnx, 100",
        "models/mnist-net_256x4.onnx, 100",
        "models/Convnet_avgpool.onnx, 97",
        "models/Convnet_maxpool.onnx, 96",
    })
    void predicts_the_digits_that_the_table_says(String file, int correct) throws IOException {
        Dataset digits = Zoo.images("images/mnist_test.csv", List.of(784));
        assertThat(correct(file, ModelOptions.defaults(), digits)).isEqualTo(correct);
    }

    @Test
    void predicts_the_images_that_the_table_says() throws IOException {
        Dataset images = Zoo.images("images/cifar10_test.csv", List.of(3, 32, 32));
        ModelOptions one = options(List.of(0.485, 0.456, 0.406), List.of(0.225), Optional.empty());
        ModelOptions each = options(List.of(0.4914, 0.4822, 0.4465), List.of(0.2471, 0.2435, 0.2616), Optional.empty());
        assertThat(correct("models/cifar_base_kw.onnx", one, images)).isEqualTo(73);
        assertThat(correct("models/cifar_deep_kw.onnx", one, images)).isEqualTo(58);
        assertThat(correct("models/resnet_2b.onnx", each, images)).isEqualTo(77);
        assertThat(correct("models/cifar10_small.onnx", ModelOptions.defaults(), images))
                .isEqualTo(61);
    }

    /** How many samples (W, b) gets right after g, all of them in one batch. */
    private int correct(String file, ModelOptions options, Dataset data) throws IOException {
        try (Classifier classifier = load(file, options, Optional.of(data))) {
            assertThat(classifier.description().agreement().orElseThrow().samples())
                    .isEqualTo(16);
            float[] pixels = new float[data.size() * data.sampleSize()];
            for (int s = 0; s < data.size(); s++) {
                data.read(s, FloatBuffer.wrap(pixels), s * data.sampleSize());
            }
            float[] hidden = classifier.features().apply(pixels, data.size());
            int correct = 0;
            int l = classifier.head().hiddenSize();
            for (int s = 0; s < data.size(); s++) {
                double[] h = new double[l];
                for (int k = 0; k < l; k++) {
                    h[k] = hidden[s * l + k];
                }
                assertThat(classifier.head().domain().contains(h)).isTrue();
                correct += SoftmaxHead.argmax(classifier.head().logits(h)) == data.label(s) ? 1 : 0;
            }
            return correct;
        }
    }

    @Test
    void names_the_relu_on_the_logits_and_what_head_would_take() throws IOException {
        assertThatThrownBy(() -> load("models/tribuo_cnn_mnist.onnx", ModelOptions.defaults(), Optional.empty()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Relu \"20\"")
                .hasMessageContaining("--head 19");
        try (Classifier classifier = load(
                "models/tribuo_cnn_mnist.onnx", options(List.of(), List.of(), Optional.of("19")), Optional.empty())) {
            assertThat(classifier.head().hiddenSize()).isEqualTo(50);
            assertThat(classifier.head().classes()).isEqualTo(10);
        }
    }

    @Test
    void names_the_relu_before_the_average_and_takes_the_average_without_it_when_asked() throws IOException {
        String file = "architectures/light_squeezenet.onnx";
        assertThatThrownBy(() -> load(file, ModelOptions.defaults(), Optional.empty()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Relu \"n63\"")
                .hasMessageContaining("--head n62");
        try (Classifier classifier = load(file, options(List.of(), List.of(), Optional.of("n62")), Optional.empty())) {
            assertThat(classifier.head().hiddenSize()).isEqualTo(512);
            float[] h = classifier.features().apply(new float[150528], 1);
            float[] z = classifier.tail().orElseThrow().apply(h, 1);
            double[] exact = classifier.head().logits(widen(h));
            double largest =
                    Math.max(1, Arrays.stream(exact).map(Math::abs).max().orElseThrow());
            for (int i = 0; i < z.length; i++) {
                assertThat(Math.abs(z[i] - exact[i]) / largest).isLessThan(AGREEMENT);
            }
        }
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int k = 0; k < wide.length; k++) {
            wide[k] = values[k];
        }
        return wide;
    }
}
