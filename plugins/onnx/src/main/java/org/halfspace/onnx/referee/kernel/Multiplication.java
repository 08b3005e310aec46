package org.halfspace.onnx.referee.kernel;

/** Products of dense matrices that lie in larger arrays. */
final class Multiplication {
    /** Columns of the result at a time, so that a strip of four rows of B and one of C stay in the first-level cache. */
    private static final int STRIP = 512;

    /** Rows of B at a time, so that a block of B (1 MB) stays in the second-level cache while all rows of A pass. */
    private static final int BLOCK = 256;

    /** With fewer rows than these in A, transposing B costs more than it saves. */
    private static final int FEW_ROWS = 4;

    private Multiplication() {}

    /**
     * Where a matrix lies: element (i, j) at {@code offset + i * row + j * column}.
     *
     * @param values the array
     * @param offset the place of the first element
     * @param row the distance of neighbours in a column
     * @param column the distance of neighbours in a row
     */
    record Matrix(double[] values, int offset, int row, int column) {
        /** A row-major matrix. */
        static Matrix of(double[] values, int offset, int columns) {
            return new Matrix(values, offset, columns, 1);
        }

        Matrix transposed() {
            return new Matrix(values, offset, column, row);
        }
    }

    /**
     * C += A B.
     *
     * @param m rows of A and C
     * @param k columns of A, rows of B
     * @param n columns of B and C
     * @param a m x k, in any layout
     * @param b k x n, in any layout
     * @param c m x n, neighbours in a row side by side
     */
    static void add(int m, int k, int n, Matrix a, Matrix b, Matrix c) {
        if (b.column() != 1 && b.row() == 1 && m < FEW_ROWS) {
            addByInnerProducts(m, k, n, a, b, c);
            return;
        }
        Matrix rows = b.column() == 1 || n == 1 ? b : rowMajor(b, k, n);
        for (int from = 0; from < k; from += BLOCK) {
            int to = Math.min(k, from + BLOCK);
            for (int left = 0; left < n; left += STRIP) {
                int width = Math.min(STRIP, n - left);
                for (int i = 0; i < m; i++) {
                    addRow(a, i, from, to, rows, left, c.values(), c.offset() + i * c.row() + left, width);
                }
            }
        }
    }

    /** One row of C gets rows {@code from} to {@code to} of B, four at a time. */
    private static void addRow(Matrix a, int i, int from, int to, Matrix b, int left, double[] c, int at, int width) {
        int p = from;
        int base = a.offset() + i * a.row();
        for (; p + 4 <= to; p += 4) {
            int place = base + p * a.column();
            int first = b.offset() + p * b.row() + left;
            fourRows(
                    a.values()[place],
                    a.values()[place + a.column()],
                    a.values()[place + 2 * a.column()],
                    a.values()[place + 3 * a.column()],
                    b.values(),
                    first,
                    b.row(),
                    c,
                    at,
                    width);
        }
        for (; p < to; p++) {
            double factor = a.values()[base + p * a.column()];
            int first = b.offset() + p * b.row() + left;
            for (int j = 0; j < width; j++) {
                c[at + j] += factor * b.values()[first + j];
            }
        }
    }

    private static void fourRows(
            double p, double q, double r, double s, double[] b, int first, int row, double[] c, int at, int width) {
        int second = first + row;
        int third = second + row;
        int fourth = third + row;
        for (int j = 0; j < width; j++) {
            c[at + j] += p * b[first + j] + q * b[second + j] + r * b[third + j] + s * b[fourth + j];
        }
    }

    /** Rows of A with columns of B, which are contiguous here. Four sums, because a single one would wait for itself. */
    private static void addByInnerProducts(int m, int k, int n, Matrix a, Matrix b, Matrix c) {
        double[] row = new double[k];
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                row[p] = a.values()[a.offset() + i * a.row() + p * a.column()];
            }
            for (int j = 0; j < n; j++) {
                c.values()[c.offset() + i * c.row() + j] += innerProduct(row, b.values(), b.offset() + j * b.column());
            }
        }
    }

    private static double innerProduct(double[] x, double[] y, int at) {
        double p = 0;
        double q = 0;
        double r = 0;
        double s = 0;
        int i = 0;
        for (; i + 4 <= x.length; i += 4) {
            p += x[i] * y[at + i];
            q += x[i + 1] * y[at + i + 1];
            r += x[i + 2] * y[at + i + 2];
            s += x[i + 3] * y[at + i + 3];
        }
        for (; i < x.length; i++) {
            p += x[i] * y[at + i];
        }
        return (p + q) + (r + s);
    }

    private static Matrix rowMajor(Matrix b, int k, int n) {
        double[] copy = new double[k * n];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < n; j++) {
                copy[i * n + j] = b.values()[b.offset() + i * b.row() + j * b.column()];
            }
        }
        return Matrix.of(copy, 0, n);
    }
}
