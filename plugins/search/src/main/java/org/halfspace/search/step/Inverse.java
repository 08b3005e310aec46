package org.halfspace.search.step;

/** Inverses of small matrices, by Gauss and Jordan with pivots. */
final class Inverse {
    /** Pivots, relative to the largest entry, below which a matrix counts as singular. */
    private static final double SINGULAR = 1e-9;

    private Inverse() {}

    /**
     * Inverts a matrix.
     *
     * @param matrix r x r; not changed
     * @param inverse receives r x r numbers, where there is an inverse
     * @return false where the matrix is singular
     */
    static boolean of(double[][] matrix, double[][] inverse) {
        int r = matrix.length;
        double[][] rows = new double[r][2 * r];
        double largest = 0;
        for (int k = 0; k < r; k++) {
            System.arraycopy(matrix[k], 0, rows[k], 0, r);
            rows[k][r + k] = 1;
            for (double entry : matrix[k]) {
                largest = Math.max(largest, Math.abs(entry));
            }
        }
        for (int k = 0; k < r; k++) {
            int best = k;
            for (int j = k + 1; j < r; j++) {
                best = Math.abs(rows[j][k]) > Math.abs(rows[best][k]) ? j : best;
            }
            double[] row = rows[best];
            rows[best] = rows[k];
            rows[k] = row;
            if (!(Math.abs(row[k]) > SINGULAR * largest)) {
                return false;
            }
            double divisor = row[k];
            for (int j = k; j < 2 * r; j++) {
                row[j] /= divisor;
            }
            for (int i = 0; i < r; i++) {
                double factor = rows[i][k];
                if (i != k && factor != 0) {
                    for (int j = k; j < 2 * r; j++) {
                        rows[i][j] -= factor * row[j];
                    }
                }
            }
        }
        for (int k = 0; k < r; k++) {
            System.arraycopy(rows[k], r, inverse[k], 0, r);
        }
        return true;
    }
}
