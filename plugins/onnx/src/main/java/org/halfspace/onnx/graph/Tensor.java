package org.halfspace.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A constant tensor: element type, sizes, and little-endian bytes that stay where they were found (in the mapped file, for a
 * tensor of a file) until somebody asks for numbers. Immutable and thread-safe.
 */
public final class Tensor {
    private final ElementType type;
    private final long[] dims;
    private final Supplier<ByteBuffer> content;

    private Tensor(ElementType type, long[] dims, Supplier<ByteBuffer> content) {
        this.type = Objects.requireNonNull(type);
        this.dims = dims.clone();
        this.content = content;
        if (type.bytes() == 0) {
            throw new IllegalArgumentException("expected a type of fixed size, found " + type);
        }
        if (size(dims) < 0) {
            throw new IllegalArgumentException("expected a size below 2^31 elements, found " + Arrays.toString(dims));
        }
    }

    /** The product of sizes; -1 where one is negative or the product does not fit an int. */
    public static int size(long... dims) {
        long product = 1;
        for (long dim : dims) {
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                return -1;
            }
            product *= dim;
            if (product > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return (int) product;
    }

    /**
     * A tensor over bytes that are there already.
     *
     * @param bytes the elements, little-endian, from position to limit; shared, not copied
     * @throws IllegalArgumentException if their number does not fit the sizes
     */
    public static Tensor of(ElementType type, long[] dims, ByteBuffer bytes) {
        ByteBuffer view = bytes.slice().asReadOnlyBuffer();
        Tensor tensor = new Tensor(type, dims, () -> view);
        if (view.remaining() != (long) tensor.size() * type.bytes()) {
            throw new IllegalArgumentException("expected " + tensor.size() + " elements of " + type.bytes()
                    + " bytes, found " + view.remaining() + " bytes");
        }
        return tensor;
    }

    /**
     * A tensor whose bytes are made when they are asked for, each time.
     *
     * @param content gives the elements, little-endian, as many as the sizes say; asked from any thread
     */
    public static Tensor lazy(ElementType type, long[] dims, Supplier<ByteBuffer> content) {
        return new Tensor(type, dims, content);
    }

    /** A tensor of floats; the array is copied. */
    public static Tensor floats(float[] values, long... dims) {
        ByteBuffer bytes = allocate(values.length, Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return of(ElementType.FLOAT, dims, bytes);
    }

    /** A tensor of doubles; the array is copied. */
    public static Tensor doubles(double[] values, long... dims) {
        ByteBuffer bytes = allocate(values.length, Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return of(ElementType.DOUBLE, dims, bytes);
    }

    /** A tensor of 64-bit integers; the array is copied. */
    public static Tensor longs(long[] values, long... dims) {
        ByteBuffer bytes = allocate(values.length, Long.BYTES);
        bytes.asLongBuffer().put(values);
        return of(ElementType.INT64, dims, bytes);
    }

    /** A list of 64-bit integers, such as a shape. */
    public static Tensor shape(long... values) {
        return longs(values, values.length);
    }

    /** A float of rank 0. */
    public static Tensor scalar(float value) {
        return floats(new float[] {value});
    }

    /**
     * A tensor of any numeric type from doubles, rounded to the type.
     *
     * @param values as many as the sizes say
     */
    public static Tensor of(ElementType type, double[] values, long... dims) {
        ByteBuffer bytes = allocate(values.length, type.bytes());
        for (double value : values) {
            switch (type) {
                case FLOAT -> bytes.putFloat((float) value);
                case DOUBLE -> bytes.putDouble(value);
                case FLOAT16 -> bytes.putShort(Half.toFloat16((float) value));
                case BFLOAT16 -> bytes.putShort(Half.toBfloat16((float) value));
                case INT64, UINT64 -> bytes.putLong((long) value);
                case INT32, UINT32 -> bytes.putInt((int) (long) value);
                case INT16, UINT16 -> bytes.putShort((short) value);
                case INT8, UINT8 -> bytes.put((byte) (long) value);
                case BOOL -> bytes.put((byte) (value != 0 ? 1 : 0));
                default -> throw new IllegalArgumentException("expected a numeric type, found " + type);
            }
        }
        return of(type, dims, bytes.flip());
    }

    private static ByteBuffer allocate(int count, int bytes) {
        return ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The element type. */
    public ElementType type() {
        return type;
    }

    /** The sizes, new. */
    public long[] dims() {
        return dims.clone();
    }

    /** How many axes. */
    public int rank() {
        return dims.length;
    }

    /** The size of an axis. */
    public long dim(int axis) {
        return dims[axis];
    }

    /** How many elements. */
    public int size() {
        return size(dims);
    }

    /** The elements, little-endian, from position 0; read-only, not copied. */
    public ByteBuffer bytes() {
        return content.get().slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The same elements with other sizes. */
    public Tensor reshaped(long... sizes) {
        if (size(sizes) != size()) {
            throw new IllegalArgumentException(
                    "expected sizes of " + size() + " elements, found " + Arrays.toString(sizes));
        }
        return new Tensor(type, sizes, content);
    }

    /** All elements as doubles, exactly, but for 64-bit integers beyond 2^53; new. */
    public double[] doubles() {
        ByteBuffer bytes = bytes();
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(bytes, i);
        }
        return values;
    }

    /** All elements as floats, rounded where the type is wider; new. */
    public float[] floats() {
        float[] values = new float[size()];
        ByteBuffer bytes = bytes();
        if (type == ElementType.FLOAT) {
            bytes.asFloatBuffer().get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) read(bytes, i);
            }
        }
        return values;
    }

    /** All elements as 64-bit integers, fractions cut off; new. */
    public long[] longs() {
        long[] values = new long[size()];
        ByteBuffer bytes = bytes();
        if (type == ElementType.INT64 || type == ElementType.UINT64) {
            bytes.asLongBuffer().get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = (long) read(bytes, i);
            }
        }
        return values;
    }

    private double read(ByteBuffer bytes, int i) {
        return switch (type) {
            case FLOAT -> bytes.getFloat(i * 4);
            case DOUBLE -> bytes.getDouble(i * 8);
            case FLOAT16 -> Half.fromFloat16(bytes.getShort(i * 2));
            case BFLOAT16 -> Half.fromBfloat16(bytes.getShort(i * 2));
            case INT64, UINT64 -> bytes.getLong(i * 8);
            case INT32 -> bytes.getInt(i * 4);
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt(i * 4));
            case INT16 -> bytes.getShort(i * 2);
            case UINT16 -> Short.toUnsignedInt(bytes.getShort(i * 2));
            case INT8 -> bytes.get(i);
            case UINT8, BOOL -> Byte.toUnsignedInt(bytes.get(i));
            case STRING -> throw new IllegalStateException("strings are no numbers");
        };
    }

    /** {@code FLOAT 10 x 256}, for messages. */
    @Override
    public String toString() {
        return type + " " + List.of(Arrays.stream(dims).boxed().toArray());
    }
}
