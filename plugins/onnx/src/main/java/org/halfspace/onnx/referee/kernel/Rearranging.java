package org.halfspace.onnx.referee.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/** Operators that move elements by a rule of the node's own: each is an index map. */
final class Rearranging {
    private Rearranging() {}

    /** Transpose; without {@code perm}, the axes in reverse. */
    static Result transpose(Call call) {
        Array x = call.input(0);
        int[] order = call.node()
                .intsAttribute("perm")
                .map(perm -> Shape.axes(perm, x.rank()))
                .orElseGet(() -> reversed(x.rank()));
        if (order.length != x.rank() || Arrays.stream(order).distinct().count() != x.rank()) {
            throw call.problem("no permutation of the axes")
                    .expected(x.rank() + " different axes")
                    .found(Arrays.toString(order));
        }
        return transposed(call, x, order);
    }

    private static int[] reversed(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, axis -> rank - 1 - axis);
        return order;
    }

    private static Result transposed(Call call, Array x, int... order) {
        int[] shape = Arrays.stream(order).map(x::dim).toArray();
        call.room(shape);
        return Selection.of(call, x, Indices.transposition(x.shape(), order), shape);
    }

    /** Transposes an array that is seen with more axes than it has, and gives the result yet another shape. */
    private static Result regrouped(Call call, Array x, int[] seen, int[] order, int... shape) {
        Result result = transposed(call, x.reshaped(seen), order);
        return new Result(List.of(result.output().reshaped(shape)), result.pullback());
    }

    /** DepthToSpace. */
    static Result depthToSpace(Call call) {
        Array x = call.input(0);
        int block = block(call);
        int n = x.dim(0);
        int depth = x.dim(1) / (block * block);
        int height = x.dim(2);
        int width = x.dim(3);
        int[] shape = {n, depth, Math.multiplyExact(height, block), Math.multiplyExact(width, block)};
        return switch (call.text("mode", "DCR")) {
            case "DCR" ->
                regrouped(
                        call,
                        x,
                        new int[] {n, block, block, depth, height, width},
                        new int[] {0, 3, 4, 1, 5, 2},
                        shape);
            case "CRD" ->
                regrouped(
                        call,
                        x,
                        new int[] {n, depth, block, block, height, width},
                        new int[] {0, 1, 4, 2, 5, 3},
                        shape);
            default -> throw call.unsupported("mode", call.text("mode", ""));
        };
    }

    /** SpaceToDepth. */
    static Result spaceToDepth(Call call) {
        Array x = call.input(0);
        int block = block(call);
        int height = x.dim(2) / block;
        int width = x.dim(3) / block;
        return regrouped(
                call,
                x,
                new int[] {x.dim(0), x.dim(1), height, block, width, block},
                new int[] {0, 3, 5, 1, 2, 4},
                x.dim(0),
                Math.multiplyExact(x.dim(1), block * block),
                height,
                width);
    }

    private static int block(Call call) {
        long block = call.integer("blocksize", 0);
        if (block < 1 || block > 1 << 15) {
            throw call.problem("no block size")
                    .expected("a size from 1 to 32768")
                    .found(block);
        }
        return (int) block;
    }

    /** Expand: broadcasts to a shape, which itself broadcasts to the input's. */
    static Result expand(Call call) {
        Array x = call.input(0);
        int[] shape = Shape.broadcast(x.shape(), Shape.ofLongs(call.input(1).integers()));
        call.room(shape);
        int[] map = Indices.broadcast(x.shape(), shape);
        return map == null ? Result.alias(x) : Selection.of(call, x, map, shape);
    }

    /** Tile: repeats along every axis. */
    static Result tile(Call call) {
        Array x = call.input(0);
        int[] repeats = Shape.ofLongs(call.input(1).integers());
        if (repeats.length != x.rank()) {
            throw call.problem("the repeats do not fit")
                    .expected(x.rank() + " numbers")
                    .found(repeats.length);
        }
        int[] shape = new int[x.rank()];
        Arrays.setAll(shape, axis -> Math.multiplyExact(x.dim(axis), repeats[axis]));
        call.room(shape);
        int[][] coordinates = new int[x.rank()][];
        for (int axis = 0; axis < x.rank(); axis++) {
            int size = x.dim(axis);
            coordinates[axis] = new int[shape[axis]];
            Arrays.setAll(coordinates[axis], i -> i % size);
        }
        return Selection.grid(call, x, coordinates);
    }

    /** Slice: attributes up to operator set 9, inputs from 10. */
    static Result slice(Call call) {
        Array x = call.input(0);
        long[] starts = required(call, 1, "starts");
        long[] ends = required(call, 2, "ends");
        long[] axes = call.integers(3, "axes").orElseGet(() -> Arrays.copyOf(counting(x.rank()), starts.length));
        long[] steps = call.optional(4).map(Array::integers).orElse(null);
        if (ends.length != starts.length || axes.length != starts.length) {
            throw call.problem("starts, ends and axes do not fit each other")
                    .expected(starts.length + " of each")
                    .found(ends.length + " ends and " + axes.length + " axes");
        }
        int[][] coordinates = Indices.all(x.shape());
        for (int k = 0; k < starts.length; k++) {
            int axis = Shape.axis(axes[k], x.rank());
            long step = steps == null ? 1 : steps[k];
            if (step == 0) {
                throw call.problem("a slice stands still")
                        .expected("steps other than 0")
                        .found(0);
            }
            coordinates[axis] = sliced(x.dim(axis), starts[k], ends[k], step);
        }
        return Selection.grid(call, x, coordinates);
    }

    private static long[] required(Call call, int index, String attribute) {
        return call.integers(index, attribute)
                .orElseThrow(() -> call.problem("an input is missing").expected(attribute));
    }

    private static long[] counting(int n) {
        return Shape.toLongs(Indices.range(n));
    }

    private static int[] sliced(int size, long start, long end, long step) {
        long lowest = step > 0 ? 0 : -1;
        long highest = step > 0 ? size : size - 1;
        long first = Math.min(Math.max(start < 0 ? start + size : start, 0), highest);
        long last = Math.min(Math.max(end < 0 ? end + size : end, lowest), highest);
        if (step > 0 ? first >= last : first <= last) {
            return new int[0];
        }
        long distance = Math.abs(last - first);
        long stride = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
        int[] coordinates = new int[(int) ((distance - 1) / stride + 1)];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = (int) (first + i * step);
        }
        return coordinates;
    }

    /** Trilu: what is on one side of a diagonal. */
    static Result trilu(Call call) {
        Array x = call.input(0);
        boolean upper = call.flag("upper", true);
        long diagonal = call.optional(1).map(Array::integer).orElse(0L);
        int rows = x.dim(x.rank() - 2);
        int columns = x.dim(x.rank() - 1);
        int[] indices = Indices.range(call.room(x.shape()));
        for (int i = 0; i < indices.length; i++) {
            long offset = (long) i % columns - i / columns % rows;
            if (upper ? offset < diagonal : offset > diagonal) {
                indices[i] = Indices.NONE;
            }
        }
        return Selection.of(call, x, indices, x.shape());
    }

    /** Concat along an axis. */
    static Result concat(Call call) {
        Array first = call.input(0);
        int axis = call.axis(1, first.rank());
        int[] shape = first.shape();
        long total = 0;
        for (int i = 0; i < call.arity(); i++) {
            int[] other = call.input(i).shape();
            total += other.length > axis ? other[axis] : 0;
            int[] expected = first.shape();
            if (other.length > axis) {
                expected[axis] = other[axis];
            }
            if (!Arrays.equals(expected, other)) {
                throw call.problem("the parts do not fit together")
                        .expected("sizes that differ on axis " + axis + " only, as " + first)
                        .found(call.input(i));
            }
        }
        shape[axis] = Math.toIntExact(total);
        int size = call.room(shape);
        boolean real = first.isReal();
        Object joined = real ? new double[size] : new long[size];
        int outer = Shape.product(shape, 0, axis);
        int row = outer == 0 ? 0 : size / outer;
        int[] lengths = new int[call.arity()];
        for (int i = 0, at = 0; i < lengths.length; at += lengths[i++]) {
            Array part = call.input(i);
            lengths[i] = outer == 0 ? 0 : part.size() / outer;
            copyRows(real ? part.reals() : part.integers(), lengths[i], 0, joined, row, at, lengths[i], outer);
        }
        Array output = real ? Array.of((double[]) joined, shape) : Array.integers(first.type(), (long[]) joined, shape);
        return Result.of(output, cotangent -> {
            double[][] back = new double[lengths.length][];
            for (int i = 0, at = 0; i < lengths.length; at += lengths[i++]) {
                back[i] = new double[lengths[i] * outer];
                copyRows(cotangent, row, at, back[i], lengths[i], 0, lengths[i], outer);
            }
            return back;
        });
    }

    private static void copyRows(
            Object from, int fromRow, int fromAt, Object to, int toRow, int toAt, int length, int rows) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, r * fromRow + fromAt, to, r * toRow + toAt, length);
        }
    }

    /** Split: sizes are an attribute up to operator set 12 and an input from 13; without them, equal parts. */
    static Result split(Call call) {
        Array x = call.input(0);
        int axis = call.axis(0, x.rank());
        int parts = Math.toIntExact(
                call.integer("num_outputs", call.node().outputs().size()));
        int whole = x.dim(axis);
        long[] sizes = call.integers(1, "split").orElseGet(() -> equalParts(call, whole, parts));
        if (Arrays.stream(sizes).sum() != whole || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
            throw call.problem("the parts do not add up")
                    .expected("sizes whose sum is " + whole)
                    .found(Arrays.toString(sizes));
        }
        List<Result> results = new ArrayList<>();
        int at = 0;
        for (long size : sizes) {
            int start = at;
            int[][] coordinates = Indices.all(x.shape());
            coordinates[axis] = new int[(int) size];
            Arrays.setAll(coordinates[axis], i -> start + i);
            results.add(Selection.grid(call, x, coordinates));
            at += (int) size;
        }
        return new Result(results.stream().map(Result::output).toList(), cotangents -> {
            double[] sum = new double[x.size()];
            for (int part = 0; part < cotangents.length; part++) {
                if (cotangents[part] != null) {
                    double[] back = results.get(part).pullback().apply(new double[][] {cotangents[part]})[0];
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += back[i];
                    }
                }
            }
            return new double[][] {sum};
        });
    }

    private static long[] equalParts(Call call, int whole, int parts) {
        if (parts < 1 || parts > Math.max(1, whole) || (call.opset() < 18 && whole % parts != 0)) {
            throw call.problem("the axis cannot be split")
                    .expected(parts + " equal parts")
                    .found("an axis of " + whole);
        }
        // From operator set 18 on, the last part may be smaller.
        long size = (whole + parts - 1L) / parts;
        long[] sizes = new long[parts];
        Arrays.fill(sizes, size);
        sizes[parts - 1] = whole - size * (parts - 1);
        return sizes;
    }
}
