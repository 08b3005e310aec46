package org.halfspace.onnx.referee.array;

import java.util.Arrays;

/**
 * Maps from the elements of one array to those of another, as flat row-major indices. Whatever only moves elements (a
 * transposition, a slice, a broadcast, a pad) is such a map: forward reads through it, backward adds through it.
 */
public final class Indices {
    /** Stands for a place that comes from no element. */
    public static final int NONE = -1;

    /** Networks have up to about eight axes; a file that declares thousands must not exhaust the stack. */
    private static final int MOST_AXES = 64;

    private Indices() {}

    /**
     * The flat indices of a grid: element (i, j, ...) is {@code strides[0] * coordinates[0][i] + strides[1] *
     * coordinates[1][j] + ...}, or {@link #NONE} where one of the coordinates is.
     *
     * @param coordinates for every axis of the result, the coordinate in the source that each position stands for
     * @param strides for every axis of the result, how far apart neighbours in the source are
     */
    public static int[] grid(int[][] coordinates, int[] strides) {
        if (coordinates.length > MOST_AXES) {
            throw new ShapeException("at most " + MOST_AXES + " axes", String.valueOf(coordinates.length));
        }
        int[] shape = Arrays.stream(coordinates).mapToInt(axis -> axis.length).toArray();
        int[] indices = new int[Shape.size(shape)];
        if (indices.length > 0) {
            fill(indices, 0, coordinates, strides, 0, 0);
        }
        return indices;
    }

    private static int fill(int[] indices, int at, int[][] coordinates, int[] strides, int axis, int base) {
        if (axis == coordinates.length) {
            indices[at] = base;
            return at + 1;
        }
        int next = at;
        boolean last = axis == coordinates.length - 1;
        for (int coordinate : coordinates[axis]) {
            int index = base == NONE || coordinate == NONE ? NONE : base + strides[axis] * coordinate;
            if (last) {
                indices[next++] = index;
            } else {
                next = fill(indices, next, coordinates, strides, axis + 1, index);
            }
        }
        return next;
    }

    /** 0, 1, ..., n - 1. */
    public static int[] range(int n) {
        int[] range = new int[n];
        Arrays.setAll(range, i -> i);
        return range;
    }

    /** For every axis of a shape, all its coordinates: the grid of the array itself, to change some axes of. */
    public static int[][] all(int[] shape) {
        return Arrays.stream(shape).mapToObj(Indices::range).toArray(int[][]::new);
    }

    /**
     * For every element of an array of shape {@code to}, the element that broadcasting takes it from.
     *
     * @return null where that is the identity, so that the common case costs nothing
     */
    public static int[] broadcast(int[] from, int[] to) {
        if (Arrays.equals(from, to)) {
            return null;
        }
        int[] source = Shape.padded(from, to.length);
        int[][] coordinates = new int[to.length][];
        for (int axis = 0; axis < to.length; axis++) {
            coordinates[axis] = source[axis] == to[axis] ? range(to[axis]) : new int[to[axis]];
        }
        return grid(coordinates, Shape.strides(source));
    }

    /** The index map of the axes in a new order: axis k of the result is axis {@code order[k]} of the source. */
    public static int[] transposition(int[] shape, int[] order) {
        int[] strides = Shape.strides(shape);
        int[][] coordinates = new int[order.length][];
        int[] steps = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            coordinates[axis] = range(shape[order[axis]]);
            steps[axis] = strides[order[axis]];
        }
        return grid(coordinates, steps);
    }

    /** Sums what was broadcast: adds element i of {@code values} to element {@code map[i]} of a new array. */
    public static double[] sum(double[] values, int[] map, int size) {
        if (map == null) {
            return values;
        }
        double[] sums = new double[size];
        for (int i = 0; i < map.length; i++) {
            if (map[i] != NONE) {
                sums[map[i]] += values[i];
            }
        }
        return sums;
    }
}
