package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;
import org.halfspace.onnx.referee.array.ShapeException;

/** Operators that pick elements by indices that are data. */
final class Gathering {
    private Gathering() {}

    /** Gather: whole slices along an axis. */
    static Result gather(Call call) {
        Array x = call.input(0);
        Array indices = call.input(1);
        int axis = call.axis(0, x.rank());
        int[] shape = joined(
                Arrays.copyOf(x.shape(), axis), indices.shape(), Arrays.copyOfRange(x.shape(), axis + 1, x.rank()));
        call.room(shape);
        int[][] coordinates = {
            Indices.range(Shape.product(x.shape(), 0, axis)),
            Arrays.stream(indices.integers())
                    .mapToInt(index -> index(index, x.dim(axis)))
                    .toArray(),
            Indices.range(Shape.product(x.shape(), axis + 1, x.rank()))
        };
        int inner = coordinates[2].length;
        int[] strides = {x.dim(axis) * inner, inner, 1};
        return Selection.of(call, x, Indices.grid(coordinates, strides), shape);
    }

    /** GatherElements: along an axis, for every element its own index. */
    static Result gatherElements(Call call) {
        Array x = call.input(0);
        int axis = call.axis(0, x.rank());
        Array indices = call.input(1);
        return Selection.of(call, x, elements(x.shape(), indices, axis), indices.shape());
    }

    /** For every index of an array of indices, the flat place in a target whose coordinate along an axis it exchanges. */
    static int[] elements(int[] target, Array indices, int axis) {
        if (indices.rank() != target.length) {
            throw new ShapeException("indices with " + target.length + " axes", indices.toString());
        }
        int[] strides = Shape.strides(target);
        int[][] coordinates = Indices.all(indices.shape());
        for (int other = 0; other < target.length; other++) {
            if (other != axis && indices.dim(other) > target[other]) {
                throw new ShapeException("indices within " + Shape.text(target), indices.toString());
            }
        }
        int[] steps = strides.clone();
        steps[axis] = 0;
        int[] places = Indices.grid(coordinates, steps);
        long[] values = indices.integers();
        for (int i = 0; i < places.length; i++) {
            places[i] += strides[axis] * index(values[i], target[axis]);
        }
        return places;
    }

    /** GatherND: every row of the indices names a slice. */
    static Result gatherNd(Call call) {
        Array x = call.input(0);
        Array indices = call.input(1);
        int batch = Math.toIntExact(call.integer("batch_dims", 0));
        if (batch < 0 || batch >= Math.min(x.rank(), indices.rank())) {
            throw call.problem("no number of batch axes")
                    .expected("0 and more, fewer than the axes of data and indices")
                    .found(batch);
        }
        int depth = indices.dim(indices.rank() - 1);
        int[] shape = joined(
                Arrays.copyOf(indices.shape(), indices.rank() - 1),
                new int[0],
                Arrays.copyOfRange(x.shape(), Math.min(batch + depth, x.rank()), x.rank()));
        call.room(shape);
        return Selection.of(call, x, slices(x.shape(), indices, batch), shape);
    }

    /** For every element of the slices that rows of indices name, its flat place in an array of shape {@code target}. */
    static int[] slices(int[] target, Array indices, int batch) {
        int depth = indices.dim(indices.rank() - 1);
        if (batch + depth > target.length) {
            throw new ShapeException("indices of at most " + (target.length - batch) + " axes", indices.toString());
        }
        int[] strides = Shape.strides(target);
        int slice = Shape.product(target, batch + depth, target.length);
        int rows = Shape.product(indices.shape(), 0, indices.rank() - 1);
        int perBatch = rows / Math.max(1, Shape.product(indices.shape(), 0, batch));
        int batchStride = Shape.product(target, batch, target.length);
        int[] places = new int[Shape.size(rows, slice)];
        long[] values = indices.integers();
        for (int row = 0; row < rows; row++) {
            int base = perBatch == 0 ? 0 : row / perBatch * batchStride;
            for (int k = 0; k < depth; k++) {
                base += strides[batch + k] * index(values[row * depth + k], target[batch + k]);
            }
            for (int i = 0; i < slice; i++) {
                places[row * slice + i] = base + i;
            }
        }
        return places;
    }

    /** TopK: the greatest (or smallest) along an axis, the first of equals first; their places are constants. */
    static Result topK(Call call) {
        Array x = call.input(0);
        int axis = call.axis(-1, x.rank());
        long wanted = call.opset() < 10 ? call.integer("k", 0) : call.input(1).integer();
        int length = x.dim(axis);
        if (wanted < 0 || wanted > length) {
            throw call.problem("there are not so many")
                    .expected("at most " + length)
                    .found(wanted);
        }
        int k = (int) wanted;
        int[] shape = x.shape();
        shape[axis] = k;
        int inner = Shape.product(x.shape(), axis + 1, x.rank());
        int outer = Shape.product(x.shape(), 0, axis);
        int[] places = new int[call.room(shape)];
        long[] positions = call.integerZeros(shape);
        double[] values = x.reals();
        boolean largest = call.flag("largest", true);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int base = o * length * inner + i;
                Comparator<Integer> order = Comparator.comparingDouble(place -> values[base + place * inner]);
                Integer[] sorted = new Integer[length];
                Arrays.setAll(sorted, place -> place);
                Arrays.sort(sorted, largest ? order.reversed() : order);
                for (int rank = 0; rank < k; rank++) {
                    int at = (o * k + rank) * inner + i;
                    places[at] = base + sorted[rank] * inner;
                    positions[at] = sorted[rank];
                }
            }
        }
        Result selected = Selection.of(call, x, places, shape);
        return new Result(
                List.of(selected.output(), Array.integers(positions, shape)),
                cotangents -> cotangents[0] == null
                        ? new double[1][]
                        : selected.pullback().apply(cotangents));
    }

    static int index(long index, int size) {
        if (index < -size || index >= size) {
            throw new ShapeException("an index from " + -size + " to " + (size - 1), String.valueOf(index));
        }
        return (int) (index < 0 ? index + size : index);
    }

    private static int[] joined(int[] first, int[] second, int[] third) {
        int[] all = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }
}
