package org.halfspace.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyArray;

/**
 * The tensors of a safetensors file: eight bytes with the header's length, the header, the bytes of the tensors. Tensors are
 * mapped into memory, so that one layer of a large model costs one layer.
 */
final class SafetensorsFile implements TensorFile {
    private static final int LENGTH_BYTES = 8;

    /** The limit of the format's own reference implementation. */
    private static final long MAX_HEADER = 100_000_000;

    private final Path file;
    private final long dataStart;
    private final Map<String, SafetensorsHeader.Tensor> tensors;

    private SafetensorsFile(Path file, long dataStart, Map<String, SafetensorsHeader.Tensor> tensors) {
        this.file = file;
        this.dataStart = dataStart;
        this.tensors = tensors;
    }

    /** Whether a file begins with a plausible length and an object. */
    static boolean recognises(FileProbe probe) {
        byte[] head = probe.head();
        if (head.length <= LENGTH_BYTES || head[LENGTH_BYTES] != '{') {
            return false;
        }
        long length = headerLength(head);
        return length >= 2 && length <= MAX_HEADER;
    }

    private static long headerLength(byte[] head) {
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /**
     * Reads the header.
     *
     * @throws InputException if it is damaged
     */
    static SafetensorsFile open(Path file) throws IOException {
        long size = Files.size(file);
        try (var in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(LENGTH_BYTES);
            long length = start.length < LENGTH_BYTES ? -1 : headerLength(start);
            if (length < 2 || length > MAX_HEADER || length > size - LENGTH_BYTES) {
                throw new InputException("not a safetensors file, or a damaged one")
                        .where(file)
                        .expected("eight bytes with the length of a header that fits into the file")
                        .found(
                                length < 0 || length > MAX_HEADER
                                        ? FileProbe.of(file).guess()
                                        : "a length of " + length + " in a file of " + size + " bytes");
            }
            byte[] json = in.readNBytes((int) length);
            long dataStart = LENGTH_BYTES + length;
            return new SafetensorsFile(file, dataStart, SafetensorsHeader.read(json, size - dataStart, file));
        }
    }

    @Override
    public String format() {
        return "safetensors";
    }

    @Override
    public Map<String, Optional<List<Integer>>> shapes() {
        Map<String, Optional<List<Integer>>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) ->
                shapes.put(name, tensor.type().isPresent() ? Optional.of(tensor.shape()) : Optional.empty()));
        return shapes;
    }

    @Override
    public NumpyArray read(String name) throws IOException {
        SafetensorsHeader.Tensor tensor = tensors.get(name);
        String where = "\"" + name + "\" of " + file;
        if (tensor.type().isEmpty()) {
            throw new InputException("the type of a tensor is not read here")
                    .where(where)
                    .expected("F64, F32, F16, BF16, or an integer type")
                    .found(tensor.typeName())
                    .hint("convert it to float32 first");
        }
        long length = tensor.end() - tensor.begin();
        if (length > Integer.MAX_VALUE) {
            throw new InputException("the tensor is too large")
                    .where(where)
                    .expected("at most 2 GiB")
                    .found(length + " bytes");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer data = channel.map(FileChannel.MapMode.READ_ONLY, dataStart + tensor.begin(), length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            return NumpyArray.wrap(tensor.type().get(), tensor.shape(), data);
        }
    }

    @Override
    public void close() {}
}
