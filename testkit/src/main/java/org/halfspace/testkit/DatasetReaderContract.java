package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.model.FeatureMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every reader of samples has to keep, as tests. A subclass gives the reader and a small good file, or a folder. */
public abstract class DatasetReaderContract {
    private static final float UNTOUCHED = -12345;

    @TempDir
    private Path folder;

    /** The reader. */
    protected abstract DatasetReader reader();

    /** A good file or folder with at least two samples. */
    protected abstract Path file();

    /** The file of its labels, where they are in one of their own. */
    protected Optional<Path> labels() {
        return Optional.empty();
    }

    /** How many samples it has. */
    protected abstract int size();

    /** The shape of one of them, channels first. */
    protected abstract List<Integer> shape();

    /** How it is to be read; every option at its default unless overridden. */
    protected DataOptions options() {
        return DataOptions.defaults();
    }

    /** The shape that the model takes, for formats that hold bare numbers. */
    protected List<Integer> modelShape() {
        return shape();
    }

    /**
     * Lengths, in bytes, to which a copy of the file is cut and must then be refused. Override it where the format allows a file
     * to end early, as text does between two lines.
     */
    protected List<Integer> damagingLengths() throws IOException {
        return Files.isDirectory(file()) ? List.of() : ForeignFiles.usualLengths(file());
    }

    @Test
    void hasAName() {
        Finding.requireNone(FormatLaws.name(reader().name()));
    }

    @Test
    void recognisesItsOwnFile() {
        assertThat(reader().recognises(FileProbe.of(file()))).isTrue();
    }

    @Test
    void recognisesNoForeignFile() throws IOException {
        Finding.requireNone(FormatLaws.foreign(reader(), folder));
    }

    @Test
    void givesTheSamplesOfTheFile() throws IOException {
        Dataset data = read(file(), options());
        assertThat(data.name()).isNotBlank();
        assertThat(data.size()).isEqualTo(size());
        assertThat(data.shape()).isEqualTo(shape());
        for (int i = 0; i < data.size(); i++) {
            for (float pixel : sample(data, i)) {
                assertThat(pixel).as("a pixel of sample " + i).isFinite();
            }
            assertThat(data.label(i)).as("label of sample " + i).isGreaterThanOrEqualTo(-1);
        }
    }

    @Test
    void writesASampleToItsPlaceAndNowhereElse() throws IOException {
        Dataset data = read(file(), options());
        int n = data.sampleSize();
        float[] expected = new float[3 * n];
        Arrays.fill(expected, UNTOUCHED);
        System.arraycopy(sample(data, 1), 0, expected, n, n);
        FloatBuffer buffer = FeatureMap.allocate(3 * n);
        for (int k = 0; k < 3 * n; k++) {
            buffer.put(k, UNTOUCHED);
        }
        buffer.position(1);

        data.read(1, buffer, n);

        assertThat(buffer.position()).as("the buffer's position").isEqualTo(1);
        float[] found = new float[3 * n];
        buffer.get(0, found);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void manyThreadsGetTheSame() throws Exception {
        Dataset data = read(file(), options());
        float[][] expected = all(data);
        for (float[][] found : Concurrently.call(() -> all(data))) {
            assertThat(Arrays.deepEquals(found, expected)).isTrue();
        }
    }

    @Test
    void aSecondReadIsEqual() throws IOException {
        assertThat(Arrays.deepEquals(all(read(file(), options())), all(read(file(), options()))))
                .isTrue();
    }

    @Test
    void readsOnlyTheFirstSamplesWhereThatIsAskedFor() throws IOException {
        DataOptions all = options();
        Dataset first = read(file(), new DataOptions(all.dataFormat(), all.dataLayout(), all.dataScale(), 1));
        assertThat(first.size()).isEqualTo(1);
        assertThat(sample(first, 0)).isEqualTo(sample(read(file(), all), 0));
    }

    @Test
    void aDamagedFileIsBadInput() throws IOException {
        List<Integer> lengths = damagingLengths();
        Map<Integer, Path> copies = lengths.isEmpty() ? Map.of() : ForeignFiles.truncated(file(), lengths, folder);
        copies.forEach((length, copy) -> assertThatThrownBy(
                        () -> all(read(copy, options())), ForeignFiles.ACCEPTED, length, file().getFileName())
                .isInstanceOf(InputException.class));
    }

    private Dataset read(Path path, DataOptions how) throws IOException {
        return reader().read(new DatasetReader.Request(path, labels(), how, modelShape()));
    }

    private static float[][] all(Dataset data) {
        float[][] samples = new float[data.size()][];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(data, i);
        }
        return samples;
    }

    private static float[] sample(Dataset data, int index) {
        float[] pixels = new float[data.sampleSize()];
        data.read(index, FloatBuffer.wrap(pixels), 0);
        return pixels;
    }
}
