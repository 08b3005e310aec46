package org.halfspace.onnx.referee.kernel;

import org.halfspace.onnx.referee.array.Shape;

/**
 * A linear map along one axis with few terms in each row: element i of the result is the sum of {@code weights[i][k]} times
 * element {@code sources[i][k]}.
 *
 * @param sources for each element of the result, where it looks
 * @param weights how much each counts
 */
record AxisFilter(int[][] sources, double[][] weights) {

    /** Applies the map along an axis of an array of this shape. */
    double[] apply(double[] x, int[] shape, int axis) {
        int inner = Shape.product(shape, axis + 1, shape.length);
        int outer = Shape.product(shape, 0, axis);
        int length = sources.length;
        double[] y = new double[Shape.size(outer, length, inner)];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < length; i++) {
                for (int k = 0; k < sources[i].length; k++) {
                    int from = (o * shape[axis] + sources[i][k]) * inner;
                    addRow(weights[i][k], x, from, y, (o * length + i) * inner, inner);
                }
            }
        }
        return y;
    }

    /** Applies the transposed map; {@code shape} is that of the argument of {@link #apply}. */
    double[] transposed(double[] y, int[] shape, int axis) {
        int inner = Shape.product(shape, axis + 1, shape.length);
        int outer = Shape.product(shape, 0, axis);
        int length = sources.length;
        double[] x = new double[Shape.size(shape)];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < length; i++) {
                for (int k = 0; k < sources[i].length; k++) {
                    int to = (o * shape[axis] + sources[i][k]) * inner;
                    addRow(weights[i][k], y, (o * length + i) * inner, x, to, inner);
                }
            }
        }
        return x;
    }

    private static void addRow(double weight, double[] from, int fromAt, double[] to, int toAt, int length) {
        for (int j = 0; j < length; j++) {
            to[toAt + j] += weight * from[fromAt + j];
        }
    }
}
