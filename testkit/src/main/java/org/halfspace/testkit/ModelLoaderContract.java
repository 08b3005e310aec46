package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every model loader has to keep, as tests. A subclass gives the loader and a small good file with what is in it. */
public abstract class ModelLoaderContract {
    /**
     * How far the output of a row may move with its batch, relative to the largest number of the row (or 1): float32 sums of up to
     * some ten thousand terms in another order, through some ten layers.
     */
    private static final float BATCH_ROUNDING = 1e-4f;

    private static final int BATCH = 5;

    @TempDir
    private Path folder;

    /** The loader. */
    protected abstract ModelLoader loader();

    /** A good file, of a size that a test can copy. */
    protected abstract Path file();

    /** l of the file's model. */
    protected abstract int hiddenSize();

    /** m of the file's model. */
    protected abstract int classes();

    /** How the file is to be read; every option at its default unless overridden. */
    protected ModelOptions options() {
        return ModelOptions.defaults();
    }

    /**
     * Lengths, in bytes, to which a copy of the file is cut and must then be refused. Override it where the format allows a file
     * to end early.
     */
    protected List<Integer> damagingLengths() throws IOException {
        return ForeignFiles.usualLengths(file());
    }

    @Test
    void hasAName() {
        Finding.requireNone(FormatLaws.name(loader().name()));
    }

    @Test
    void recognisesItsOwnFile() {
        assertThat(loader().recognises(FileProbe.of(file()))).isTrue();
    }

    @Test
    void recognisesNoForeignFile() throws IOException {
        Finding.requireNone(FormatLaws.foreign(loader(), folder));
        assertThat(loader().recognises(FileProbe.of(folder))).as("a folder").isFalse();
    }

    @Test
    void givesTheFeatureMapAndTheHeadOfTheFile() throws IOException {
        try (Classifier classifier = load(file())) {
            assertThat(classifier.head().hiddenSize()).as("l").isEqualTo(hiddenSize());
            assertThat(classifier.head().classes()).as("m").isEqualTo(classes());
            assertThat(classifier.input().lower()).isLessThan(classifier.input().upper());
            assertThat(classifier.description().file()).isEqualTo(file());
            assertThat(classifier.description().format()).isNotBlank();
            float[] hidden = classifier.features().apply(pixels(classifier, BATCH), BATCH);
            for (int row = 0; row < BATCH; row++) {
                double[] h = row(hidden, row, hiddenSize());
                assertThat(classifier.head().domain().contains(h))
                        .as("g(x) lies in the domain " + classifier.head().domain())
                        .isTrue();
            }
        }
    }

    @Test
    void batchesEqualSingleRows() throws IOException {
        try (Classifier classifier = load(file())) {
            FeatureMap g = classifier.features();
            float[] pixels = pixels(classifier, BATCH);
            float[] together = g.apply(pixels, BATCH);
            for (int row = 0; row < BATCH; row++) {
                float[] one = Arrays.copyOfRange(pixels, row * g.inputSize(), (row + 1) * g.inputSize());
                assertClose(
                        "row " + row,
                        g.apply(one, 1),
                        Arrays.copyOfRange(together, row * g.outputSize(), (row + 1) * g.outputSize()));
            }
        }
    }

    @Test
    void manyThreadsGetTheSame() throws Exception {
        try (Classifier classifier = load(file())) {
            float[] pixels = pixels(classifier, BATCH);
            float[] expected = classifier.features().apply(pixels, BATCH);
            for (float[] found : Concurrently.call(() -> classifier.features().apply(pixels, BATCH))) {
                assertClose("all rows", expected, found);
            }
        }
    }

    @Test
    void everyLoadGivesAClassifierOfItsOwn() throws IOException {
        Classifier first = load(file());
        try (Classifier second = load(file())) {
            assertThat(second).isNotSameAs(first);
            float[] pixels = pixels(second, 1);
            float[] expected = first.features().apply(pixels, 1);
            first.close();
            assertClose(
                    "after the other one is closed", expected, second.features().apply(pixels, 1));
        }
    }

    @Test
    void aDamagedFileIsBadInput() throws IOException {
        Map<Integer, Path> copies = ForeignFiles.truncated(file(), damagingLengths(), folder);
        copies.forEach((length, copy) -> assertThatThrownBy(
                        () -> load(copy).close(), ForeignFiles.ACCEPTED, length, file().getFileName())
                .isInstanceOf(InputException.class));
    }

    private Classifier load(Path path) throws IOException {
        return loader().load(new ModelLoader.Request(path, options(), shape -> Optional.empty()));
    }

    /** Uniform pixels within the model's bounds, or within [-1, 1] where it has none. */
    private static float[] pixels(Classifier classifier, int count) {
        InputSpec input = classifier.input();
        double lower = Double.isInfinite(input.lower()) ? -1 : input.lower();
        double upper = Double.isInfinite(input.upper()) ? lower + 2 : input.upper();
        Random random = new Random(1);
        float[] pixels = new float[count * input.size()];
        for (int k = 0; k < pixels.length; k++) {
            pixels[k] = (float) (lower + (upper - lower) * random.nextDouble());
        }
        return pixels;
    }

    private static double[] row(float[] all, int row, int size) {
        double[] one = new double[size];
        for (int k = 0; k < size; k++) {
            one[k] = all[row * size + k];
        }
        return one;
    }

    private static void assertClose(String what, float[] expected, float[] found) {
        float scale = 1;
        for (float value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(found).as(what).hasSameSizeAs(expected);
        for (int k = 0; k < found.length; k++) {
            assertThat(found[k]).as(what + ", number " + k).isCloseTo(expected[k], within(BATCH_ROUNDING * scale));
        }
    }
}
