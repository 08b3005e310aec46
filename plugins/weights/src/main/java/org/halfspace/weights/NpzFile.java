package org.halfspace.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;

/** The arrays of a .npz archive. */
final class NpzFile implements TensorFile {
    private final NumpyArchive archive;
    private final Map<String, Optional<List<Integer>>> shapes = new LinkedHashMap<>();

    NpzFile(Path file) throws IOException {
        this.archive = NumpyArchive.open(file);
        for (String name : archive.names()) {
            shapes.put(name, readableShape(name));
        }
    }

    /** Names of classes and the like, which are no numbers, do no harm as long as nobody asks for them. */
    private Optional<List<Integer>> readableShape(String name) throws IOException {
        try {
            return archive.shape(name);
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    @Override
    public String format() {
        return "npz";
    }

    @Override
    public Map<String, Optional<List<Integer>>> shapes() {
        return shapes;
    }

    @Override
    public NumpyArray read(String name) throws IOException {
        return archive.read(name).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
