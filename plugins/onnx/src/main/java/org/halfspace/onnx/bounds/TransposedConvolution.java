package org.halfspace.onnx.bounds;

import java.util.Arrays;
import org.halfspace.onnx.bounds.Convolution.Axis;

/**
 * The transpose of a convolution for many vectors at once. The numbers that they have at one place lie side by side, so that every
 * weight is a factor of a short vector: Java makes vector instructions of that, whatever strides, borders and dilations are.
 */
final class TransposedConvolution {
    private final Axis vertical;
    private final Axis horizontal;
    private final int groups;
    private final int inputs;
    private final int outputs;
    private final double[] kernel;

    /** As {@link Convolution} has them. */
    TransposedConvolution(Axis vertical, Axis horizontal, int groups, int inputs, int outputs, double[] kernel) {
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.groups = groups;
        this.inputs = inputs;
        this.outputs = outputs;
        this.kernel = kernel;
    }

    /**
     * Adds A^T a for each of several vectors a.
     *
     * @param used at which places of the output any vector is not zero
     */
    void multiply(double[][] vectors, boolean[] used, double[][] sums) {
        double[][] at = sideBySide(vectors, used);
        int taps = vertical.kernel() * horizontal.kernel();
        double[][] terms = new double[outputs * taps][];
        int[] weights = new int[outputs * taps];
        double[] sum = new double[vectors.length];
        for (int group = 0; group < groups; group++) {
            for (int y = 0; y < vertical.input(); y++) {
                for (int x = 0; x < horizontal.input(); x++) {
                    int count = terms(group, y, x, at, terms, weights);
                    for (int in = 0; in < inputs && count > 0; in++) {
                        Arrays.fill(sum, 0);
                        add(terms, weights, in * taps, count, sum);
                        int place = ((group * inputs + in) * vertical.input() + y) * horizontal.input() + x;
                        for (int r = 0; r < sum.length; r++) {
                            sums[r][place] += sum[r];
                        }
                    }
                }
            }
        }
    }

    private static double[][] sideBySide(double[][] vectors, boolean[] used) {
        double[][] at = new double[used.length][];
        for (int place = 0; place < used.length; place++) {
            if (used[place]) {
                at[place] = new double[vectors.length];
                for (int r = 0; r < vectors.length; r++) {
                    at[place][r] = vectors[r][place];
                }
            }
        }
        return at;
    }

    /** The places of the output that an input takes part in, with the places of the weights of the first channel. */
    private int terms(int group, int y, int x, double[][] at, double[][] terms, int[] weights) {
        int plane = vertical.output() * horizontal.output();
        int taps = vertical.kernel() * horizontal.kernel();
        int count = 0;
        for (int ky = 0; ky < vertical.kernel(); ky++) {
            int oy = output(vertical, y, ky);
            for (int kx = 0; oy >= 0 && kx < horizontal.kernel(); kx++) {
                int ox = output(horizontal, x, kx);
                for (int out = 0; ox >= 0 && out < outputs; out++) {
                    int channel = group * outputs + out;
                    double[] term = at[channel * plane + oy * horizontal.output() + ox];
                    if (term != null) {
                        terms[count] = term;
                        weights[count++] = channel * inputs * taps + ky * horizontal.kernel() + kx;
                    }
                }
            }
        }
        return count;
    }

    /** The output that reads an input with a tap; -1 where there is none. */
    private static int output(Axis axis, int input, int tap) {
        int from = input + axis.before() - tap * axis.dilation();
        return from < 0 || from % axis.stride() != 0 || from / axis.stride() >= axis.output()
                ? -1
                : from / axis.stride();
    }

    private void add(double[][] terms, int[] weights, int shift, int count, double[] sum) {
        int k = 0;
        for (; k + 3 < count; k += 4) {
            add(
                    terms[k],
                    kernel[weights[k] + shift],
                    terms[k + 1],
                    kernel[weights[k + 1] + shift],
                    terms[k + 2],
                    kernel[weights[k + 2] + shift],
                    terms[k + 3],
                    kernel[weights[k + 3] + shift],
                    sum);
        }
        for (; k < count; k++) {
            double weight = kernel[weights[k] + shift];
            double[] term = terms[k];
            for (int r = 0; r < sum.length; r++) {
                sum[r] += weight * term[r];
            }
        }
    }

    private static void add(
            double[] first,
            double a,
            double[] second,
            double b,
            double[] third,
            double c,
            double[] fourth,
            double d,
            double[] sum) {
        for (int r = 0; r < sum.length; r++) {
            sum[r] += (a * first[r] + b * second[r]) + (c * third[r] + d * fourth[r]);
        }
    }
}
