package org.halfspace.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;

/** Opens files of samples with the reader that they belong to. Immutable. */
public final class DataFiles {
    private final Collection<DatasetReader> readers;

    /** Opens files with these readers. */
    public DataFiles(Collection<DatasetReader> readers) {
        this.readers = List.copyOf(readers);
    }

    /**
     * Opens samples.
     *
     * @param argument {@code FILE} or {@code FILE,LABELS}
     * @param options how to read them
     * @param sampleShape the shape that the model takes, channels first; empty where no model is known
     * @throws InputException if the samples cannot be used
     */
    public Dataset open(String argument, DataOptions options, List<Integer> sampleShape) {
        Path file = Path.of(argument);
        Optional<Path> labels = Optional.empty();
        int comma = argument.lastIndexOf(',');
        if (comma > 0 && !Files.exists(file)) {
            file = Path.of(argument.substring(0, comma));
            labels = Optional.of(Path.of(argument.substring(comma + 1)));
        }
        FileProbe probe = FileProbe.of(file);
        labels.ifPresent(FileProbe::of);
        Choice<DatasetReader> choice =
                new Choice<>("data format", readers, DatasetReader::name, one -> one.recognises(probe));
        DatasetReader reader = options.dataFormat()
                .map(name -> choice.named(name, "--data-format"))
                .orElseGet(() -> choice.of(probe, "--data-format"));
        try {
            return reader.read(new DatasetReader.Request(file, labels, options, sampleShape));
        } catch (IOException e) {
            throw new InputException("the data cannot be read", e).where(file).found(e.getMessage());
        }
    }
}
