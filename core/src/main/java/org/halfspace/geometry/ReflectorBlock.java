package org.halfspace.geometry;

import java.util.Arrays;

/**
 * Some consecutive Householder reflectors as one: {@code I - V T V^T}. Immutable. Matrices are arrays of rows.
 */
final class ReflectorBlock {
    /**
     * Numbers below this are as good as zero: the matrix is changed by less than 2^-969, and the reflector of a column of them
     * would be made of subnormal numbers, which have too few digits for it to be orthogonal. Columns of matrices of low rank
     * shrink by 2^-53 at every step, and get there.
     */
    private static final double SMALLEST = 0x1p-969;

    /** The first coordinate that changes: the rows of V above it are zero. */
    private final int first;
    /** V's rows from {@code first} on, each {@code width} long; unit lower trapezoidal. */
    private final double[][] v;
    /** V's columns, whole. */
    private final double[][] columns;
    /** T, width x width, upper triangular. */
    private final double[][] t;

    private ReflectorBlock(int first, double[][] columns, double[][] t) {
        this.first = first;
        this.columns = columns;
        this.t = t;
        this.v = new double[columns[0].length - first][columns.length];
        for (int j = 0; j < columns.length; j++) {
            for (int i = 0; i < v.length; i++) {
                v[i][j] = columns[j][first + i];
            }
        }
    }

    /**
     * Makes a panel upper triangular and returns the reflectors that do so.
     *
     * @param panel the panel's columns, whole; overwritten, and kept
     * @param first the panel's first column, and the first coordinate that the reflectors change
     * @param r receives the panel's part of R, rows {@code first} on, {@code r[i][j]} for its row i and column j
     */
    static ReflectorBlock of(double[][] panel, int first, double[][] r) {
        int width = panel.length;
        double[] tau = new double[width];
        for (int j = 0; j < width; j++) {
            double[] column = panel[j];
            int pivot = first + j;
            for (int i = 0; i < j; i++) {
                r[i][j] = column[first + i];
            }
            r[j][j] = reflector(column, pivot, tau, j);
            Arrays.fill(column, 0, pivot, 0);
            for (int c = j + 1; c < width; c++) {
                double dot = Kernels.dot(column, panel[c], pivot, column.length);
                Kernels.addScaled(-tau[j] * dot, column, panel[c], pivot, column.length);
            }
        }
        return new ReflectorBlock(first, panel, triangle(panel, tau, first));
    }

    /**
     * Replaces x = column[pivot..] by the vector v, v_pivot = 1, with {@code (I - tau v v^T) x = beta e_pivot}.
     *
     * @return beta
     */
    private static double reflector(double[] column, int pivot, double[] tau, int j) {
        double largest = 0;
        for (int i = pivot + 1; i < column.length; i++) {
            largest = Math.max(largest, Math.abs(column[i]));
        }
        double alpha = column[pivot];
        column[pivot] = 1;
        if (largest < SMALLEST) {
            Arrays.fill(column, pivot + 1, column.length, 0);
            return alpha;
        }
        // Scaled, so that squares of tiny numbers do not vanish and those of huge ones do not overflow.
        largest = Math.max(largest, Math.abs(alpha));
        double sum = (alpha / largest) * (alpha / largest);
        for (int i = pivot + 1; i < column.length; i++) {
            double scaled = column[i] / largest;
            sum += scaled * scaled;
        }
        double beta = -Math.copySign(largest * Math.sqrt(sum), alpha);
        tau[j] = (beta - alpha) / beta;
        double divisor = alpha - beta;
        for (int i = pivot + 1; i < column.length; i++) {
            column[i] /= divisor;
        }
        return beta;
    }

    /** T of the product of reflectors, column by column: {@code -tau_i T (V^T v_i)} above {@code tau_i}. */
    private static double[][] triangle(double[][] columns, double[] tau, int first) {
        int width = columns.length;
        double[][] t = new double[width][width];
        double[] overlap = new double[width];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < i; j++) {
                overlap[j] = Kernels.dot(columns[j], columns[i], first + i, columns[i].length);
            }
            for (int row = 0; row < i; row++) {
                t[row][i] = -tau[i] * Kernels.dot(t[row], overlap, row, i);
            }
            t[i][i] = tau[i];
        }
        return t;
    }

    /**
     * Replaces a matrix C by {@code (I - V T V^T)^T C}.
     *
     * @param c the matrix' rows, whole; changed from row {@code first} on
     */
    void applyTransposedToColumns(double[][] c) {
        int count = c[0].length;
        double[][] product = new double[columns.length][count];
        int height = c.length;
        for (int k = first; k < height; k += 4) {
            if (k + 3 < height) {
                for (int j = 0; j < product.length; j++) {
                    double[] column = columns[j];
                    Kernels.addScaled(
                            column[k],
                            c[k],
                            column[k + 1],
                            c[k + 1],
                            column[k + 2],
                            c[k + 2],
                            column[k + 3],
                            c[k + 3],
                            product[j],
                            0,
                            count);
                }
            } else {
                for (int rest = k; rest < height; rest++) {
                    for (int j = 0; j < product.length; j++) {
                        Kernels.addScaled(columns[j][rest], c[rest], product[j], 0, count);
                    }
                }
            }
        }
        double[][] turned = new double[columns.length][count];
        for (int i = 0; i < turned.length; i++) {
            for (int j = 0; j <= i; j++) {
                Kernels.addScaled(t[j][i], product[j], turned[i], 0, count);
            }
        }
        Kernels.addProduct(-1, v, turned, Arrays.copyOfRange(c, first, height), 0, count);
    }

    /**
     * Replaces every vector x by {@code (I - V T V^T) x}, or by its transpose times x.
     *
     * @param x vectors, whole
     */
    void applyToVectors(double[][] x, boolean transposed) {
        int width = columns.length;
        for (double[] vector : x) {
            double[] product = new double[width];
            for (int k = 0; k < v.length; k++) {
                Kernels.addScaled(vector[first + k], v[k], product, 0, width);
            }
            double[] turned = new double[width];
            for (int i = 0; i < width; i++) {
                double sum = 0;
                for (int j = transposed ? 0 : i; j < (transposed ? i + 1 : width); j++) {
                    sum += product[j] * (transposed ? t[j][i] : t[i][j]);
                }
                turned[i] = -sum;
            }
            Kernels.addProduct(1, new double[][] {turned}, columns, new double[][] {vector}, first, vector.length);
        }
    }
}
