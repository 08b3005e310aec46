package org.halfspace.spi.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;

/**
 * An array of numbers as NumPy's .npy files hold it: a shape, an element type, and the elements in the bytes that the file
 * has them in, held once. Elements are numbered in C order (the last axis changes fastest) whatever the file's own order.
 *
 * <p>Immutable and thread-safe, as long as nobody changes a buffer given to {@link #wrap}. At most 2 GiB.
 */
public final class NumpyArray {
    /** The first allocation for a stream whose length is not known; what more comes makes it grow. */
    private static final int FIRST_CHUNK = 1 << 20;

    private final NumpyType type;
    private final List<Integer> shape;
    private final int size;
    private final boolean fortran;
    private final ByteBuffer data;

    private NumpyArray(NumpyType type, List<Integer> shape, int size, boolean fortran, ByteBuffer data) {
        this.type = type;
        this.shape = shape;
        this.size = size;
        this.fortran = fortran;
        this.data = data;
    }

    /**
     * Looks at bytes as an array in C order.
     *
     * @param type the element type
     * @param shape the sizes of the axes; empty for a single number
     * @param data the elements, in the buffer's byte order, from its position to its limit; shared, not copied
     * @throws IllegalArgumentException if the bytes do not fit the shape
     */
    public static NumpyArray wrap(NumpyType type, List<Integer> shape, ByteBuffer data) {
        int size = NumpyHeader.count(shape);
        if ((long) size * type.bytes() != data.remaining()) {
            throw new IllegalArgumentException("expected " + (long) size * type.bytes() + " bytes for shape " + shape
                    + " of " + type + ", found " + data.remaining());
        }
        return new NumpyArray(
                type, List.copyOf(shape), size, false, data.slice().order(data.order()));
    }

    /** An array of float64 numbers in C order, copied. */
    public static NumpyArray of(List<Integer> shape, double... values) {
        ByteBuffer data = allocate(values.length, Double.BYTES);
        data.asDoubleBuffer().put(values);
        return wrap(NumpyType.FLOAT64, shape, data);
    }

    /** An array of float32 numbers in C order, copied. */
    public static NumpyArray of(List<Integer> shape, float... values) {
        ByteBuffer data = allocate(values.length, Float.BYTES);
        data.asFloatBuffer().put(values);
        return wrap(NumpyType.FLOAT32, shape, data);
    }

    /** An array of int32 numbers in C order, copied. */
    public static NumpyArray of(List<Integer> shape, int... values) {
        ByteBuffer data = allocate(values.length, Integer.BYTES);
        data.asIntBuffer().put(values);
        return wrap(NumpyType.INT32, shape, data);
    }

    /** An array of int64 numbers in C order, copied. */
    public static NumpyArray of(List<Integer> shape, long... values) {
        ByteBuffer data = allocate(values.length, Long.BYTES);
        data.asLongBuffer().put(values);
        return wrap(NumpyType.INT64, shape, data);
    }

    private static ByteBuffer allocate(int count, int bytes) {
        return ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether a file begins as a .npy file does. */
    public static boolean recognises(FileProbe probe) {
        return probe.startsWith(NumpyHeader.MAGIC);
    }

    /**
     * Reads a .npy file, format versions 1 to 3.
     *
     * @throws InputException if it is not such a file, is not exactly as long as it says, or holds what is not plain numbers
     * @throws IOException if the file cannot be read
     */
    public static NumpyArray read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, Files.size(file), file);
        }
    }

    /**
     * Reads an array and leaves the stream behind it. Memory grows with what arrives, not with what is declared.
     *
     * @param where what is read, for messages
     * @throws InputException if it is not such a file, ends too early, or holds what is not plain numbers
     */
    public static NumpyArray read(InputStream in, Object where) throws IOException {
        NumpyHeader header = NumpyHeader.read(in, where);
        return readElements(in, header, where);
    }

    /**
     * Reads elements in C order whose header was of another format. Memory grows with what arrives, not with the shape.
     *
     * @param shape the sizes of the axes, none negative
     * @param where what is read, for messages
     * @throws InputException if the stream ends too early, or the array is too large
     */
    public static NumpyArray readElements(
            InputStream in, NumpyType type, ByteOrder order, List<Integer> shape, Object where) throws IOException {
        NumpyHeader.requireSize(shape, type, where);
        int size = NumpyHeader.count(shape);
        return readElements(in, new NumpyHeader(type, order, false, List.copyOf(shape), size, 0), where);
    }

    /** Reads what follows a header; memory grows with what arrives. */
    static NumpyArray readElements(InputStream in, NumpyHeader header, Object where) throws IOException {
        return readElements(in, header, FIRST_CHUNK, where);
    }

    /**
     * Reads an array of which the whole length is known.
     *
     * @param length how many bytes there are, header included
     */
    private static NumpyArray read(InputStream in, long length, Object where) throws IOException {
        NumpyHeader header = NumpyHeader.read(in, where);
        long declared = header.length() + header.bytes();
        if (declared > length) {
            throw truncated(header, declared, length, where);
        }
        if (declared < length) {
            throw new InputException("there is more behind the array than its header says")
                    .where(where)
                    .expected(declared + " bytes, for shape " + header.shape() + " of " + header.type())
                    .found(length + " bytes")
                    .hint("if it holds several arrays, save each in a file of its own, or all as .npz");
        }
        return readElements(in, header, header.bytes(), where);
    }

    private static NumpyArray readElements(InputStream in, NumpyHeader header, long firstChunk, Object where)
            throws IOException {
        long available = Runtime.getRuntime().maxMemory();
        if (header.bytes() > available) {
            throw new InputException("the array does not fit into memory")
                    .where(where)
                    .expected("less than " + available + " bytes")
                    .found(header.bytes() + " bytes, for shape " + header.shape() + " of " + header.type())
                    .hint("give Java more memory (-Xmx), or save fewer samples or a smaller type");
        }
        int total = (int) header.bytes();
        byte[] bytes = new byte[(int) Math.min(total, firstChunk)];
        int filled = 0;
        while (true) {
            int count = in.readNBytes(bytes, filled, bytes.length - filled);
            filled += count;
            if (filled < bytes.length) {
                throw truncated(header, header.length() + header.bytes(), header.length() + (long) filled, where);
            }
            if (filled == total) {
                break;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(total, 2L * bytes.length));
        }
        ByteBuffer data = ByteBuffer.wrap(bytes).order(header.order());
        return new NumpyArray(header.type(), header.shape(), header.size(), header.fortran(), data);
    }

    private static InputException truncated(NumpyHeader header, long declared, long found, Object where) {
        return new InputException("the array is shorter than its header says")
                .where(where)
                .expected(declared + " bytes, for shape " + header.shape() + " of " + header.type())
                .found(found + " bytes")
                .hint("the file is truncated; copy it again");
    }

    /** The element type. */
    public NumpyType type() {
        return type;
    }

    /** The sizes of the axes; empty for a single number. */
    public List<Integer> shape() {
        return shape;
    }

    /** How many elements. */
    public int size() {
        return size;
    }

    /**
     * An element as a double; integers beyond 2^53 are rounded.
     *
     * @param index from 0 to {@link #size()} - 1, in C order
     */
    public double getDouble(int index) {
        return type.toDouble(data, position(index));
    }

    /** An element as a float, rounded to nearest. */
    public float getFloat(int index) {
        return (float) getDouble(index);
    }

    /** An element as a long, as a Java cast makes it: towards zero, to the nearest end of the range where it lies outside. */
    public long getLong(int index) {
        return type.toLong(data, position(index));
    }

    /** An element as an int, as a Java cast from double makes it. */
    public int getInt(int index) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, getLong(index)));
    }

    private int position(int index) {
        return (fortran ? fortranIndex(index) : index) * type.bytes();
    }

    private int fortranIndex(int index) {
        int rest = index;
        int stride = size;
        int position = 0;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            int length = shape.get(axis);
            stride /= length;
            position += rest % length * stride;
            rest /= length;
        }
        return position;
    }

    /** All elements in C order as doubles, new. */
    public double[] toDoubles() {
        double[] values = new double[size];
        if (type == NumpyType.FLOAT64 && !fortran) {
            data.slice().order(data.order()).asDoubleBuffer().get(values);
        } else {
            for (int i = 0; i < size; i++) {
                values[i] = getDouble(i);
            }
        }
        return values;
    }

    /** All elements in C order as floats, new. */
    public float[] toFloats() {
        float[] values = new float[size];
        if (type == NumpyType.FLOAT32 && !fortran) {
            data.slice().order(data.order()).asFloatBuffer().get(values);
        } else {
            for (int i = 0; i < size; i++) {
                values[i] = getFloat(i);
            }
        }
        return values;
    }

    /** Writes a .npy file: little-endian, C order, version 1.0. */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out);
        }
    }

    /**
     * Writes the array in the .npy format: little-endian, C order, version 1.0; bfloat16, which NumPy does not have, as
     * float32. The stream stays open.
     */
    public void write(OutputStream out) throws IOException {
        if (type == NumpyType.BFLOAT16) {
            of(shape, toFloats()).write(out);
            return;
        }
        out.write(NumpyHeader.format(type, shape));
        byte[] bytes = new byte[Math.min(size, FIRST_CHUNK / type.bytes()) * type.bytes()];
        ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            putElement(chunk, position(i));
            if (!chunk.hasRemaining() || i == size - 1) {
                out.write(bytes, 0, chunk.position());
                chunk.clear();
            }
        }
    }

    private void putElement(ByteBuffer target, int at) {
        switch (type.bytes()) {
            case 8 -> target.putLong(data.getLong(at));
            case 4 -> target.putInt(data.getInt(at));
            case 2 -> target.putShort(data.getShort(at));
            default -> target.put(data.get(at));
        }
    }

    /** Type and shape, for messages: {@code "float64 20 x 2"}. */
    @Override
    public String toString() {
        return NumpyArchive.describe(type, shape);
    }
}
