package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.kernel.Multiplication.Matrix;

/**
 * Conv and ConvTranspose of any number of spatial axes, grouped, as products of matrices: the places that the taps read become
 * the columns of a matrix, one strip of the output at a time. A transposed convolution runs the backward pass of the convolution
 * forward.
 */
final class Convolution {
    /** Numbers in the matrix of a strip: 8 MB, so that large images do not multiply their memory by the kernel's size. */
    private static final int STRIP_SIZE = 1 << 20;

    private final int samples;
    private final int groups;
    private final int inputs;
    private final int outputs;
    private final int inputSize;
    private final int outputSize;
    private final int taps;
    private final int width;
    private final int[] table;

    /**
     * @param samples how many samples
     * @param groups how many groups of channels that do not see each other
     * @param inputs channels of the input in each group
     * @param outputs channels of the output in each group
     */
    private Convolution(Call call, Window window, int samples, int groups, int inputs, int outputs) {
        this.samples = samples;
        this.groups = groups;
        this.inputs = inputs;
        this.outputs = outputs;
        inputSize = window.inputSize();
        outputSize = window.outputSize();
        taps = window.taps();
        width = Math.max(1, Math.min(outputSize, STRIP_SIZE / Math.max(1, rows())));
        call.work((double) samples * groups * outputs * rows() * outputSize);
        table = window.isIdentity() ? null : window.table(call);
    }

    private int rows() {
        return Math.multiplyExact(inputs, taps);
    }

    /** Conv. */
    static Result conv(Call call) {
        Array x = call.input(0);
        Array weights = call.input(1);
        int groups = groups(call);
        int outputs = weights.dim(0) / groups;
        requireChannels(call, x, weights.dim(1) * groups);
        requireKernel(call, weights);
        if (outputs * groups != weights.dim(0)) {
            throw call.problem("the channels cannot be grouped")
                    .expected("a multiple of " + groups)
                    .found(weights.dim(0));
        }
        Window window = Window.of(call, x, kernel(weights));
        int[] shape = window.outputShape(x.dim(0), weights.dim(0));
        double[] y = call.zeros(shape);
        Convolution convolution = new Convolution(call, window, x.dim(0), groups, weights.dim(1), outputs);
        double[] input = x.reals();
        double[] w = weights.reals();
        convolution.forward(input, w, y);
        addBias(call, y, convolution.outputSize);
        return Result.of(Array.of(y, shape), cotangent -> {
            double[][] back = new double[3][];
            if (call.wants(0)) {
                back[0] = new double[input.length];
                convolution.backward(cotangent, w, back[0]);
            }
            if (call.wants(1)) {
                back[1] = new double[w.length];
                convolution.weights(input, cotangent, back[1]);
            }
            back[2] = call.wants(2) ? biasCotangent(call, cotangent, convolution.outputSize) : null;
            return back;
        });
    }

    /** ConvTranspose. */
    static Result convTranspose(Call call) {
        Array x = call.input(0);
        Array weights = call.input(1);
        int groups = groups(call);
        requireChannels(call, x, weights.dim(0));
        requireKernel(call, weights);
        Window window = Window.transposed(call, x, kernel(weights));
        int[] shape = window.inputShape(x.dim(0), Math.multiplyExact(weights.dim(1), groups));
        double[] y = call.zeros(shape);
        Convolution convolution =
                new Convolution(call, window, x.dim(0), groups, weights.dim(1), weights.dim(0) / groups);
        double[] input = x.reals();
        double[] w = weights.reals();
        convolution.backward(input, w, y);
        addBias(call, y, convolution.inputSize);
        return Result.of(Array.of(y, shape), cotangent -> {
            double[][] back = new double[3][];
            if (call.wants(0)) {
                back[0] = new double[input.length];
                convolution.forward(cotangent, w, back[0]);
            }
            if (call.wants(1)) {
                back[1] = new double[w.length];
                convolution.weights(cotangent, input, back[1]);
            }
            back[2] = call.wants(2) ? biasCotangent(call, cotangent, convolution.inputSize) : null;
            return back;
        });
    }

    private static int groups(Call call) {
        long groups = call.integer("group", 1);
        if (groups < 1 || groups > Integer.MAX_VALUE) {
            throw call.problem("no number of groups").expected("1 and more").found(groups);
        }
        return (int) groups;
    }

    private static void requireChannels(Call call, Array x, int channels) {
        if (x.rank() < 2 || x.dim(1) != channels) {
            throw call.problem("the input does not fit the weights")
                    .expected(channels + " channels")
                    .found(x);
        }
    }

    private static int[] kernel(Array weights) {
        return Arrays.copyOfRange(weights.shape(), 2, weights.rank());
    }

    private static void requireKernel(Call call, Array weights) {
        int[] kernel = kernel(weights);
        long[] stated = call.node().intsAttribute("kernel_shape").orElse(null);
        if (stated != null
                && !Arrays.equals(stated, Arrays.stream(kernel).asLongStream().toArray())) {
            throw call.problem("kernel_shape contradicts the weights")
                    .expected(Arrays.toString(kernel))
                    .found(Arrays.toString(stated));
        }
    }

    private static void addBias(Call call, double[] y, int places) {
        double[] bias = call.optional(2).map(Array::reals).orElse(null);
        for (int i = 0; bias != null && i < y.length; i++) {
            y[i] += bias[i / places % bias.length];
        }
    }

    private static double[] biasCotangent(Call call, double[] cotangent, int places) {
        double[] back = new double[call.input(2).size()];
        for (int i = 0; i < cotangent.length; i++) {
            back[i / places % back.length] += cotangent[i];
        }
        return back;
    }

    /** What is done with one strip of one group of one sample. */
    private interface Strip {
        void apply(int input, int output, int weights, int from, int count);
    }

    private void eachStrip(Strip strip) {
        for (int sample = 0; sample < samples; sample++) {
            for (int group = 0; group < groups; group++) {
                int block = sample * groups + group;
                for (int from = 0; from < outputSize; from += width) {
                    strip.apply(
                            block * inputs * inputSize,
                            block * outputs * outputSize,
                            group * outputs * rows(),
                            from,
                            Math.min(width, outputSize - from));
                }
            }
        }
    }

    /** y += W * x. */
    private void forward(double[] x, double[] w, double[] y) {
        double[] buffer = buffer();
        eachStrip((input, output, weights, from, count) -> Multiplication.add(
                outputs,
                rows(),
                count,
                Matrix.of(w, weights, rows()),
                columns(x, input, from, count, buffer),
                Matrix.of(y, output + from, outputSize)));
    }

    /** x += the transpose of W * applied to y. */
    private void backward(double[] y, double[] w, double[] x) {
        double[] buffer = buffer();
        eachStrip((input, output, weights, from, count) -> {
            Matrix kernel = Matrix.of(w, weights, rows()).transposed();
            Matrix given = Matrix.of(y, output + from, outputSize);
            if (table == null) {
                Multiplication.add(rows(), outputs, count, kernel, given, Matrix.of(x, input + from, inputSize));
                return;
            }
            Arrays.fill(buffer, 0, rows() * count, 0);
            Multiplication.add(rows(), outputs, count, kernel, given, Matrix.of(buffer, 0, count));
            addColumns(buffer, from, count, x, input);
        });
    }

    /** w += the transpose of the map from W to W * x, applied to y. */
    private void weights(double[] x, double[] y, double[] w) {
        double[] buffer = buffer();
        eachStrip((input, output, weights, from, count) -> Multiplication.add(
                outputs,
                count,
                rows(),
                Matrix.of(y, output + from, outputSize),
                columns(x, input, from, count, buffer).transposed(),
                Matrix.of(w, weights, rows())));
    }

    private double[] buffer() {
        return new double[table == null ? 0 : rows() * width];
    }

    /** What each tap of each channel (rows) reads at each place of a strip (columns). */
    private Matrix columns(double[] x, int input, int from, int count, double[] buffer) {
        if (table == null) {
            return Matrix.of(x, input + from, inputSize);
        }
        int at = 0;
        for (int channel = 0; channel < inputs; channel++) {
            int base = input + channel * inputSize;
            for (int tap = 0; tap < taps; tap++) {
                int entry = tap * outputSize + from;
                for (int o = 0; o < count; o++) {
                    int place = table[entry + o];
                    buffer[at++] = place < 0 ? 0 : x[base + place];
                }
            }
        }
        return Matrix.of(buffer, 0, count);
    }

    private void addColumns(double[] columns, int from, int count, double[] x, int input) {
        int at = 0;
        for (int channel = 0; channel < inputs; channel++) {
            int base = input + channel * inputSize;
            for (int tap = 0; tap < taps; tap++) {
                int entry = tap * outputSize + from;
                for (int o = 0; o < count; o++, at++) {
                    int place = table[entry + o];
                    if (place >= 0) {
                        x[base + place] += columns[at];
                    }
                }
            }
        }
    }
}
