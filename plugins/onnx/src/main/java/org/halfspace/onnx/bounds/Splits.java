package org.halfspace.onnx.bounds;

import java.util.Arrays;

/**
 * Numbers whose sign a branch has fixed: {@code sign z_i >= 0} for some numbers z_i of some values, with the multipliers beta that
 * bring these inequalities into a bound (S. Wang et al., Beta-CROWN, NeurIPS 2021). Only the multipliers can change.
 */
final class Splits {
    static final Splits NONE = new Splits(new int[0], new int[0], new double[0], new double[0]);

    private final int[] values;
    private final int[] indices;
    private final double[] signs;
    final double[] multipliers;

    private Splits(int[] values, int[] indices, double[] signs, double[] multipliers) {
        this.values = values;
        this.indices = indices;
        this.signs = signs;
        this.multipliers = multipliers;
    }

    int count() {
        return values.length;
    }

    int value(int k) {
        return values[k];
    }

    /** Whether the sign of a number is fixed. */
    boolean has(int value, int index) {
        for (int k = 0; k < values.length; k++) {
            if (values[k] == value && indices[k] == index) {
                return true;
            }
        }
        return false;
    }

    /** One more number whose sign is fixed; the multipliers are copied. */
    Splits with(int value, int index, double sign) {
        int count = values.length;
        Splits more = new Splits(
                Arrays.copyOf(values, count + 1),
                Arrays.copyOf(indices, count + 1),
                Arrays.copyOf(signs, count + 1),
                Arrays.copyOf(multipliers, count + 1));
        more.values[count] = value;
        more.indices[count] = index;
        more.signs[count] = sign;
        return more;
    }

    /** What is added to coefficients on their way back: for each value, its numbers' signs times multipliers; null for none. */
    double[][] extra(Program program) {
        if (values.length == 0) {
            return null;
        }
        double[][] extra = new double[program.values()][];
        for (int k = 0; k < values.length; k++) {
            if (extra[values[k]] == null) {
                extra[values[k]] = new double[program.size(values[k])];
            }
            extra[values[k]][indices[k]] += signs[k] * multipliers[k];
        }
        return extra;
    }

    /** The derivative of the bound by a multiplier: the inequality's value at the relaxed point. */
    double gradient(int k, Relaxation relaxation) {
        return signs[k] * relaxation.point(values[k])[indices[k]];
    }
}
