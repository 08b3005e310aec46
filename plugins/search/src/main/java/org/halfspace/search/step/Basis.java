package org.halfspace.search.step;

import java.util.Arrays;

/**
 * A basis of the equations {@code J d + s = b}: r slots, each with a column of J or the deviation s_j of an equation, and the inverse of the
 * matrix that they make. A column is meant by its number, the deviation of equation j by {@code -1 - j}. For one thread.
 */
final class Basis {
    private final int r;
    private final int[] slots;
    private final boolean[] holdsDeviation;
    private final double[][] inverse;
    private final double[] column;
    private double[][] jacobian;

    /** The basis of all deviations of r equations. */
    Basis(int r) {
        this.r = r;
        slots = new int[r];
        holdsDeviation = new boolean[r];
        inverse = new double[r][r];
        column = new double[r];
        reset();
    }

    /** Takes the deviations in place of all columns. */
    void reset() {
        for (int j = 0; j < r; j++) {
            slots[j] = deviation(j);
            holdsDeviation[j] = true;
            Arrays.fill(inverse[j], 0);
            inverse[j][j] = 1;
        }
    }

    /** The deviation of an equation; of a deviation, its equation. */
    static int deviation(int j) {
        return -1 - j;
    }

    /** How many slots there are. */
    int size() {
        return r;
    }

    /** What a slot holds. */
    int at(int slot) {
        return slots[slot];
    }

    /** Whether the deviation of an equation is in the basis. */
    boolean holdsDeviation(int j) {
        return holdsDeviation[j];
    }

    /** A row of the inverse; its own array. */
    double[] row(int slot) {
        return inverse[slot];
    }

    /** Keeps what the slots hold, for another J of r rows; false where the basis is singular then. */
    boolean renew(double[][] matrix) {
        jacobian = matrix;
        double[][] basis = new double[r][r];
        for (int k = 0; k < r; k++) {
            for (int j = 0; j < r; j++) {
                basis[j][k] = slots[k] >= 0 ? jacobian[j][slots[k]] : slots[k] == deviation(j) ? 1 : 0;
            }
        }
        return Inverse.of(basis, inverse);
    }

    /** The values of the slots for right sides. */
    void values(double[] right, double[] values) {
        for (int k = 0; k < r; k++) {
            double[] row = inverse[k];
            double sum = 0;
            for (int j = 0; j < r; j++) {
                sum += row[j] * right[j];
            }
            values[k] = sum;
        }
    }

    /** The multipliers y of the equations for the costs of the slots. */
    void price(double[] cost, double[] y) {
        Arrays.fill(y, 0);
        for (int k = 0; k < r; k++) {
            if (cost[k] != 0) {
                for (int j = 0; j < r; j++) {
                    y[j] += inverse[k][j] * cost[k];
                }
            }
        }
    }

    /** Puts something in a slot; false where the pivot is zero. */
    boolean replace(int slot, int entering) {
        if (slots[slot] < 0) {
            holdsDeviation[deviation(slots[slot])] = false;
        }
        if (entering < 0) {
            holdsDeviation[deviation(entering)] = true;
        }
        slots[slot] = entering;
        for (int k = 0; k < r; k++) {
            if (entering < 0) {
                column[k] = inverse[k][deviation(entering)];
            } else {
                double sum = 0;
                for (int j = 0; j < r; j++) {
                    sum += inverse[k][j] * jacobian[j][entering];
                }
                column[k] = sum;
            }
        }
        return pivot(slot);
    }

    private boolean pivot(int slot) {
        double divisor = column[slot];
        if (!(Math.abs(divisor) > Double.MIN_NORMAL)) {
            return false;
        }
        double[] row = inverse[slot];
        for (int j = 0; j < r; j++) {
            row[j] /= divisor;
        }
        for (int k = 0; k < r; k++) {
            double factor = column[k];
            if (k != slot && factor != 0) {
                for (int j = 0; j < r; j++) {
                    inverse[k][j] -= factor * row[j];
                }
            }
        }
        return true;
    }
}
