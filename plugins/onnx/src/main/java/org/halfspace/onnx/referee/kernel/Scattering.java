package org.halfspace.onnx.referee.kernel;

import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;
import org.halfspace.onnx.referee.array.ShapeException;

/** Operators that write elements to places that are data: the gathers' transposes. Differentiated where they write or add. */
final class Scattering {
    private Scattering() {}

    /** ScatterElements, and Scatter as it was called before operator set 11. */
    static Result scatterElements(Call call) {
        Array x = call.input(0);
        Array indices = call.input(1);
        int axis = call.axis(0, x.rank());
        return scatter(call, x, Gathering.elements(x.shape(), indices, axis), call.input(2));
    }

    /** ScatterND. */
    static Result scatterNd(Call call) {
        Array x = call.input(0);
        return scatter(call, x, Gathering.slices(x.shape(), call.input(1), 0), call.input(2));
    }

    /** MaxUnpool: writes to places that the indices of a MaxPool name, flat over the whole tensor. */
    static Result maxUnpool(Call call) {
        Array x = call.input(0);
        int[] shape = call.has(2) ? Shape.ofLongs(call.input(2).integers()) : unpooled(call, x);
        long[] indices = call.input(1).integers();
        int[] places = new int[x.size()];
        int size = Shape.size(shape);
        for (int i = 0; i < places.length; i++) {
            places[i] = Gathering.index(indices[i], size);
        }
        return scatter(call, Array.of(call.zeros(shape), shape), places, x, Indices.NONE, 0);
    }

    private static int[] unpooled(Call call, Array x) {
        int[] shape = x.shape();
        long[] kernel = call.node().intsAttribute("kernel_shape").orElse(new long[0]);
        long[] strides = call.node().intsAttribute("strides").orElse(new long[0]);
        long[] pads = call.node().intsAttribute("pads").orElse(new long[0]);
        for (int axis = 0; axis < kernel.length && axis + 2 < shape.length; axis++) {
            long stride = axis < strides.length ? strides[axis] : 1;
            long pad = pads.length == 0 ? 0 : pads[axis] + pads[kernel.length + axis];
            shape[axis + 2] = Math.toIntExact(
                    Math.addExact(Math.multiplyExact(stride, shape[axis + 2] - 1L), kernel[axis] - pad));
        }
        return shape;
    }

    private static Result scatter(Call call, Array x, int[] places, Array updates) {
        return scatter(call, x, places, updates, 0, 2);
    }

    private static Result scatter(Call call, Array x, int[] places, Array updates, int target, int source) {
        if (updates.size() != places.length) {
            throw new ShapeException(places.length + " updates", updates.toString());
        }
        String reduction = call.text("reduction", "none");
        if (!x.isReal()) {
            return Result.constant(whole(call, x, places, updates, reduction));
        }
        double[] from = updates.reals();
        double[] y = x.reals().clone();
        for (int i = 0; i < places.length; i++) {
            int p = places[i];
            y[p] = switch (reduction) {
                case "none" -> from[i];
                case "add" -> y[p] + from[i];
                case "mul" -> y[p] * from[i];
                case "max" -> Math.max(y[p], from[i]);
                case "min" -> Math.min(y[p], from[i]);
                default -> throw call.unsupported("reduction", reduction);
            };
        }
        boolean adds = reduction.equals("add");
        if (!adds && !reduction.equals("none") && (call.wants(0) || call.wants(1) || call.wants(2))) {
            throw call.problem("the double-precision referee does not differentiate this reduction")
                    .expected("none or add")
                    .found(reduction);
        }
        return Result.of(Array.of(y, x.shape()), cotangent -> back(cotangent, places, adds, target, source));
    }

    private static double[][] back(double[] cotangent, int[] places, boolean adds, int target, int source) {
        double[] kept = cotangent.clone();
        double[] written = new double[places.length];
        // Backwards, so that of two writes to one place the last one counts.
        for (int i = places.length - 1; i >= 0; i--) {
            written[i] = kept[places[i]];
            if (!adds) {
                kept[places[i]] = 0;
            }
        }
        double[][] back = new double[3][];
        back[source] = written;
        if (target != Indices.NONE) {
            back[target] = kept;
        }
        return back;
    }

    private static Array whole(Call call, Array x, int[] places, Array updates, String reduction) {
        long[] from = updates.integers();
        long[] y = x.integers().clone();
        for (int i = 0; i < places.length; i++) {
            int p = places[i];
            y[p] = switch (reduction) {
                case "none" -> from[i];
                case "add" -> y[p] + from[i];
                case "mul" -> y[p] * from[i];
                case "max" -> Math.max(y[p], from[i]);
                case "min" -> Math.min(y[p], from[i]);
                default -> throw call.unsupported("reduction", reduction);
            };
        }
        return Array.integers(x.type(), y, x.shape());
    }
}
