package org.halfspace.spi.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.pf4j.ExtensionPoint;

/** Reads samples of one format. Thread-safe; built once per process. */
public interface DatasetReader extends ExtensionPoint {

    /** The format's name, unique among readers: {@code "idx"}. */
    String name();

    /** Whether this file looks like the reader's own, from its name and first bytes. Cheap, and never throws. */
    boolean recognises(FileProbe probe);

    /**
     * Reads samples.
     *
     * @throws InputException if the file is damaged, holds no sample, or does not fit its labels
     * @throws IOException if a file cannot be read
     */
    Dataset read(Request request) throws IOException;

    /**
     * What is to be read.
     *
     * @param file the file or folder of samples
     * @param labels the file of labels, where it is one of its own
     * @param options how to read it
     * @param sampleShape the shape that the model takes, channels first, for formats that hold bare numbers; empty where no
     *     model is known. A reader uses it only where the count of numbers fits
     */
    record Request(Path file, Optional<Path> labels, DataOptions options, List<Integer> sampleShape) {}
}
