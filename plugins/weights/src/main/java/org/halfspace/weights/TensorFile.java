package org.halfspace.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.model.InputSpec;

/** Named tensors in a file. Only those that are asked for are read. */
interface TensorFile extends Closeable {

    /** {@code "npy"}, {@code "npz"} or {@code "safetensors"}. */
    String format();

    /** The shapes of all tensors by name, in the file's order; empty for a tensor whose numbers cannot be read. */
    Map<String, Optional<List<Integer>>> shapes();

    /** Reads a tensor that is among {@link #shapes}. */
    NumpyArray read(String name) throws IOException;

    /** Whether a file begins as one of the three formats, or is called so. */
    static boolean recognises(FileProbe probe) {
        return NumpyArray.recognises(probe)
                || NumpyArchive.recognises(probe)
                || SafetensorsFile.recognises(probe)
                || probe.hasSuffix(".npy")
                || probe.hasSuffix(".npz")
                || probe.hasSuffix(".safetensors");
    }

    /** Opens a file, by its content, or by its name where the content is none of the three. */
    static TensorFile open(Path file) throws IOException {
        FileProbe probe = FileProbe.of(file);
        if (NumpyArray.recognises(probe)) {
            return new NpyFile(file);
        }
        if (NumpyArchive.recognises(probe)) {
            return new NpzFile(file);
        }
        if (SafetensorsFile.recognises(probe) || probe.hasSuffix(".safetensors")) {
            return SafetensorsFile.open(file);
        }
        return probe.hasSuffix(".npy") ? new NpyFile(file) : new NpzFile(file);
    }

    /** {@code W (20 x 2), b (20)}, for messages. */
    static String describe(Map<String, Optional<List<Integer>>> shapes) {
        int shown = 20;
        String list = shapes.entrySet().stream()
                .limit(shown)
                .map(tensor -> tensor.getKey() + " ("
                        + tensor.getValue().map(InputSpec::format).orElse("unreadable") + ")")
                .collect(Collectors.joining(", "));
        return shapes.size() > shown ? list + ", and " + (shapes.size() - shown) + " more" : list;
    }
}
