package org.halfspace.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.DataOptions.DataLayout;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.data.DatasetReader.Request;

/** Small files of samples, and short ways to read them. */
final class SampleFiles {
    static final List<DatasetReader> READERS =
            List.of(new IdxReader(), new CsvReader(), new NumpyReader(), new CifarReader(), new ImageFolderReader());

    private SampleFiles() {}

    static Request request(Path file) {
        return request(file, DataOptions.defaults());
    }

    static Request request(Path file, DataOptions options, Integer... sampleShape) {
        return new Request(file, Optional.empty(), options, List.of(sampleShape));
    }

    static DataOptions layout(DataLayout layout) {
        return new DataOptions(Optional.empty(), layout, "auto", 0);
    }

    static DataOptions scale(String scale) {
        return new DataOptions(Optional.empty(), DataLayout.CHW, scale, 0);
    }

    static DataOptions limit(int limit) {
        return new DataOptions(Optional.empty(), DataLayout.CHW, "auto", limit);
    }

    static float[] sample(Dataset data, int index) {
        // An offset and a margin, so that a reader that ignores the one or passes the other is found out.
        FloatBuffer buffer = FloatBuffer.allocate(data.sampleSize() + 4);
        buffer.put(0, -7f).put(1, -7f).put(data.sampleSize() + 2, -7f).put(data.sampleSize() + 3, -7f);
        data.read(index, buffer, 2);
        if (buffer.get(0) != -7 || buffer.get(1) != -7 || buffer.get(data.sampleSize() + 2) != -7) {
            throw new AssertionError("written outside of the sample");
        }
        if (buffer.position() != 0) {
            throw new AssertionError("the buffer's position moved");
        }
        float[] sample = new float[data.sampleSize()];
        buffer.get(2, sample);
        return sample;
    }

    static int[] labels(Dataset data) {
        int[] labels = new int[data.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = data.label(i);
        }
        return labels;
    }

    /** An IDX file of bytes. */
    static byte[] idx(int[] shape, byte... values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
        file.put(new byte[] {0, 0, 8, (byte) shape.length});
        for (int length : shape) {
            file.putInt(length);
        }
        return file.put(values).array();
    }

    static Path gzip(Path file, byte[] content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
        return file;
    }

    /** Records of labels and 3 x 32 x 32 bytes; byte k of record i is (i + k) mod 256. */
    static byte[] cifar(int[]... labels) {
        ByteBuffer file = ByteBuffer.allocate(labels.length * (labels[0].length + 3072));
        for (int i = 0; i < labels.length; i++) {
            for (int label : labels[i]) {
                file.put((byte) label);
            }
            for (int k = 0; k < 3072; k++) {
                file.put((byte) (i + k));
            }
        }
        return file.array();
    }

    /** The zoo's folder beside a checkout; empty where there is none. */
    static Optional<Path> zoo() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path zoo = at.resolve("shared/zoo");
            if (Files.isDirectory(zoo)) {
                return Optional.of(zoo);
            }
        }
        return Optional.empty();
    }
}
