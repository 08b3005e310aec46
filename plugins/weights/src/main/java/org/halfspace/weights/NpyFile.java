package org.halfspace.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.data.NumpyArray;

/** One array without a name, which is W. */
final class NpyFile implements TensorFile {
    private final NumpyArray array;

    NpyFile(Path file) throws IOException {
        this.array = NumpyArray.read(file);
    }

    @Override
    public String format() {
        return "npy";
    }

    @Override
    public Map<String, Optional<List<Integer>>> shapes() {
        return Map.of("W", Optional.of(array.shape()));
    }

    @Override
    public NumpyArray read(String name) {
        return array;
    }

    @Override
    public void close() {}
}
