package org.halfspace.onnx.referee.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;

/** Operators that keep the elements in order and give them other sizes, and those that keep them as they are. */
final class Shaping {
    private Shaping() {}

    /** Reshape: 0 copies a size of the input (unless {@code allowzero}), -1 is what is left over. */
    static Result reshape(Call call) {
        Array x = call.input(0);
        long[] wanted = call.input(1).integers();
        boolean copies = !call.flag("allowzero", false);
        long[] sizes = wanted.clone();
        int open = -1;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == 0 && copies && axis < x.rank()) {
                sizes[axis] = x.dim(axis);
            } else if (sizes[axis] == -1) {
                open = axis;
                sizes[axis] = 1;
            }
        }
        if (open >= 0) {
            int others = Shape.size(Shape.ofLongs(sizes));
            if (others == 0 || x.size() % others != 0) {
                throw call.problem("the shape does not fit")
                        .expected("a shape of " + x.size() + " elements")
                        .found(Arrays.toString(wanted));
            }
            sizes[open] = x.size() / others;
        }
        return Result.alias(x.reshaped(Shape.ofLongs(sizes)));
    }

    /** Flatten: the axes before {@code axis} become one, the others another. */
    static Result flatten(Call call) {
        Array x = call.input(0);
        long given = call.integer("axis", 1);
        int axis = given == x.rank() ? x.rank() : Shape.axis(given, x.rank());
        int rows = Shape.product(x.shape(), 0, axis);
        int columns = Shape.product(x.shape(), axis, x.rank());
        return Result.alias(x.reshaped(rows, columns));
    }

    /** Squeeze: the axes are an attribute up to operator set 12 and an input from 13; without them, all of size 1. */
    static Result squeeze(Call call) {
        Array x = call.input(0);
        boolean[] gone = new boolean[x.rank()];
        long[] axes = call.integers(1, "axes").orElse(null);
        for (int axis = 0; axis < x.rank(); axis++) {
            gone[axis] = axes == null && x.dim(axis) == 1;
        }
        if (axes != null) {
            gone = Shape.mask(Shape.axes(axes, x.rank()), x.rank());
        }
        List<Integer> kept = new ArrayList<>();
        for (int axis = 0; axis < x.rank(); axis++) {
            if (!gone[axis]) {
                kept.add(x.dim(axis));
            }
        }
        return Result.alias(x.reshaped(ints(kept)));
    }

    /** Unsqueeze: the axes count in the result's shape; an attribute up to operator set 12, an input from 13. */
    static Result unsqueeze(Call call) {
        Array x = call.input(0);
        long[] axes = call.integers(1, "axes")
                .orElseThrow(() -> call.problem("the axes are missing").expected("axes"));
        int rank = x.rank() + axes.length;
        boolean[] added = Shape.mask(Shape.axes(axes, rank), rank);
        int[] shape = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = added[axis] ? 1 : x.dim(next++);
        }
        return Result.alias(x.reshaped(shape));
    }

    /** Identity and its like. */
    static Result identity(Call call) {
        return Result.alias(call.input(0));
    }

    /** Dropout as in inference: the identity, and a mask that keeps everything. */
    static Result dropout(Call call) {
        Array x = call.input(0);
        if (call.optional(2).map(Array::integer).orElse(0L) != 0) {
            throw call.unsupported("training_mode", true);
        }
        long[] mask = call.integerZeros(x.shape());
        Arrays.fill(mask, 1);
        return new Result(List.of(x, Array.booleans(mask, x.shape())), cotangents -> new double[][] {cotangents[0]});
    }

    /** Cast between floating-point types is the identity here; to integers it cuts off, to truth values it asks for zero. */
    static Result cast(Call call) {
        return cast(call, call.type("to"));
    }

    /** Cast to the type of another input. */
    static Result castLike(Call call) {
        return cast(call, call.input(1).type());
    }

    private static Result cast(Call call, ElementType type) {
        Array x = call.input(0);
        if (type.isFloating()) {
            return x.isReal() ? Result.alias(x) : Result.constant(Array.of(x.reals(), x.shape()));
        }
        long[] y = call.integerZeros(x.shape());
        for (int i = 0; i < y.length; i++) {
            if (type == ElementType.BOOL) {
                y[i] = (x.isReal() ? x.reals()[i] != 0 : x.integers()[i] != 0) ? 1 : 0;
            } else {
                y[i] = narrowed(x.isReal() ? (long) x.reals()[i] : x.integers()[i], type);
            }
        }
        return Result.constant(Array.integers(type, y, x.shape()));
    }

    private static long narrowed(long value, ElementType type) {
        return switch (type) {
            case INT8 -> (byte) value;
            case UINT8 -> value & 0xFF;
            case INT16 -> (short) value;
            case UINT16 -> value & 0xFFFF;
            case INT32 -> (int) value;
            case UINT32 -> value & 0xFFFFFFFFL;
            default -> value;
        };
    }

    static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
