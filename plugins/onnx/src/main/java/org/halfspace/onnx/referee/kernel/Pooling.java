package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/** Pools, local and global. Of equal maxima the first one counts, in row-major order, as in PyTorch. */
final class Pooling {
    private Pooling() {}

    private static int[] kernel(Call call) {
        return call.node().intsAttribute("kernel_shape").map(Shape::ofLongs).orElseThrow(() -> call.problem(
                        "the kernel is missing")
                .expected("kernel_shape"));
    }

    /** MaxPool, with the places of the maxima as second output. */
    static Result maxPool(Call call) {
        Array input = call.input(0);
        Window window = Window.of(call, input, kernel(call));
        int[] shape = window.outputShape(input.dim(0), input.dim(1));
        int[] places = maxima(call, input.reals(), window, call.room(shape));
        Result selected = Selection.of(call, input, places, Array.scalar(Double.NEGATIVE_INFINITY), shape);
        long[] indices = columnMajor(call, input.shape(), places);
        return new Result(
                List.of(selected.output(), Array.integers(indices, shape)),
                cotangents -> cotangents[0] == null
                        ? new double[1][]
                        : selected.pullback().apply(cotangents));
    }

    private static int[] maxima(Call call, double[] x, Window window, int size) {
        int inputSize = window.inputSize();
        int outputSize = window.outputSize();
        int[] table = window.table(call);
        call.work((double) size * window.taps());
        int[] places = new int[size];
        Arrays.fill(places, Indices.NONE);
        for (int out = 0; out < size; out += outputSize) {
            int base = out / outputSize * inputSize;
            for (int entry = 0; entry < table.length; entry += outputSize) {
                for (int o = 0; o < outputSize; o++) {
                    int place = table[entry + o];
                    int best = places[out + o];
                    // No number is greater than any, so that it is not lost.
                    if (place >= 0 && (best < 0 || x[base + place] > x[best] || Double.isNaN(x[base + place]))) {
                        places[out + o] = base + place;
                    }
                }
            }
        }
        return places;
    }

    /** The indices output; with {@code storage_order} 1, spatial axes are counted with the first one running fastest. */
    private static long[] columnMajor(Call call, int[] shape, int[] places) {
        if (!call.flag("storage_order", false)) {
            return Arrays.stream(places).asLongStream().toArray();
        }
        int[] strides = Shape.strides(shape);
        int plane = Shape.product(shape, 2, shape.length);
        long[] indices = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            long index = (long) places[i] / plane * plane;
            long step = 1;
            for (int axis = 2; axis < shape.length; axis++) {
                index += places[i] / strides[axis] % shape[axis] * step;
                step *= shape[axis];
            }
            indices[i] = index;
        }
        return indices;
    }

    /** AveragePool, with padding counted or not. */
    static Result averagePool(Call call) {
        Array input = call.input(0);
        Window window = Window.of(call, input, kernel(call));
        double[] counts = window.counts(call.flag("count_include_pad", false));
        return pool(call, input, window, x -> x, (sum, o) -> sum / counts[o], (x, y, o) -> 1 / counts[o]);
    }

    /** LpPool. */
    static Result lpPool(Call call) {
        double p = call.integer("p", 2);
        return pool(
                call,
                call.input(0),
                Window.of(call, call.input(0), kernel(call)),
                x -> Math.pow(Math.abs(x), p),
                (sum, o) -> Math.pow(sum, 1 / p),
                (x, y, o) -> normDerivative(x, y, p));
    }

    /** The derivative of the p-norm y by one of its components; 0 at the origin. */
    static double normDerivative(double x, double y, double p) {
        return y == 0 ? 0 : Math.signum(x) * Math.pow(Math.abs(x) / y, p - 1);
    }

    private interface Term {
        double of(double x);
    }

    private interface Finish {
        double of(double sum, int place);
    }

    private interface Derivative {
        double at(double x, double y, int place);
    }

    private static Result pool(Call call, Array input, Window window, Term term, Finish finish, Derivative derivative) {
        int[] shape = window.outputShape(input.dim(0), input.dim(1));
        double[] x = input.reals();
        double[] y = call.zeros(shape);
        int[] table = window.table(call);
        int inputSize = window.inputSize();
        int outputSize = window.outputSize();
        call.work((double) y.length * window.taps());
        for (int out = 0; out < y.length; out += outputSize) {
            int base = out / outputSize * inputSize;
            for (int k = 0; k < table.length; k++) {
                if (table[k] >= 0) {
                    y[out + k % outputSize] += term.of(x[base + table[k]]);
                }
            }
            for (int o = 0; o < outputSize; o++) {
                y[out + o] = finish.of(y[out + o], o);
            }
        }
        return Result.ofFirst(Array.of(y, shape), cotangent -> {
            double[] back = new double[x.length];
            for (int out = 0; out < y.length; out += outputSize) {
                int base = out / outputSize * inputSize;
                for (int k = 0; k < table.length; k++) {
                    int o = k % outputSize;
                    if (table[k] >= 0) {
                        int place = base + table[k];
                        back[place] += cotangent[out + o] * derivative.at(x[place], y[out + o], o);
                    }
                }
            }
            return back;
        });
    }

    /** GlobalMaxPool: one maximum for every channel, the first of equal ones. */
    static Result globalMaxPool(Call call) {
        Array input = call.input(0);
        double[] x = input.reals();
        int[] shape = ones(call, input);
        int[] places = new int[call.room(shape)];
        int plane = plane(input);
        for (int channel = 0; channel < places.length; channel++) {
            int best = channel * plane;
            for (int i = best + 1; i < (channel + 1) * plane; i++) {
                best = x[i] > x[best] || Double.isNaN(x[i]) ? i : best;
            }
            places[channel] = best;
        }
        return Selection.of(call, input, places, shape);
    }

    /** GlobalAveragePool. */
    static Result globalAveragePool(Call call) {
        int plane = plane(call.input(0));
        return global(call, x -> x, (sum, o) -> sum / plane, (x, y, o) -> 1.0 / plane);
    }

    /** GlobalLpPool. */
    static Result globalLpPool(Call call) {
        double p = call.integer("p", 2);
        return global(
                call,
                x -> Math.pow(Math.abs(x), p),
                (sum, o) -> Math.pow(sum, 1 / p),
                (x, y, o) -> normDerivative(x, y, p));
    }

    private static Result global(Call call, Term term, Finish finish, Derivative derivative) {
        Array input = call.input(0);
        int[] shape = ones(call, input);
        int plane = plane(input);
        double[] x = input.reals();
        double[] y = call.zeros(shape);
        for (int i = 0; i < x.length; i++) {
            y[i / plane] += term.of(x[i]);
        }
        for (int channel = 0; channel < y.length; channel++) {
            y[channel] = finish.of(y[channel], 0);
        }
        return Result.ofFirst(Array.of(y, shape), cotangent -> {
            double[] back = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                back[i] = cotangent[i / plane] * derivative.at(x[i], y[i / plane], 0);
            }
            return back;
        });
    }

    private static int plane(Array input) {
        return Shape.product(input.shape(), Math.min(2, input.rank()), input.rank());
    }

    private static int[] ones(Call call, Array input) {
        if (input.rank() < 2 || plane(input) == 0) {
            throw call.problem("there is nothing to pool")
                    .expected("batch, channels and places")
                    .found(input);
        }
        int[] shape = input.shape();
        Arrays.fill(shape, 2, shape.length, 1);
        return shape;
    }
}
