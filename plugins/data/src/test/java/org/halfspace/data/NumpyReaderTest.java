package org.halfspace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.halfspace.data.SampleFiles.labels;
import static org.halfspace.data.SampleFiles.layout;
import static org.halfspace.data.SampleFiles.limit;
import static org.halfspace.data.SampleFiles.request;
import static org.halfspace.data.SampleFiles.sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.DataOptions.DataLayout;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader.Request;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyReaderTest {
    @TempDir
    Path folder;

    private final NumpyReader reader = new NumpyReader();

    private Path npy(NumpyArray array) throws IOException {
        Path file = folder.resolve("x.npy");
        array.write(file);
        return file;
    }

    private Path npz(Object... namesAndArrays) throws IOException {
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < namesAndArrays.length; i += 2) {
            arrays.put((String) namesAndArrays[i], (NumpyArray) namesAndArrays[i + 1]);
        }
        Path file = folder.resolve("x.npz");
        NumpyArchive.write(file, arrays);
        return file;
    }

    private static NumpyArray counting(Integer... shape) {
        int size = List.of(shape).stream().reduce(1, Math::multiplyExact);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = i;
        }
        return NumpyArray.of(List.of(shape), values);
    }

    private List<Integer> shapeOf(DataOptions options, List<Integer> model, Integer... array) throws IOException {
        Request request = new Request(npy(counting(array)), Optional.empty(), options, model);
        return reader.read(request).shape();
    }

    @Test
    void floatsStayAsTheyAre() throws IOException {
        Dataset data = reader.read(request(npy(NumpyArray.of(List.of(2, 2), 1f, 200, 3, 4))));
        assertThat(data.shape()).containsExactly(2);
        assertThat(sample(data, 0)).containsExactly(1, 200);
        assertThat(sample(data, 1)).containsExactly(3, 4);
    }

    @Test
    void bytesAndWholeNumbersThatWereBytesAreScaled() throws IOException {
        NumpyArray bytes = NumpyArray.wrap(NumpyType.UINT8, List.of(1, 2), ByteBuffer.wrap(new byte[] {1, (byte) 255}));
        assertThat(sample(reader.read(request(npy(bytes))), 0)).containsExactly(1 / 255f, 1);
        assertThat(sample(reader.read(request(npy(NumpyArray.of(List.of(1, 2), 51L, 255)))), 0))
                .containsExactly(51 / 255f, 1);
        assertThat(sample(reader.read(request(npy(NumpyArray.of(List.of(1, 2), 0L, 1)))), 0))
                .containsExactly(0, 1);
        assertThat(sample(reader.read(request(npy(NumpyArray.of(List.of(1, 2), -1, 300)))), 0))
                .containsExactly(-1, 300);
    }

    @Test
    void theChannelsAxisIsFoundByItsSize() throws IOException {
        DataOptions defaults = DataOptions.defaults();
        assertThat(shapeOf(defaults, List.of(), 2, 3, 4, 5)).containsExactly(3, 4, 5);
        assertThat(shapeOf(defaults, List.of(), 2, 5, 6, 3)).containsExactly(3, 5, 6);
        assertThat(shapeOf(defaults, List.of(), 2, 5, 6)).containsExactly(1, 5, 6);
        assertThat(shapeOf(defaults, List.of(), 2, 7, 8, 9)).containsExactly(7, 8, 9);
    }

    @Test
    void whereBothAxesCouldBeChannelsTheOptionDecides() throws IOException {
        assertThat(shapeOf(layout(DataLayout.CHW), List.of(), 2, 3, 6, 3)).containsExactly(3, 6, 3);
        assertThat(shapeOf(layout(DataLayout.HWC), List.of(), 2, 3, 6, 1)).containsExactly(1, 3, 6);
        assertThat(shapeOf(layout(DataLayout.HWC), List.of(), 2, 3, 6, 3)).containsExactly(3, 3, 6);
        assertThat(shapeOf(layout(DataLayout.HWC), List.of(), 2, 7, 8, 9)).containsExactly(9, 7, 8);
    }

    @Test
    void theModelDecidesBeforeTheOption() throws IOException {
        assertThat(shapeOf(layout(DataLayout.CHW), List.of(9, 7, 8), 2, 7, 8, 9))
                .containsExactly(9, 7, 8);
        assertThat(shapeOf(layout(DataLayout.HWC), List.of(3, 4, 5), 2, 3, 4, 5))
                .containsExactly(3, 4, 5);
    }

    @Test
    void aVectorTakesTheModelsShapeWhereItFits() throws IOException {
        assertThat(shapeOf(DataOptions.defaults(), List.of(1, 2, 3), 2, 6)).containsExactly(1, 2, 3);
        assertThat(shapeOf(DataOptions.defaults(), List.of(1, 2, 4), 2, 6)).containsExactly(6);
    }

    @Test
    void interleavedImagesAreMovedToPlanes() throws IOException {
        Dataset data = reader.read(request(npy(counting(2, 2, 1, 3))));
        assertThat(sample(data, 1)).containsExactly(6, 9, 7, 10, 8, 11);
    }

    @Test
    void archivesAreReadByTheUsualNames() throws IOException {
        NumpyArray x = counting(2, 3);
        NumpyArray y = NumpyArray.of(List.of(2), 4L, 5);
        for (String[] names : new String[][] {
            {"x", "y"},
            {"X", "Y"},
            {"images", "labels"},
            {"data", "targets"},
            {"features", "labels"},
            {"inputs", "y"},
            {"arr_0", "arr_1"},
            {"x_test", "y_test"}
        }) {
            Dataset data = reader.read(request(npz(names[1], y, names[0], x)));
            assertThat(labels(data)).containsExactly(4, 5);
            assertThat(sample(data, 1)).containsExactly(3, 4, 5);
        }
        assertThat(labels(reader.read(request(npz("x", x))))).containsExactly(-1, -1);
    }

    @Test
    void anArchiveWithoutSamplesListsItsNames() throws IOException {
        assertBad(request(npz("W", counting(2, 3), "b", counting(2))), "no samples in the archive", "W, b");
    }

    @Test
    void oneHotLabelsAreRead() throws IOException {
        NumpyArray y = NumpyArray.of(List.of(2, 3), 0f, 0, 1, 0, 1, 0);
        assertThat(labels(reader.read(request(npz("x", counting(2, 3), "y", y)))))
                .containsExactly(2, 1);
    }

    @Test
    void labelsMayBeInAFileOfTheirOwn() throws IOException {
        Path y = folder.resolve("y.npy");
        NumpyArray.of(List.of(2), 1f, 0).write(y);
        Request request = new Request(npy(counting(2, 3)), Optional.of(y), DataOptions.defaults(), List.of());
        assertThat(labels(reader.read(request))).containsExactly(1, 0);
    }

    @Test
    void anotherNumberOfLabelsIsBadInput() throws IOException {
        NumpyArray y = NumpyArray.of(List.of(3), 4L, 5, 6);
        assertBad(request(npz("x", counting(2, 3), "y", y)), "labels do not fit", "\"y\" of ");
    }

    @Test
    void aLimitLeavesTheRestOut() throws IOException {
        NumpyArray y = NumpyArray.of(List.of(3), IntStream.range(4, 7).toArray());
        Dataset data = reader.read(request(npz("x", counting(3, 2), "y", y), limit(2)));
        assertThat(labels(data)).containsExactly(4, 5);
    }

    @Test
    void arraysThatAreNoSamplesAreBadInput() throws IOException {
        assertBad(request(npy(counting(5))), "one number per sample");
        assertBad(request(npy(NumpyArray.of(List.of(), 1.0))), "no sample", "a single number");
        assertBad(request(npy(counting(1, 2, 1, 2, 1))), "too many axes");
        assertBad(request(npy(NumpyArray.of(List.of(0, 4), new float[0]))), "no sample");
        assertBad(request(Files.writeString(folder.resolve("t.npz"), "1 2 3")), "not a NumPy .npz archive");
        assertBad(request(Files.createFile(folder.resolve("e.npy"))), "an empty file");
    }

    private void assertBad(Request request, String... messages) {
        assertThatThrownBy(() -> reader.read(request))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(messages);
    }
}
