package org.halfspace.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyType;
import org.halfspace.spi.model.InputSpec;

/**
 * The IDX format of the MNIST files: two zero bytes, the element type, the number of axes, the axes as big-endian int32, the
 * elements, big-endian in C order.
 */
final class IdxFile {
    /** Above this many bytes, what gzip made smaller than {@link #MAX_RATIO} allows is no data. */
    private static final long FREE_BYTES = 512L << 20;

    /** Deflate reaches 1032 on constant data; MNIST's images measure 5. */
    private static final long MAX_RATIO = 250;

    private IdxFile() {}

    /** The element type of a type byte; empty where IDX has none. */
    static Optional<NumpyType> type(byte code) {
        return switch (code) {
            case 0x08 -> Optional.of(NumpyType.UINT8);
            case 0x09 -> Optional.of(NumpyType.INT8);
            case 0x0B -> Optional.of(NumpyType.INT16);
            case 0x0C -> Optional.of(NumpyType.INT32);
            case 0x0D -> Optional.of(NumpyType.FLOAT32);
            case 0x0E -> Optional.of(NumpyType.FLOAT64);
            default -> Optional.empty();
        };
    }

    /**
     * Reads the first entries of a file, gzip or not.
     *
     * @param limit how many entries along the first axis at most; 0 for all
     * @throws InputException if it is not such a file, or ends too early
     */
    static NumpyArray read(Path file, int limit) throws IOException {
        return DataFile.read(file, in -> read(in, file, limit));
    }

    private static NumpyArray read(InputStream in, Path file, int limit) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0 || type(magic[2]).isEmpty() || magic[3] < 1) {
            throw new InputException("not an IDX file")
                    .where(file)
                    .expected("two zero bytes, a type (08 for bytes), the number of axes")
                    .found(hex(magic));
        }
        NumpyType type = type(magic[2]).orElseThrow();
        byte[] axes = in.readNBytes(4 * magic[3]);
        if (axes.length < 4 * magic[3]) {
            throw new InputException("the IDX file ends within its header")
                    .where(file)
                    .hint("the file is truncated; copy it again");
        }
        List<Integer> shape = new ArrayList<>();
        double bytes = type.bytes();
        ByteBuffer sizes = ByteBuffer.wrap(axes);
        while (sizes.hasRemaining()) {
            int length = sizes.getInt();
            if (length < 1) {
                throw new InputException("an axis of the IDX file is empty or too long")
                        .where(file)
                        .expected("from 1 to " + Integer.MAX_VALUE)
                        .found(Integer.toUnsignedLong(length));
            }
            shape.add(length);
            bytes *= length;
        }
        requireLength(bytes, axes.length + 4L, shape, file);
        boolean part = limit > 0 && limit < shape.get(0);
        if (part) {
            shape.set(0, limit);
        }
        NumpyArray array = NumpyArray.readElements(in, type, ByteOrder.BIG_ENDIAN, shape, file);
        // Going to the end makes gzip compare its checksum.
        if (!part && in.read() >= 0) {
            throw new InputException("there is more in the IDX file than its header says")
                    .where(file)
                    .expected(InputSpec.format(shape) + " elements")
                    .hint("the file is damaged; copy it again");
        }
        return array;
    }

    private static void requireLength(double elements, long header, List<Integer> shape, Path file) throws IOException {
        long size = Files.size(file);
        boolean compressed = isCompressed(file);
        boolean impossible =
                compressed ? elements > FREE_BYTES && elements / size > MAX_RATIO : header + elements != (double) size;
        if (impossible) {
            throw new InputException("the IDX file is not as long as its header says")
                    .where(file)
                    .expected(String.format("%.0f bytes, for %s", header + elements, InputSpec.format(shape)))
                    .found(size + (compressed ? " compressed bytes" : " bytes"))
                    .hint("the file is truncated or damaged; copy it again");
        }
    }

    private static boolean isCompressed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1F && in.read() == 0x8B;
        }
    }

    private static String hex(byte[] bytes) {
        List<String> parts = new ArrayList<>();
        for (byte b : bytes) {
            parts.add(String.format("%02X", b));
        }
        return bytes.length == 0 ? "nothing" : String.join(" ", parts);
    }
}
