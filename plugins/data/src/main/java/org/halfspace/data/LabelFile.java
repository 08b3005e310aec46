package org.halfspace.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyLabels;

/** Labels in a file of their own: IDX, .npy, .npz, or text with one number per line. */
final class LabelFile {
    /** What an array of labels is called in an archive, whatever its case. */
    static final List<String> KEYS = List.of("y", "labels", "label", "targets", "target", "y_test");

    private LabelFile() {}

    /**
     * Reads labels.
     *
     * @param file the file; empty where there is none
     * @param samples how many samples there are, after the limit
     * @return one label per sample; an empty array where there is no file
     * @throws InputException if the labels cannot be read or do not fit the samples
     */
    static int[] read(Optional<Path> file, int samples, DataOptions options) throws IOException {
        return file.isEmpty() ? new int[0] : fit(array(file.get()), samples, options, file.get());
    }

    /**
     * Labels out of an array. Where only the first samples are read, labels of the others may follow.
     *
     * @param where the file, for messages
     */
    static int[] fit(NumpyArray array, int samples, DataOptions options, Object where) {
        int axis = array.shape().size() == 2 && array.shape().get(0) == 1 && samples > 1 ? 1 : 0;
        int entries = array.shape().isEmpty() ? 1 : array.shape().get(axis);
        boolean more = options.dataLimit() > 0 && entries > samples;
        return Arrays.copyOf(NumpyLabels.of(array, more ? entries : samples, where), samples);
    }

    private static NumpyArray array(Path file) throws IOException {
        Optional<DataFormat> format = DataFormat.of(FileProbe.of(file));
        if (format.equals(Optional.of(DataFormat.IDX))) {
            return IdxFile.read(file, 0);
        }
        if (format.equals(Optional.of(DataFormat.NUMPY))) {
            return numpy(file);
        }
        if (format.equals(Optional.of(DataFormat.FOLDER)) || format.equals(Optional.of(DataFormat.CIFAR))) {
            throw new InputException("not a file of labels")
                    .where(file)
                    .expected("IDX, .npy, .npz, or text with one number per line")
                    .found(FileProbe.of(file).guess());
        }
        NumberTable table = DataFile.read(file, in -> NumberTable.read(in, 0, file));
        return table.array(0, table.columns());
    }

    private static NumpyArray numpy(Path file) throws IOException {
        if (!FileProbe.of(file).startsWith("PK")) {
            return NumpyArray.read(file);
        }
        try (NumpyArchive archive = NumpyArchive.open(file)) {
            List<String> names = archive.names();
            String name = NumpyReader.find(names, KEYS)
                    .or(() -> names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty())
                    .orElseThrow(() -> new InputException("no labels in the archive")
                            .where(file)
                            .expected("an array of one of the names " + String.join(", ", KEYS))
                            .found(String.join(", ", names)));
            return archive.read(name).orElseThrow();
        }
    }
}
