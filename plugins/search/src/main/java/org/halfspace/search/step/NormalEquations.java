package org.halfspace.search.step;

import java.util.Arrays;

/** {@code (J diag(w) J^T + diag(s)) y = rhs} for a few rows and many columns: Cholesky, with the rows' own scale to lean on. */
final class NormalEquations {
    /** What is added to the diagonal, relative to it: keeps the factorisation going where rows depend on each other. */
    private static final double REGULARISATION = 1e-13;

    private double[][] factor = new double[0][];

    /** Sets the matrix. */
    void form(double[][] jacobian, double[] weights, double[] diagonal) {
        int r = jacobian.length;
        if (factor.length != r) {
            factor = new double[r][r];
        }
        for (int j = 0; j < r; j++) {
            Arrays.fill(factor[j], 0);
        }
        Rows.addWeightedGram(jacobian, weights, factor);
        for (int j = 0; j < r; j++) {
            factor[j][j] += diagonal[j];
        }
    }

    /** Adds {@code scale v v^T} to the matrix. */
    void addOuter(double scale, double[] v) {
        for (int j = 0; j < v.length; j++) {
            for (int k = 0; k <= j; k++) {
                factor[j][k] += scale * v[j] * v[k];
            }
        }
    }

    /** Factorises it. */
    void factorise() {
        int r = factor.length;
        for (int j = 0; j < r; j++) {
            double[] row = factor[j];
            double own = row[j];
            for (int k = 0; k < j; k++) {
                double sum = row[k];
                double[] other = factor[k];
                for (int q = 0; q < k; q++) {
                    sum -= row[q] * other[q];
                }
                row[k] = sum / other[k];
                own -= row[k] * row[k];
            }
            double floor = REGULARISATION * diagonalBefore(j) + Double.MIN_NORMAL;
            row[j] = Math.sqrt(Math.max(own, floor));
        }
    }

    /** What stood on the diagonal before the elimination: the square of the row's length. */
    private double diagonalBefore(int j) {
        double sum = 0;
        for (int k = 0; k < j; k++) {
            sum += factor[j][k] * factor[j][k];
        }
        return sum;
    }

    /** Solves in place. */
    void solve(double[] rhs) {
        int r = factor.length;
        for (int j = 0; j < r; j++) {
            double sum = rhs[j];
            for (int k = 0; k < j; k++) {
                sum -= factor[j][k] * rhs[k];
            }
            rhs[j] = sum / factor[j][j];
        }
        for (int j = r - 1; j >= 0; j--) {
            double sum = rhs[j];
            for (int k = j + 1; k < r; k++) {
                sum -= factor[k][j] * rhs[k];
            }
            rhs[j] = sum / factor[j][j];
        }
    }
}
