package org.halfspace.onnx.bounds;

import java.util.Arrays;

/** {@code R diag(1 / h) R^T + diag(s)} for rows R, r x n, and its Cholesky factor, which passes over rows that depend on others. For one thread. */
final class NormalMatrix {
    /** A pivot that elimination leaves less than this of is rounding: its row depends on those before it. */
    private static final double DEPENDENT = 1e-12;

    /** What takes its place, so that the row's multiplier stays as it is. */
    private static final double HUGE = 0x1p200;

    private final double[][] columns;
    private final double[][] factor;
    private final int r;

    /** @param rows r rows of n numbers */
    NormalMatrix(double[][] rows, int n) {
        r = rows.length;
        columns = new double[n][r];
        for (int j = 0; j < r; j++) {
            for (int i = 0; i < n; i++) {
                columns[i][j] = rows[j][i];
            }
        }
        factor = new double[r][r];
    }

    /** Sets it; the lower half is what counts. */
    void set(double[] h, double[] diagonal) {
        for (double[] row : factor) {
            Arrays.fill(row, 0);
        }
        int i = 0;
        for (; i + 1 < columns.length; i += 2) {
            double[] first = columns[i];
            double[] second = columns[i + 1];
            for (int j = 0; j < r; j++) {
                double a = first[j] / h[i];
                double b = second[j] / h[i + 1];
                double[] row = factor[j];
                // Without a reduction: the compiler makes vector instructions of it.
                for (int k = 0; k <= j; k++) {
                    row[k] += a * first[k] + b * second[k];
                }
            }
        }
        for (; i < columns.length; i++) {
            for (int j = 0; j < r; j++) {
                for (int k = 0; k <= j; k++) {
                    factor[j][k] += columns[i][j] / h[i] * columns[i][k];
                }
            }
        }
        for (int j = 0; j < r; j++) {
            factor[j][j] += diagonal[j];
        }
    }

    /** Adds {@code scale v v^T}. */
    void addOuter(double[] v, double scale) {
        for (int j = 0; j < r; j++) {
            for (int k = 0; k <= j; k++) {
                factor[j][k] += scale * v[j] * v[k];
            }
        }
    }

    void factorise() {
        for (int j = 0; j < r; j++) {
            double[] row = factor[j];
            double own = row[j];
            double least = DEPENDENT * own + Double.MIN_NORMAL;
            for (int k = 0; k < j; k++) {
                double[] other = factor[k];
                double sum = row[k];
                for (int q = 0; q < k; q++) {
                    sum -= row[q] * other[q];
                }
                row[k] = sum / other[k];
                own -= row[k] * row[k];
            }
            row[j] = own > least ? Math.sqrt(own) : HUGE;
        }
    }

    /** Solves in place. */
    void solve(double[] right) {
        for (int j = 0; j < r; j++) {
            double sum = right[j];
            for (int k = 0; k < j; k++) {
                sum -= factor[j][k] * right[k];
            }
            right[j] = sum / factor[j][j];
        }
        for (int j = r - 1; j >= 0; j--) {
            right[j] /= factor[j][j];
            for (int k = 0; k < j; k++) {
                right[k] -= factor[j][k] * right[j];
            }
        }
    }
}
