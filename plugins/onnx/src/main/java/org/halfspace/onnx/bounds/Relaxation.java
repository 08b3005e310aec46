package org.halfspace.onnx.bounds;

import java.util.Arrays;

/**
 * The linear relaxation of a network over a region, as a function of a direction u of its output: an upper bound of {@code u . y} by a
 * backward pass, and by a forward pass the point of the relaxation that attains it, which is what the bound's derivatives are
 * made of: by u it is the relaxed output, by the lower slope of neuron i it is {@code a_i z_i}, with a_i the coefficient that
 * reaches its output and z_i its relaxed input. Not thread-safe.
 */
final class Relaxation {
    private final Enclosure enclosure;
    private final Program program;
    private final Backward backward;

    /** Lines with lower slopes of their own, by value. */
    private final Lines[] lines;

    private final double[][] point;
    private final double[] maximiser;
    private final Splits splits;
    private final int[][] wanted;
    private Backward.Forms forms;

    /**
     * @param enclosure what is known of the region
     * @param splits numbers whose relaxed values will be asked for, whatever becomes of them
     */
    Relaxation(Enclosure enclosure, Splits splits) {
        this.enclosure = enclosure;
        this.splits = splits;
        this.wanted = new int[enclosure.program().values()][];
        this.program = enclosure.program();
        this.backward = new Backward(enclosure);
        this.lines = new Lines[program.values()];
        this.point = new double[program.values()][];
        this.maximiser = new double[program.inputSize()];
        refresh();
    }

    Program program() {
        return program;
    }

    Enclosure enclosure() {
        return enclosure;
    }

    /** The lines of a value that a pointwise step makes. */
    Lines lines(int value) {
        return lines[value];
    }

    /** Takes over the enclosure's lines, after it has become tighter; slopes that were chosen stay where they are still free. */
    void refresh() {
        double[][] before = slopes();
        Arrays.fill(wanted, null);
        for (int value = 1; value < lines.length; value++) {
            if (enclosure.lines(value) != null) {
                lines[value] = enclosure.lines(value).withOwnSlopes();
            }
        }
        setSlopes(before);
    }

    /** The lower slopes by value, new. */
    double[][] slopes() {
        double[][] slopes = new double[lines.length][];
        for (int value = 1; value < lines.length; value++) {
            slopes[value] = lines[value] == null ? null : lines[value].lowSlope.clone();
        }
        return slopes;
    }

    /** Chooses lower slopes, where they can be chosen. */
    void setSlopes(double[][] slopes) {
        for (int value = 1; value < lines.length; value++) {
            for (int i = 0; slopes[value] != null && i < slopes[value].length; i++) {
                if (lines[value].free[i]) {
                    lines[value].lowSlope[i] = slopes[value][i];
                }
            }
        }
    }

    /**
     * Bounds {@code u . y} by a linear form of the input.
     *
     * @return the form's upper bound over the ball
     */
    double bound(double[] direction, Region region, double[][] extra) {
        double[][] row = {direction.clone()};
        forms = backward.pull(program.output(), row, lines, extra);
        return Math.nextUp(region.maximumOfBall(forms.coefficients()[0], maximiser) + forms.constants()[0]);
    }

    /** The linear form of the last bound: nowhere below {@code u . y}. */
    double[] form() {
        return forms.coefficients()[0];
    }

    /** The constant of that form. */
    double constant() {
        return forms.constants()[0];
    }

    /** The relaxed output at which the last bound is attained, to rounding. */
    double[] relaxedOutput() {
        point[0] = maximiser;
        for (int value = 1; value < program.values(); value++) {
            if (program.step(value) instanceof Step.Affine affine) {
                double[] sum = affine.offset().clone();
                LinearMap[] maps = enclosure.maps(value);
                for (int k = 0; k < maps.length; k++) {
                    maps[k].multiply(point[affine.inputs().get(k)], sum, wanted(value));
                }
                point[value] = sum;
            } else if (program.step(value) instanceof Step.Pointwise pointwise) {
                point[value] = relaxed(value, point[pointwise.input()]);
            }
        }
        return point[program.output()];
    }

    /** Where a value only goes into one function, the numbers at which that is not zero, and those of which more is asked. */
    private int[] wanted(int value) {
        if (wanted[value] == null) {
            int user = program.onlyUser(value);
            boolean function = user > 0 && lines[user] != null;
            int count = 0;
            int[] places = new int[program.size(value)];
            for (int i = 0; i < places.length; i++) {
                if (!function || !lines[user].isZero(i) || splits.has(value, i)) {
                    places[count++] = i;
                }
            }
            wanted[value] = Arrays.copyOf(places, count);
        }
        return wanted[value];
    }

    private double[] relaxed(int value, double[] z) {
        Lines here = lines[value];
        double[][] rows = backward.coefficients(value);
        double[] result = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            boolean up = rows == null || rows[0][i] > 0;
            result[i] =
                    up ? here.upSlope[i] * z[i] + here.upIntercept[i] : here.lowSlope[i] * z[i] + here.lowIntercept[i];
        }
        return result;
    }

    /** The relaxed numbers of a value at which the last bound is attained. */
    double[] point(int value) {
        return point[value];
    }

    /** The coefficients of a value in the last bound; null where it does not reach it. */
    double[] coefficients(int value) {
        double[][] rows = backward.coefficients(value);
        return rows == null ? null : rows[0];
    }

    /** The derivative of the last bound by every free lower slope of a value, 0 for the others; new. */
    double[] slopeGradient(int value) {
        double[] gradient = new double[program.size(value)];
        double[][] rows = backward.coefficients(value);
        double[] z = point[((Step.Pointwise) program.step(value)).input()];
        Lines here = lines[value];
        for (int i = 0; i < gradient.length; i++) {
            double a = rows == null ? 0 : rows[0][i];
            gradient[i] = here.free[i] && a < 0 ? a * z[i] : 0;
        }
        return gradient;
    }
}
