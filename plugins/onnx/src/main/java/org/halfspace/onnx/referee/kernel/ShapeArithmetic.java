package org.halfspace.onnx.referee.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/** Constants, and what a graph computes from shapes and indices: exact integers, no derivatives. */
final class ShapeArithmetic {
    private ShapeArithmetic() {}

    /** Shape, from operator set 15 on of a range of axes. */
    static Result shape(Call call) {
        Array x = call.input(0);
        int first = bounded(call.integer("start", 0), x.rank());
        int end = bounded(call.integer("end", x.rank()), x.rank());
        long[] sizes = Shape.toLongs(Arrays.copyOfRange(x.shape(), first, Math.max(first, end)));
        return Result.constant(Array.integers(sizes, sizes.length));
    }

    private static int bounded(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    /** Size. */
    static Result size(Call call) {
        return Result.constant(Array.integers(new long[] {call.input(0).size()}));
    }

    /** Constant, in all its forms that hold numbers. */
    static Result constant(Call call) {
        for (var attribute : call.node().attributes().entrySet()) {
            Attribute value = attribute.getValue();
            if (value instanceof Attribute.Constant tensor) {
                return Result.constant(Array.of(tensor.value()));
            } else if (value instanceof Attribute.Real real) {
                return Result.constant(Array.scalar(real.value()));
            } else if (value instanceof Attribute.Int whole) {
                return Result.constant(Array.integers(new long[] {whole.value()}));
            } else if (value instanceof Attribute.Reals reals) {
                return Result.constant(Array.of(Tensor.floats(reals.values(), reals.values().length)));
            } else if (value instanceof Attribute.Ints whole) {
                return Result.constant(Array.integers(whole.values(), whole.values().length));
            }
        }
        throw call.unsupported("value", call.node().attributes().keySet());
    }

    /** ConstantOfShape; without a value, zero. */
    static Result constantOfShape(Call call) {
        int[] shape = Shape.ofLongs(call.input(0).integers());
        Array value = call.node().tensorAttribute("value").map(Array::of).orElse(Array.scalar(0));
        if (value.isReal()) {
            double[] filled = call.zeros(shape);
            Arrays.fill(filled, value.real());
            return Result.constant(Array.of(filled, shape));
        }
        long[] filled = call.integerZeros(shape);
        Arrays.fill(filled, value.integer());
        return Result.constant(Array.integers(value.type(), filled, shape));
    }

    /** Range. */
    static Result range(Call call) {
        Array start = call.input(0);
        Array limit = call.input(1);
        Array step = call.input(2);
        double count = Math.max(0, Math.ceil((limit.real() - start.real()) / step.real()));
        if (!(count <= Integer.MAX_VALUE)) {
            throw call.problem("the range is too long")
                    .expected("fewer than 2^31 elements")
                    .found(count);
        }
        int n = (int) count;
        if (start.isReal()) {
            double[] values = call.zeros(n);
            Arrays.setAll(values, i -> start.real() + i * step.real());
            return Result.constant(Array.of(values, n));
        }
        long[] values = call.integerZeros(n);
        Arrays.setAll(values, i -> start.integer() + i * step.integer());
        return Result.constant(Array.integers(start.type(), values, n));
    }

    /** NonZero: one column for every element that is not zero, its coordinates. */
    static Result nonZero(Call call) {
        Array x = call.input(0);
        double[] values = x.reals();
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                found.add(i);
            }
        }
        int[] strides = Shape.strides(x.shape());
        long[] places = call.integerZeros(x.rank(), found.size());
        for (int axis = 0; axis < x.rank(); axis++) {
            for (int k = 0; k < found.size(); k++) {
                places[axis * found.size() + k] = found.get(k) / strides[axis] % x.dim(axis);
            }
        }
        return Result.constant(Array.integers(places, x.rank(), found.size()));
    }

    /** EyeLike: ones on a diagonal. */
    static Result eyeLike(Call call) {
        int[] shape = call.input(0).shape();
        long diagonal = call.integer("k", 0);
        double[] y = call.zeros(shape);
        for (int row = 0; row < shape[0]; row++) {
            long column = row + diagonal;
            if (column >= 0 && column < shape[1]) {
                y[row * shape[1] + (int) column] = 1;
            }
        }
        boolean real = call.node().attributes().containsKey("dtype")
                ? call.type("dtype").isFloating()
                : call.input(0).isReal();
        return Result.constant(
                real
                        ? Array.of(y, shape)
                        : Array.integers(
                                Arrays.stream(y).mapToLong(v -> (long) v).toArray(), shape));
    }

    /** OneHot: indices that are out of range give a row of the value for "off". */
    static Result oneHot(Call call) {
        Array indices = call.input(0);
        int depth = Shape.ofLongs((long) call.input(1).real())[0];
        Array values = call.input(2);
        int axis = Shape.axis(call.integer("axis", -1), indices.rank() + 1);
        int outer = Shape.product(indices.shape(), 0, axis);
        int inner = Shape.product(indices.shape(), axis, indices.rank());
        int[] shape = new int[indices.rank() + 1];
        for (int k = 0; k < shape.length; k++) {
            shape[k] = k == axis ? depth : indices.dim(k < axis ? k : k - 1);
        }
        int[] choices = new int[call.room(shape)];
        double[] places = indices.reals();
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double place = places[o * inner + i];
                double hot = place < 0 ? place + depth : place;
                if (hot >= 0 && hot < depth) {
                    choices[(o * depth + (int) hot) * inner + i] = 1;
                }
            }
        }
        Result chosen = Selection.of(call, values, choices, shape);
        return Result.of(chosen.output(), cotangent ->
                new double[][] {null, null, Indices.sum(cotangent, choices, values.size())});
    }

    /** CumSum along an axis. */
    static Result cumSum(Call call) {
        Array x = call.input(0);
        int axis = Shape.axis(call.input(1).integer(), x.rank());
        boolean exclusive = call.flag("exclusive", false);
        boolean reverse = call.flag("reverse", false);
        double[] y = cumulated(x.reals(), x.shape(), axis, exclusive, reverse);
        if (!x.isReal()) {
            long[] whole = Arrays.stream(y).mapToLong(value -> (long) value).toArray();
            return Result.constant(Array.integers(x.type(), whole, x.shape()));
        }
        return Result.ofFirst(
                Array.of(y, x.shape()), cotangent -> cumulated(cotangent, x.shape(), axis, exclusive, !reverse));
    }

    private static double[] cumulated(double[] x, int[] shape, int axis, boolean exclusive, boolean reverse) {
        int length = shape[axis];
        int inner = Shape.product(shape, axis + 1, shape.length);
        double[] y = new double[x.length];
        for (int line = 0; length > 0 && line < x.length / length; line++) {
            int base = line / inner * length * inner + line % inner;
            double sum = 0;
            for (int k = 0; k < length; k++) {
                int at = base + (reverse ? length - 1 - k : k) * inner;
                y[at] = exclusive ? sum : sum + x[at];
                sum += x[at];
            }
        }
        return y;
    }
}
