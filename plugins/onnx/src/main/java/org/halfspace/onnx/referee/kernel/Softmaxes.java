package org.halfspace.onnx.referee.kernel;

import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;

/**
 * Softmax and LogSoftmax. Up to operator set 12 the input is seen as a matrix whose rows begin at {@code axis} (1 by default);
 * from 13 on, only that axis (the last by default) is normalised.
 */
final class Softmaxes {

    /** Where the lines that are normalised lie: element k of line (o, i) is at (o * length + k) * inner + i. */
    private record Lines(int outer, int length, int inner) {
        static Lines of(Call call, int[] shape) {
            int rank = shape.length;
            if (call.opset() < 13) {
                int axis = call.axis(1, rank);
                return new Lines(Shape.product(shape, 0, axis), Shape.product(shape, axis, rank), 1);
            }
            int axis = call.axis(-1, rank);
            return new Lines(Shape.product(shape, 0, axis), shape[axis], Shape.product(shape, axis + 1, rank));
        }

        int count() {
            return outer * inner;
        }

        int base(int line) {
            return line / inner * length * inner + line % inner;
        }
    }

    private Softmaxes() {}

    static Result softmax(Call call) {
        call.room(call.input(0).shape());
        return softmax(call.input(0), Lines.of(call, call.input(0).shape()));
    }

    /** The softmax of every row of a matrix. */
    static Result rows(Array matrix) {
        return softmax(matrix, new Lines(matrix.dim(0), matrix.dim(1), 1));
    }

    private static Result softmax(Array input, Lines lines) {
        double[] y = logarithms(input, lines);
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.exp(y[i]);
        }
        return Result.ofFirst(Array.of(y, input.shape()), cotangent -> {
            double[] back = new double[y.length];
            for (int line = 0; line < lines.count(); line++) {
                int base = lines.base(line);
                double inner = 0;
                for (int k = 0; k < lines.length(); k++) {
                    int at = base + k * lines.inner();
                    inner += cotangent[at] * y[at];
                }
                for (int k = 0; k < lines.length(); k++) {
                    int at = base + k * lines.inner();
                    back[at] = y[at] * (cotangent[at] - inner);
                }
            }
            return back;
        });
    }

    static Result logSoftmax(Call call) {
        Array input = call.input(0);
        call.room(input.shape());
        Lines lines = Lines.of(call, input.shape());
        double[] y = logarithms(input, lines);
        return Result.ofFirst(Array.of(y, input.shape()), cotangent -> {
            double[] back = new double[y.length];
            for (int line = 0; line < lines.count(); line++) {
                int base = lines.base(line);
                double sum = 0;
                for (int k = 0; k < lines.length(); k++) {
                    sum += cotangent[base + k * lines.inner()];
                }
                for (int k = 0; k < lines.length(); k++) {
                    int at = base + k * lines.inner();
                    back[at] = cotangent[at] - Math.exp(y[at]) * sum;
                }
            }
            return back;
        });
    }

    /** Hardmax: 1 at the first of a line's greatest elements, 0 elsewhere. */
    static Result hardmax(Call call) {
        Array input = call.input(0);
        Lines lines = Lines.of(call, input.shape());
        double[] x = input.reals();
        double[] y = call.zeros(input.shape());
        for (int line = 0; line < lines.count() && lines.length() > 0; line++) {
            int first = lines.base(line);
            for (int k = 1; k < lines.length(); k++) {
                int at = lines.base(line) + k * lines.inner();
                first = x[at] > x[first] ? at : first;
            }
            y[first] = 1;
        }
        return Result.constant(Array.of(y, input.shape()));
    }

    private static double[] logarithms(Array input, Lines lines) {
        double[] x = input.reals();
        double[] y = new double[x.length];
        for (int line = 0; line < lines.count(); line++) {
            int base = lines.base(line);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < lines.length(); k++) {
                greatest = Math.max(greatest, x[base + k * lines.inner()]);
            }
            double sum = 0;
            for (int k = 0; k < lines.length(); k++) {
                sum += Math.exp(x[base + k * lines.inner()] - greatest);
            }
            double shift = greatest + Math.log(sum);
            for (int k = 0; k < lines.length(); k++) {
                y[base + k * lines.inner()] = x[base + k * lines.inner()] - shift;
            }
        }
        return y;
    }
}
