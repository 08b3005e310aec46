package org.halfspace.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.ModelLoader.Request;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.spi.model.ModelOptions.WeightsLayout;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsLoaderTest {
    /** The fixtures' W, 3 features x 2 classes. */
    private static final double[] W = {-2.5, 0.5, -1.5, 1.5, -0.5, 2.5};

    @TempDir
    Path folder;

    private final WeightsLoader loader = new WeightsLoader();

    private Path fixture(String name) throws IOException {
        Path file = folder.resolve(name);
        try (var in = getClass().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private Path npz(Object... namesAndArrays) throws IOException {
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < namesAndArrays.length; i += 2) {
            arrays.put((String) namesAndArrays[i], (NumpyArray) namesAndArrays[i + 1]);
        }
        Path file = folder.resolve("head.npz");
        NumpyArchive.write(file, arrays);
        return file;
    }

    private static NumpyArray counting(Integer... shape) {
        double[] values = new double[List.of(shape).stream().reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return NumpyArray.of(List.of(shape), values);
    }

    private static ModelOptions options(String head, WeightsLayout layout) {
        ModelOptions d = ModelOptions.defaults();
        return new ModelOptions(
                1, List.of(), List.of(), d.layout(), d.bounds(), Optional.ofNullable(head), d.output(), "auto", layout);
    }

    private Classifier load(Path file) throws IOException {
        return load(file, ModelOptions.defaults());
    }

    private Classifier load(Path file, ModelOptions options) throws IOException {
        assertThat(loader.recognises(FileProbe.of(file))).isTrue();
        return loader.load(new Request(file, options, shape -> Optional.empty()));
    }

    @Test
    void anArchiveOfNumpyIsAHeadWithSamples() throws IOException {
        Classifier classifier = load(fixture("head.npz"));
        SoftmaxHead head = classifier.head();
        assertThat(head.hiddenSize()).isEqualTo(3);
        assertThat(head.classes()).isEqualTo(2);
        assertThat(head.weights().data).containsExactly(W);
        assertThat(head.bias()).containsExactly(0.5, -1);
        assertThat(head.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(head.domain()).isEqualTo(HiddenDomain.REAL);
        assertThat(head.logits(new double[] {1, 0, 2})).containsExactly(-2.5 - 1 + 0.5, 0.5 + 5 - 1);
        Dataset samples = classifier.samples().orElseThrow();
        assertThat(samples.size()).isEqualTo(2);
        assertThat(samples.shape()).containsExactly(3);
        assertThat(samples.label(0)).isEqualTo(1);
        FloatBuffer h = FloatBuffer.allocate(3);
        samples.read(1, h, 0);
        assertThat(h.array()).containsExactly(0, 1, 0);
        assertThat(classifier.description().format()).isEqualTo("npz");
        assertThat(classifier.description().parameters()).isEqualTo(8);
        assertThat(classifier.description().headNode()).isEqualTo("W");
    }

    @Test
    void hiddenVectorsAreTheInputsAndHaveNoBounds() throws IOException {
        Classifier classifier = load(fixture("head.npz"));
        assertThat(classifier.input().shape()).containsExactly(3);
        assertThat(classifier.input().lower()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(classifier.input().upper()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(classifier.features().apply(new float[] {1, -2, 3}, 1)).containsExactly(1, -2, 3);
        assertThat(classifier.tail()).isEmpty();
    }

    @Test
    void boundsAndDomainThatAreGivenAreTaken() throws IOException {
        ModelOptions d = ModelOptions.defaults();
        ModelOptions options = new ModelOptions(
                2,
                List.of(),
                List.of(),
                d.layout(),
                List.of(0.0, 6.0),
                d.head(),
                d.output(),
                "box:0,6",
                d.weightsLayout());
        Classifier classifier = load(fixture("head.npz"), options);
        assertThat(classifier.input().upper()).isEqualTo(6);
        assertThat(classifier.head().domain()).isEqualTo(new HiddenDomain(0, 6));
        assertThat(classifier.description().notes()).anyMatch(note -> note.contains("no network"));
    }

    @Test
    void anArrayOfItsOwnIsWWithoutABias() throws IOException {
        Classifier classifier = load(fixture("fortran.npy"));
        assertThat(classifier.head().weights().data).containsExactly(W);
        assertThat(classifier.head().bias()).containsExactly(0, 0);
        assertThat(classifier.description().notes())
                .anyMatch(note -> note.contains("no bias"))
                .anyMatch(note -> note.contains("classes x features, 2 x 3: assumed"));
        assertThat(classifier.description().format()).isEqualTo("npy");
    }

    @Test
    void aLayerOfAModelIsFoundByTheEndOfItsName() throws IOException {
        Classifier classifier = load(fixture("model.safetensors"));
        assertThat(classifier.head().weights().data).containsExactly(W);
        assertThat(classifier.head().bias()).containsExactly(0.5, -1);
        assertThat(classifier.description().headNode()).isEqualTo("model.classifier.weight");
        assertThat(classifier.description().format()).isEqualTo("safetensors");
        assertThat(classifier.description().notes()).anyMatch(note -> note.contains("by its name"));
    }

    @Test
    void everyPrecisionOfSafetensorsIsReadAndReported() throws IOException {
        Path file = fixture("model.safetensors");
        for (Map.Entry<String, Precision> tensor : Map.of(
                        "half", Precision.FLOAT16, "brain", Precision.BFLOAT16, "double", Precision.FLOAT64)
                .entrySet()) {
            SoftmaxHead head =
                    load(file, options(tensor.getKey(), WeightsLayout.AUTO)).head();
            assertThat(head.weights().data).containsExactly(W);
            assertThat(head.precision()).isEqualTo(tensor.getValue());
        }
        assertBad(file, options("eight", WeightsLayout.AUTO), "type of a tensor", "F8_E4M3");
    }

    @Test
    void headNamesATensorOrItsLayer() throws IOException {
        Path file = fixture("model.safetensors");
        assertThat(load(file, options("features.0", WeightsLayout.AUTO)).head().classes())
                .isEqualTo(4);
        assertBad(file, options("nonsense", WeightsLayout.AUTO), "no such tensor", "model.classifier.bias (2)");
    }

    @Test
    void theUsualNamesAreKnown() throws IOException {
        for (String[] names : new String[][] {
            {"W", "b"},
            {"weight", "bias"},
            {"classifier.weight", "classifier.bias"},
            {"fc.weight", "fc.bias"},
            {"head.weight", "head.bias"},
            {"lm_head.weight", "lm_head.bias"},
            {"net.9.weight", "net.9.bias"},
            {"arr_0", "arr_1"},
            {"my.fc.weight", "my.fc.bias"},
            {"kernel", "bias"}
        }) {
            Classifier classifier = load(npz(names[0], counting(2, 3), names[1], counting(2)));
            assertThat(classifier.head().bias()).as(names[0]).containsExactly(0, 1);
            assertThat(classifier.head().weights())
                    .satisfies(w -> assertThat(w.get(2, 1)).isEqualTo(5));
        }
    }

    @Test
    void theBiasDecidesTheOrientation() throws IOException {
        Classifier classifier = load(npz("W", counting(2, 3), "b", counting(3)));
        assertThat(classifier.head().classes()).isEqualTo(3);
        assertThat(classifier.head().weights().data).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(classifier.description().notes())
                .anyMatch(note -> note.contains("features x classes, 2 x 3: the bias has 3 numbers"));
    }

    @Test
    void theOptionDecidesBeforeTheBias() throws IOException {
        NumpyArray square = counting(2, 2);
        Path file = npz("W", square, "b", counting(2));
        assertThat(load(file).head().weights().data).containsExactly(0, 2, 1, 3);
        assertThat(load(file).description().notes()).anyMatch(note -> note.contains("assumed"));
        Classifier forced = load(file, options(null, WeightsLayout.FEATURES_BY_CLASSES));
        assertThat(forced.head().weights().data).containsExactly(0, 1, 2, 3);
        assertBad(
                npz("W", counting(2, 3), "b", counting(3)),
                options(null, WeightsLayout.CLASSES_BY_FEATURES),
                "bias does not fit",
                "one per row");
    }

    @Test
    void aConvolutionOfOnePixelIsAMatrix() throws IOException {
        Classifier classifier = load(npz("classifier.weight", counting(2, 3, 1, 1)));
        assertThat(classifier.head().weights().data).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void largeMatricesAreTransposedWhole() throws IOException {
        SoftmaxHead head =
                load(npz("W", counting(130, 197), "b", counting(130))).head();
        DMatrixRMaj w = head.weights();
        for (int i = 0; i < 130; i++) {
            for (int k = 0; k < 197; k++) {
                assertThat(w.get(k, i)).isEqualTo(i * 197 + k);
            }
        }
    }

    @Test
    void whatIsNoHeadIsBadInput() throws IOException {
        assertBad(npz("W", counting(6)), "not a matrix", "\"W\" of ");
        assertBad(npz("W", counting(2, 3), "b", counting(5)), "bias does not fit", "a bias of 2 or 3", "5 numbers");
        assertBad(npz("W", counting(2, 3), "b", counting(2, 2)), "bias is not a vector");
        assertBad(npz("x", counting(6), "y", counting(2)), "no weights in the file", "x (6), y (2)");
        assertBad(npz("one", counting(2, 3), "two", counting(3, 2)), "several tensors", "one (2 x 3), two (3 x 2)");
        assertBad(npz("W", counting(1, 3)), "not a classifier's last layer");
        assertBad(npz("W", NumpyArray.of(List.of(2, 2), 1, 2, 3, Double.NaN)), "not a finite number");
        assertBad(npz("W", counting(2, 3), "features", counting(2, 4)), "hidden vectors do not fit", "samples x 3");
        assertBad(
                npz("W", counting(2, 3), "features", counting(2, 3), "labels", counting(3)),
                "labels do not fit",
                "\"labels\" of ");
        assertBad(fixture("pickled.npz"), "Python objects", "\"W\" of ");
    }

    @Test
    void filesOfSomethingElseAreBadInput() throws IOException {
        assertBad(Files.writeString(folder.resolve("a.npz"), "W = 1"), "not a NumPy .npz archive");
        assertBad(Files.writeString(folder.resolve("a.npy"), "W = 1"), "not a NumPy .npy file");
        assertBad(Files.writeString(folder.resolve("a.safetensors"), "W = 1 2 3"), "not a safetensors file");
        for (String name : List.of("e.npy", "e.npz", "e.safetensors")) {
            assertBad(Files.createFile(folder.resolve(name)), name);
        }
    }

    @Test
    void contentIsRecognisedWhateverTheName() throws IOException {
        for (String name : List.of("head.npz", "fortran.npy", "model.safetensors")) {
            Path file = Files.move(fixture(name), folder.resolve(name + ".dat"));
            assertThat(load(file).head().classes()).isEqualTo(2);
        }
        Path other = Files.write(folder.resolve("model.onnx"), new byte[] {8, 7, 18, 7, 'p', 'y', 't', 'o', 'r'});
        assertThat(loader.recognises(FileProbe.of(other))).isFalse();
        assertThat(loader.recognises(FileProbe.of(folder))).isFalse();
        assertThat(loader.recognises(FileProbe.of(
                        Files.write(folder.resolve("s"), ByteBuffer.allocate(64).array()))))
                .isFalse();
    }

    @Test
    void theHeadsOfTheZooHaveTheirShapes() throws IOException {
        Optional<Path> zoo = zoo();
        Assumptions.assumeTrue(zoo.isPresent(), "no folder shared/zoo beside the checkout");
        for (Map.Entry<String, int[]> expected : Map.of(
                        "gaussian-20x3-seed0.npz", new int[] {20, 3},
                        "gaussian-300x8-seed3.npz", new int[] {300, 8},
                        "gaussian-500x10-seed0.npz", new int[] {500, 10},
                        "normal-10000x4.npz", new int[] {10_000, 4},
                        "uniform-10000x2.npz", new int[] {10_000, 2})
                .entrySet()) {
            SoftmaxHead head =
                    load(zoo.get().resolve("heads").resolve(expected.getKey())).head();
            assertThat(new int[] {head.classes(), head.hiddenSize()}).containsExactly(expected.getValue());
            assertThat(head.precision()).isEqualTo(Precision.FLOAT64);
        }
    }

    private static Optional<Path> zoo() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path zoo = at.resolve("shared/zoo");
            if (Files.isDirectory(zoo)) {
                return Optional.of(zoo);
            }
        }
        return Optional.empty();
    }

    private void assertBad(Path file, String... messages) {
        assertBad(file, ModelOptions.defaults(), messages);
    }

    private void assertBad(Path file, ModelOptions options, String... messages) {
        assertThatThrownBy(() -> load(file, options))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(messages);
    }
}
