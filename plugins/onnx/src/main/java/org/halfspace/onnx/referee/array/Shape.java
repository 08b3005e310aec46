package org.halfspace.onnx.referee.array;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Arithmetic on sizes and axes. Sizes come from files: every product is checked. */
public final class Shape {
    private Shape() {}

    /**
     * The product of sizes.
     *
     * @throws ShapeException if one is negative or the product does not fit an int
     */
    public static int size(int... shape) {
        return product(shape, 0, shape.length);
    }

    /** The product of the sizes of the axes from {@code first} to {@code end}, the latter excluded. */
    public static int product(int[] shape, int first, int end) {
        long product = 1;
        boolean empty = false;
        for (int axis = first; axis < end; axis++) {
            if (shape[axis] < 0) {
                throw new ShapeException("sizes of 0 and more", text(shape));
            }
            empty |= shape[axis] == 0;
            product = Math.min(product * Math.max(1, shape[axis]), 1L << 31);
        }
        if (empty) {
            return 0;
        }
        if (product > Integer.MAX_VALUE) {
            throw new ShapeException("fewer than 2^31 elements", "shape " + text(shape));
        }
        return (int) product;
    }

    /** How far apart, in a row-major array, neighbours along each axis are. */
    public static int[] strides(int... shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, shape[axis]);
        }
        return strides;
    }

    /** Sizes from 64-bit integers. */
    public static int[] ofLongs(long... sizes) {
        int[] shape = new int[sizes.length];
        for (int axis = 0; axis < shape.length; axis++) {
            if (sizes[axis] < 0 || sizes[axis] > Integer.MAX_VALUE) {
                throw new ShapeException("sizes from 0 to 2^31 - 1", Arrays.toString(sizes));
            }
            shape[axis] = (int) sizes[axis];
        }
        return shape;
    }

    /** Sizes as 64-bit integers. */
    public static long[] toLongs(int... shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    /**
     * An axis that may be counted from the end, as one that is counted from the start.
     *
     * @throws ShapeException if there is no such axis
     */
    public static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new ShapeException("an axis from " + -rank + " to " + (rank - 1), String.valueOf(axis));
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Several axes, counted from the start, in the order given. */
    public static int[] axes(long[] axes, int rank) {
        return Arrays.stream(axes).mapToInt(axis -> axis(axis, rank)).toArray();
    }

    /** Which axes are among some. */
    public static boolean[] mask(int[] axes, int rank) {
        boolean[] mask = new boolean[rank];
        for (int axis : axes) {
            mask[axis] = true;
        }
        return mask;
    }

    /**
     * The shape that several shapes broadcast to, by ONNX's (NumPy's) rule.
     *
     * @throws ShapeException if they do not
     */
    public static int[] broadcast(int[] first, int[] second) {
        int[] shape = new int[Math.max(first.length, second.length)];
        for (int axis = 0; axis < shape.length; axis++) {
            int a = fromEnd(first, shape.length - axis);
            int b = fromEnd(second, shape.length - axis);
            if (a != b && a != 1 && b != 1) {
                throw new ShapeException("shapes that broadcast", text(first) + " and " + text(second));
            }
            shape[axis] = a == 1 ? b : a;
        }
        return shape;
    }

    private static int fromEnd(int[] shape, int distance) {
        return distance <= shape.length ? shape[shape.length - distance] : 1;
    }

    /** A shape with ones put in front until it has this many axes. */
    public static int[] padded(int[] shape, int rank) {
        int[] padded = new int[rank];
        Arrays.fill(padded, 1);
        System.arraycopy(shape, 0, padded, rank - shape.length, shape.length);
        return padded;
    }

    /** {@code 2 x 3}, for messages. */
    public static String text(int... shape) {
        return shape.length == 0
                ? "scalar"
                : Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
    }
}
