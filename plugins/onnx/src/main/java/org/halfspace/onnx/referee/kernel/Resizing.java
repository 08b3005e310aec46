package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/**
 * Resize and Upsample: interpolation along one axis after the other. Before operator set 11 coordinates are "asymmetric" and
 * the nearest element is the one in front (behind, where the image shrinks), as ONNX Runtime does it.
 */
final class Resizing {
    /** Keys' coefficient, by default. */
    private static final float CUBIC = -0.75f;

    private final Call call;
    private final String mode;
    private final String coordinates;
    private final String nearest;
    private final double[] roi;

    private Resizing(Call call) {
        this.call = call;
        boolean old = call.opset() < 11 || call.node().opType().equals("Upsample");
        mode = call.text("mode", "nearest");
        coordinates = old ? "asymmetric" : call.text("coordinate_transformation_mode", "half_pixel");
        nearest = old ? "simple" : call.text("nearest_mode", "round_prefer_floor");
        roi = coordinates.equals("tf_crop_and_resize") ? call.input(1).reals() : null;
    }

    /**
     * How one axis is resized.
     *
     * @param from its size
     * @param to its size in the result
     * @param numerator with the denominator, what a step of one in the result is in the input: a fraction, because the
     *     quotient's rounding would decide which neighbour is nearest
     * @param start where the region of interest begins
     * @param end where it ends
     */
    private record Axis(int from, int to, double numerator, double denominator, double start, double end) {
        boolean shrinks() {
            return numerator > denominator;
        }

        boolean isIdentity() {
            return from == to && numerator == denominator;
        }
    }

    static Result resize(Call call) {
        if (call.flag("antialias", false)) {
            throw call.unsupported("antialias", 1);
        }
        return new Resizing(call).apply(call.input(0));
    }

    private Result apply(Array input) {
        Axis[] axes = axes(input);
        int[] shape = Arrays.stream(axes).mapToInt(Axis::to).toArray();
        call.room(shape);
        AxisFilter[] filters = new AxisFilter[axes.length];
        boolean[][] outside = new boolean[axes.length][];
        for (int axis = 0; axis < axes.length; axis++) {
            outside[axis] = new boolean[shape[axis]];
            filters[axis] = axes[axis].isIdentity() && roi == null ? null : filter(axes[axis], outside[axis]);
        }
        boolean[] extrapolated = roi == null ? null : any(outside, shape);
        int[][] stages = new int[axes.length][];
        int[] current = input.shape();
        double[] y = input.reals();
        for (int axis = 0; axis < axes.length; axis++) {
            stages[axis] = current.clone();
            if (filters[axis] != null) {
                current[axis] = shape[axis];
                call.room(current);
                y = filters[axis].apply(y, stages[axis], axis);
            }
        }
        double fill = call.real("extrapolation_value", 0);
        return Result.ofFirst(Array.of(exchanged(y, extrapolated, fill), shape), cotangent -> {
            double[] back = exchanged(cotangent, extrapolated, 0);
            for (int axis = axes.length - 1; axis >= 0; axis--) {
                back = filters[axis] == null ? back : filters[axis].transposed(back, stages[axis], axis);
            }
            return back;
        });
    }

    private static double[] exchanged(double[] values, boolean[] where, double by) {
        if (where == null) {
            return values;
        }
        double[] exchanged = values.clone();
        for (int i = 0; i < exchanged.length; i++) {
            exchanged[i] = where[i] ? by : exchanged[i];
        }
        return exchanged;
    }

    private static boolean[] any(boolean[][] outside, int[] shape) {
        int[] strides = Shape.strides(shape);
        boolean[] any = new boolean[Shape.size(shape)];
        for (int i = 0; i < any.length; i++) {
            for (int axis = 0; axis < shape.length; axis++) {
                any[i] |= outside[axis][i / strides[axis] % shape[axis]];
            }
        }
        return any;
    }

    private Axis[] axes(Array input) {
        int rank = input.rank();
        int[] resized = call.node()
                .intsAttribute("axes")
                .map(given -> Shape.axes(given, rank))
                .orElseGet(() -> Indices.range(rank));
        double[] scales = scales();
        long[] sizes = call.optional(3)
                .filter(given -> given.size() > 0)
                .map(Array::integers)
                .orElse(null);
        int given = sizes != null ? sizes.length : scales.length;
        if (given != resized.length) {
            throw call.problem("the scales or sizes do not fit")
                    .expected(resized.length + " numbers")
                    .found(given);
        }
        Axis[] axes = new Axis[rank];
        for (int axis = 0; axis < rank; axis++) {
            axes[axis] = new Axis(input.dim(axis), input.dim(axis), 1, 1, 0, 1);
        }
        double common = sizes == null ? 0 : commonScale(input, resized, sizes);
        for (int k = 0; k < resized.length; k++) {
            int from = input.dim(resized[k]);
            double start = roi == null ? 0 : roi[k];
            double end = roi == null ? 1 : roi[k + resized.length];
            if (sizes == null) {
                // In single precision, as the scales are: 10 * 0.7 is to be 7 and not 6.
                int to = Shape.ofLongs((long) Math.floor(from * (float) scales[k]))[0];
                axes[resized[k]] = new Axis(from, to, 1, scales[k], start, end);
            } else if (common > 0) {
                int to = Shape.ofLongs((long) Math.floor(from * common + 0.5))[0];
                axes[resized[k]] = new Axis(from, to, 1, common, start, end);
            } else {
                axes[resized[k]] = new Axis(from, Shape.ofLongs(sizes[k])[0], from, sizes[k], start, end);
            }
        }
        return axes;
    }

    /** The scale that all axes share, where the policy asks for one; 0 where each has its own. */
    private double commonScale(Array input, int[] resized, long[] sizes) {
        String policy = call.text("keep_aspect_ratio_policy", "stretch");
        double[] scales = new double[sizes.length];
        Arrays.setAll(scales, k -> (double) sizes[k] / input.dim(resized[k]));
        return switch (policy) {
            case "stretch" -> 0;
            case "not_larger" -> Arrays.stream(scales).min().orElse(0);
            case "not_smaller" -> Arrays.stream(scales).max().orElse(0);
            default -> throw call.unsupported("keep_aspect_ratio_policy", policy);
        };
    }

    private double[] scales() {
        boolean attribute = call.opset() < 9 && call.node().opType().equals("Upsample");
        if (attribute) {
            float[] scales = call.node().realsAttribute("scales").orElse(new float[0]);
            double[] exact = new double[scales.length];
            Arrays.setAll(exact, k -> scales[k]);
            return exact;
        }
        int index = call.opset() < 11 || call.node().opType().equals("Upsample") ? 1 : 2;
        double[] scales = call.optional(index).map(Array::reals).orElse(new double[0]);
        for (double scale : scales) {
            if (!(scale > 0)) {
                throw call.problem("no scale").expected("a positive number").found(scale);
            }
        }
        return scales;
    }

    private AxisFilter filter(Axis axis, boolean[] outside) {
        if (axis.from() == 0) {
            throw call.problem("an empty axis cannot be resized")
                    .expected("a size of 1 and more")
                    .found(0);
        }
        int[][] sources = new int[axis.to()][];
        double[][] weights = new double[axis.to()][];
        for (int i = 0; i < axis.to(); i++) {
            double x = coordinate(axis, i);
            outside[i] = roi != null && (x < 0 || x > axis.from() - 1);
            switch (mode) {
                case "nearest" -> {
                    sources[i] = new int[] {inside((int) nearest(x, axis.shrinks()), axis.from())};
                    weights[i] = new double[] {1};
                }
                case "linear", "bilinear" -> {
                    int floor = (int) Math.floor(x);
                    sources[i] = new int[] {inside(floor, axis.from()), inside(floor + 1, axis.from())};
                    weights[i] = new double[] {1 - (x - floor), x - floor};
                }
                case "cubic" -> {
                    int floor = (int) Math.floor(x);
                    sources[i] = new int[4];
                    for (int k = 0; k < 4; k++) {
                        sources[i][k] = inside(floor - 1 + k, axis.from());
                    }
                    weights[i] = cubic(x - floor, floor, axis.from());
                }
                default -> throw call.unsupported("mode", mode);
            }
        }
        return new AxisFilter(sources, weights);
    }

    private static int inside(int place, int size) {
        return Math.max(0, Math.min(size - 1, place));
    }

    private double coordinate(Axis axis, int i) {
        double halfPixel = (i + 0.5) * axis.numerator() / axis.denominator() - 0.5;
        int last = axis.from() - 1;
        return switch (coordinates) {
            case "half_pixel" -> halfPixel;
            case "half_pixel_symmetric" -> {
                double adjustment = axis.to() * axis.numerator() / (axis.denominator() * axis.from());
                yield axis.from() / 2.0 * (1 - adjustment) + halfPixel;
            }
            case "pytorch_half_pixel" -> axis.to() > 1 ? halfPixel : 0;
            case "align_corners" -> axis.to() > 1 ? (double) i * last / (axis.to() - 1) : 0;
            case "asymmetric" -> i * axis.numerator() / axis.denominator();
            case "tf_half_pixel_for_nn" -> halfPixel + 0.5;
            case "tf_crop_and_resize" ->
                axis.to() > 1
                        ? axis.start() * last + i * (axis.end() - axis.start()) * last / (axis.to() - 1)
                        : 0.5 * (axis.start() + axis.end()) * last;
            default -> throw call.unsupported("coordinate_transformation_mode", coordinates);
        };
    }

    private double nearest(double x, boolean shrinks) {
        return switch (nearest) {
            case "round_prefer_floor" -> Math.ceil(x - 0.5);
            case "round_prefer_ceil" -> Math.floor(x + 0.5);
            case "floor" -> Math.floor(x);
            case "ceil" -> Math.ceil(x);
            case "simple" -> shrinks ? Math.ceil(x) : Math.floor(x);
            default -> throw call.unsupported("nearest_mode", nearest);
        };
    }

    /** Keys 1981, cubic convolution. */
    private double[] cubic(double t, int floor, int size) {
        double a = call.real("cubic_coeff_a", CUBIC);
        double[] weights = {outer(a, t + 1), inner(a, t), inner(a, 1 - t), outer(a, 2 - t)};
        if (call.flag("exclude_outside", false)) {
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                int place = floor - 1 + k;
                weights[k] = place < 0 || place >= size ? 0 : weights[k];
                sum += weights[k];
            }
            for (int k = 0; k < 4; k++) {
                weights[k] /= sum;
            }
        }
        return weights;
    }

    private static double inner(double a, double t) {
        return ((a + 2) * t - (a + 3)) * t * t + 1;
    }

    private static double outer(double a, double t) {
        return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
    }
}
