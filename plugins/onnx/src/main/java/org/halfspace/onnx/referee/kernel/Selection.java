package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/** Makes an array of elements of another, named by an index map; backward adds the cotangents up where they came from. */
final class Selection {
    private Selection() {}

    /**
     * Selects.
     *
     * @param source where elements are taken from
     * @param indices which, for every element of the result; {@link Indices#NONE} for a zero
     * @param shape the sizes of the result
     */
    static Result of(Call call, Array source, int[] indices, int... shape) {
        return of(call, source, indices, Array.scalar(0), shape);
    }

    /**
     * Selects.
     *
     * @param fill stands where no element does; a constant as far as derivatives go
     */
    static Result of(Call call, Array source, int[] indices, Array fill, int... shape) {
        if (!source.isReal()) {
            long[] from = source.integers();
            long[] taken = call.integerZeros(shape);
            for (int i = 0; i < taken.length; i++) {
                taken[i] = indices[i] == Indices.NONE ? whole(fill) : from[indices[i]];
            }
            // Quantised values carry cotangents through the operators that move them.
            return Result.ofFirst(
                    Array.integers(source.type(), taken, shape),
                    cotangent -> Indices.sum(cotangent, indices, from.length));
        }
        double[] from = source.reals();
        double[] taken = call.zeros(shape);
        double filling = fill.real();
        for (int i = 0; i < taken.length; i++) {
            taken[i] = indices[i] == Indices.NONE ? filling : from[indices[i]];
        }
        return Result.ofFirst(Array.of(taken, shape), cotangent -> Indices.sum(cotangent, indices, from.length));
    }

    private static long whole(Array fill) {
        return fill.isReal() ? (long) fill.real() : fill.integer();
    }

    /** Selects along every axis on its own: axis k of the result takes the positions {@code coordinates[k]}. */
    static Result grid(Call call, Array source, int[][] coordinates) {
        return grid(call, source, coordinates, Array.scalar(0));
    }

    /** Selects along every axis on its own, with something else where a coordinate is {@link Indices#NONE}. */
    static Result grid(Call call, Array source, int[][] coordinates, Array fill) {
        int[] shape = Arrays.stream(coordinates).mapToInt(axis -> axis.length).toArray();
        call.room(shape);
        int[] strides = Shape.strides(source.shape());
        return of(call, source, Indices.grid(coordinates, strides), fill, shape);
    }
}
