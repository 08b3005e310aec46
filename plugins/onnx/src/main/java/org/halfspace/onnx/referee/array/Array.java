package org.halfspace.onnx.referee.array;

import java.util.Arrays;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Tensor;

/**
 * The value of a tensor: doubles for every floating-point type, 64-bit integers for every integer type and for truth values (0
 * and 1), in row-major order. Immutable and thread-safe as long as nobody writes into the arrays that it shares, which nobody
 * may.
 *
 * <p>A float16 or float32 tensor keeps its numbers exactly and loses its type: the referee computes the function that the graph
 * describes over the real numbers, not the rounding of one runtime.
 */
public final class Array {
    private final ElementType type;
    private final int[] shape;
    private final double[] reals;
    private final long[] integers;

    private Array(ElementType type, int[] shape, double[] reals, long[] integers) {
        this.type = type;
        this.shape = shape.clone();
        this.reals = reals;
        this.integers = integers;
        int length = reals != null ? reals.length : integers.length;
        if (Shape.size(shape) != length) {
            throw new ShapeException(length + " elements", "shape " + Shape.text(shape));
        }
    }

    /** Real numbers; the array is shared, not copied. */
    public static Array of(double[] values, int... shape) {
        return new Array(ElementType.DOUBLE, shape, values, null);
    }

    /** A real number of rank 0. */
    public static Array scalar(double value) {
        return of(new double[] {value});
    }

    /** 64-bit integers; the array is shared, not copied. */
    public static Array integers(long[] values, int... shape) {
        return new Array(ElementType.INT64, shape, null, values);
    }

    /** Truth values, 0 and 1; the array is shared, not copied. */
    public static Array booleans(long[] values, int... shape) {
        return new Array(ElementType.BOOL, shape, null, values);
    }

    /** Whole numbers of any integer type, or truth values; the array is shared, not copied. */
    public static Array integers(ElementType type, long[] values, int... shape) {
        if (type.isFloating()) {
            throw new IllegalArgumentException("expected an integer type, found " + type);
        }
        return new Array(type, shape, null, values);
    }

    /** The numbers of a constant. */
    public static Array of(Tensor tensor) {
        int[] shape = Shape.ofLongs(tensor.dims());
        return tensor.type().isFloating()
                ? of(tensor.doubles(), shape)
                : integers(tensor.type(), tensor.longs(), shape);
    }

    /** {@code DOUBLE} for real numbers; otherwise the integer type or {@code BOOL}. */
    public ElementType type() {
        return type;
    }

    /** Whether these are real numbers. */
    public boolean isReal() {
        return reals != null;
    }

    /** The sizes, new. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many axes. */
    public int rank() {
        return shape.length;
    }

    /** The size of an axis. */
    public int dim(int axis) {
        return shape[axis];
    }

    /** How many elements. */
    public int size() {
        return reals != null ? reals.length : integers.length;
    }

    /** The elements as doubles: the shared array of real numbers, a new one of whole numbers. */
    public double[] reals() {
        return reals != null ? reals : Arrays.stream(integers).asDoubleStream().toArray();
    }

    /**
     * The elements as integers, shared.
     *
     * @throws ShapeException if these are real numbers
     */
    public long[] integers() {
        if (integers == null) {
            throw new ShapeException("whole numbers", "real numbers of shape " + Shape.text(shape));
        }
        return integers;
    }

    /** The only element, as a double. */
    public double real() {
        requireOne();
        return reals != null ? reals[0] : integers[0];
    }

    /** The only element, as an integer. */
    public long integer() {
        requireOne();
        return integers()[0];
    }

    private void requireOne() {
        if (size() != 1) {
            throw new ShapeException("one number", "shape " + Shape.text(shape));
        }
    }

    /** The same elements with other sizes; shares them. */
    public Array reshaped(int... sizes) {
        return new Array(type, sizes, reals, integers);
    }

    /** {@code DOUBLE 2 x 3}, for messages. */
    @Override
    public String toString() {
        return type + " " + Shape.text(shape);
    }
}
