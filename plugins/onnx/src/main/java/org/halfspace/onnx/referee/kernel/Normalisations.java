package org.halfspace.onnx.referee.kernel;

import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;

/** BatchNormalization as in inference, LRN, LpNormalization. */
final class Normalisations {
    private Normalisations() {}

    /** BatchNormalization; {@code spatial = 0} (before operator set 9) has statistics for every place, not every channel. */
    static Result batch(Call call) {
        if (call.flag("training_mode", false)) {
            throw call.unsupported("training_mode", 1);
        }
        Array input = call.input(0);
        double[] x = input.reals();
        double[] scale = call.input(1).reals();
        double[] bias = call.input(2).reals();
        double[] mean = call.input(3).reals();
        double[] variance = call.input(4).reals();
        double epsilon = call.real("epsilon", 1e-5f);
        int places =
                call.flag("spatial", true) ? Shape.product(input.shape(), Math.min(2, input.rank()), input.rank()) : 1;
        int statistics = Shape.product(input.shape(), 1, input.rank()) / Math.max(1, places);
        for (int i = 1; i < 5; i++) {
            if (call.input(i).size() != statistics) {
                throw call.problem("the statistics do not fit")
                        .expected(statistics + " numbers")
                        .found(call.input(i));
            }
        }
        double[] inverse = new double[statistics];
        for (int k = 0; k < statistics; k++) {
            inverse[k] = 1 / Math.sqrt(variance[k] + epsilon);
        }
        double[] y = call.zeros(input.shape());
        for (int i = 0; i < y.length; i++) {
            int k = i / places % statistics;
            y[i] = (x[i] - mean[k]) * inverse[k] * scale[k] + bias[k];
        }
        return Result.of(Array.of(y, input.shape()), cotangent -> {
            double[][] back = new double[5][statistics];
            back[0] = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int k = i / places % statistics;
                double normalised = (x[i] - mean[k]) * inverse[k];
                back[0][i] = cotangent[i] * inverse[k] * scale[k];
                back[1][k] += cotangent[i] * normalised;
                back[2][k] += cotangent[i];
                back[3][k] -= cotangent[i] * inverse[k] * scale[k];
                back[4][k] -= 0.5 * cotangent[i] * scale[k] * normalised * inverse[k] * inverse[k];
            }
            return back;
        });
    }

    /** LRN: divides by a power of the sum of squares over neighbouring channels. */
    static Result localResponse(Call call) {
        Array input = call.input(0);
        double[] x = input.reals();
        double beta = call.real("beta", 0.75f);
        double bias = call.real("bias", 1);
        int size = Shape.ofLongs(call.integer("size", 1))[0];
        double weight = call.real("alpha", 0.0001f) / size;
        int channels = input.dim(1);
        int places = Shape.product(input.shape(), 2, input.rank());
        int lower = (size - 1) / 2;
        int upper = size - 1 - lower;
        double[] squares = new double[call.room(input.shape())];
        for (int i = 0; i < x.length; i++) {
            squares[i] = x[i] * x[i];
        }
        double[] sums = neighbours(squares, channels, places, lower, upper);
        double[] y = call.zeros(input.shape());
        for (int i = 0; i < x.length; i++) {
            sums[i] = bias + weight * sums[i];
            y[i] = x[i] * Math.pow(sums[i], -beta);
        }
        return Result.ofFirst(Array.of(y, input.shape()), cotangent -> {
            double[] shares = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                shares[i] = cotangent[i] * y[i] / sums[i];
            }
            // A channel's neighbours below see it as one above them: the window turns round.
            double[] back = neighbours(shares, channels, places, upper, lower);
            for (int i = 0; i < x.length; i++) {
                back[i] = cotangent[i] * Math.pow(sums[i], -beta) - 2 * weight * beta * x[i] * back[i];
            }
            return back;
        });
    }

    private static double[] neighbours(double[] x, int channels, int places, int lower, int upper) {
        double[] sums = new double[x.length];
        for (int row = 0; row < (places == 0 ? 0 : x.length / places); row++) {
            int channel = row % channels;
            int first = row - Math.min(lower, channel);
            int last = row + Math.min(upper, channels - 1 - channel);
            for (int other = first; other <= last; other++) {
                for (int i = 0; i < places; i++) {
                    sums[row * places + i] += x[other * places + i];
                }
            }
        }
        return sums;
    }

    /** LpNormalization along an axis, p = 1 or 2. */
    static Result lp(Call call) {
        Array input = call.input(0);
        return normalised(call, input, call.axis(-1, input.rank()), call.integer("p", 2) == 1 ? "L1" : "L2");
    }

    /** Normalizer of the domain ai.onnx.ml: along the last axis. */
    static Result machineLearning(Call call) {
        return normalised(call, call.input(0), call.input(0).rank() - 1, call.text("norm", "MAX"));
    }

    private static Result normalised(Call call, Array input, int axis, String norm) {
        double[] x = input.reals();
        int length = input.dim(axis);
        int inner = Shape.product(input.shape(), axis + 1, input.rank());
        double[] norms = new double[length == 0 ? 0 : x.length / length];
        for (int i = 0; i < x.length; i++) {
            int line = line(i, length, inner);
            norms[line] = switch (norm) {
                case "L1" -> norms[line] + Math.abs(x[i]);
                case "L2" -> norms[line] + x[i] * x[i];
                case "MAX" -> i / inner % length == 0 ? x[i] : Math.max(norms[line], x[i]);
                default -> throw call.unsupported("norm", norm);
            };
        }
        for (int line = 0; line < norms.length; line++) {
            norms[line] = norm.equals("L2") ? Math.sqrt(norms[line]) : norms[line];
        }
        double[] y = call.zeros(input.shape());
        for (int i = 0; i < x.length; i++) {
            double size = norms[line(i, length, inner)];
            // A line of zeros stays one.
            y[i] = size == 0 ? 0 : x[i] / size;
        }
        if (norm.equals("MAX") && call.wants(0)) {
            throw call.unsupported("a derivative of norm", norm);
        }
        return Result.ofFirst(Array.of(y, input.shape()), cotangent -> {
            double[] along = new double[norms.length];
            for (int i = 0; i < x.length; i++) {
                along[line(i, length, inner)] += cotangent[i] * y[i];
            }
            double[] back = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int line = line(i, length, inner);
                double slope = norm.equals("L1") ? Math.signum(x[i]) : y[i];
                back[i] = norms[line] == 0 ? 0 : (cotangent[i] - along[line] * slope) / norms[line];
            }
            return back;
        });
    }

    private static int line(int i, int length, int inner) {
        return i / (length * inner) * inner + i % inner;
    }
}
