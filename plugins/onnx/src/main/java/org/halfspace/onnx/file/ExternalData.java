package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.halfspace.onnx.graph.MalformedGraphException;
import org.halfspace.spi.InputException;

/**
 * Tensors that lie in files beside the model. A file is read only if its real path, with every link followed, is inside the
 * model's folder. Not thread-safe.
 */
final class ExternalData {
    private final Path folder;

    /** @param folder the model's folder */
    ExternalData(Path folder) {
        this.folder = folder;
    }

    /**
     * Maps the bytes of a tensor.
     *
     * @param expected how many bytes the tensor's sizes ask for
     */
    ByteBuffer read(TensorProto tensor, long expected) {
        Map<String, String> keys = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            keys.put(entry.getKey(), entry.getValue());
        }
        String name = "tensor \"" + tensor.getName() + "\"";
        Path file = locate(name, keys.getOrDefault("location", ""));
        long offset = number(name, keys, "offset", 0);
        long length = number(name, keys, "length", expected);
        if (length != expected) {
            throw new MalformedGraphException(
                    name + " needs " + expected + " bytes and says that it has " + length + " in another file");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (offset < 0 || offset > channel.size() - length) {
                throw new InputException("a file of weights is too short")
                        .where(file)
                        .expected(length + " bytes from byte " + offset + " on, for " + name)
                        .found(channel.size() + " bytes")
                        .hint("copy the file again, from beside the original model");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
        } catch (IOException e) {
            throw new InputException("a file of weights cannot be read", e)
                    .where(file)
                    .found(e.getMessage());
        }
    }

    private Path locate(String name, String location) {
        Path inside;
        try {
            inside = Path.of(location);
        } catch (InvalidPathException e) {
            throw refused(name, location, "the name is not a path", e);
        }
        if (location.isEmpty() || inside.isAbsolute() || inside.normalize().startsWith("..")) {
            throw refused(name, location, "the path leaves the model's folder", null);
        }
        Path file = folder.resolve(inside);
        if (!Files.isRegularFile(file)) {
            throw new InputException("a file of weights is missing")
                    .where(file)
                    .expected("the data of " + name)
                    .found("no such file")
                    .hint("large models keep their weights in files beside the .onnx file; copy them too");
        }
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw refused(name, location, "a link leads out of the model's folder", null);
            }
            return real;
        } catch (IOException e) {
            throw refused(name, location, e.getMessage(), e);
        }
    }

    private InputException refused(String name, String location, String reason, Throwable cause) {
        return new InputException("the model asks for a file that it may not read", cause)
                .where(name + " is in \"" + location + "\"")
                .expected("a file inside the model's folder " + folder)
                .found(reason)
                .hint("do not trust this model; export it again with its data beside it");
    }

    private static long number(String name, Map<String, String> keys, String key, long otherwise) {
        String text = keys.get(key);
        try {
            return text == null ? otherwise : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new MalformedGraphException(name + " gives \"" + text + "\" as the " + key + " of its external data");
        }
    }
}
