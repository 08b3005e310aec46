package org.halfspace.onnx.bounds;

/** A matrix that is stored whole. */
final class Dense implements LinearMap {
    /** Rows that are taken together in a transposed product: fewer passes over the sums. */
    private static final int ROWS_AT_ONCE = 4;

    private final int rows;
    private final int columns;
    private final double[] elements;

    /** @param elements rows x columns, row after row; shared, not copied */
    Dense(int rows, int columns, double[] elements) {
        this.rows = rows;
        this.columns = columns;
        this.elements = elements;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void multiply(double[] x, double[] sums) {
        for (int i = 0; i < rows; i++) {
            int at = i * columns;
            double first = 0;
            double second = 0;
            double third = 0;
            double fourth = 0;
            int j = 0;
            for (; j + 3 < columns; j += 4) {
                first += elements[at + j] * x[j];
                second += elements[at + j + 1] * x[j + 1];
                third += elements[at + j + 2] * x[j + 2];
                fourth += elements[at + j + 3] * x[j + 3];
            }
            for (; j < columns; j++) {
                first += elements[at + j] * x[j];
            }
            sums[i] += (first + second) + (third + fourth);
        }
    }

    @Override
    public void multiplyAbsolute(double[] x, double[] sums) {
        for (int i = 0; i < rows; i++) {
            int at = i * columns;
            double first = 0;
            double second = 0;
            int j = 0;
            for (; j + 1 < columns; j += 2) {
                first += Math.abs(elements[at + j]) * x[j];
                second += Math.abs(elements[at + j + 1]) * x[j + 1];
            }
            for (; j < columns; j++) {
                first += Math.abs(elements[at + j]) * x[j];
            }
            sums[i] += first + second;
        }
    }

    @Override
    public void transpose(double[][] vectors, double[][] sums) {
        int i = 0;
        for (; i + ROWS_AT_ONCE <= rows; i += ROWS_AT_ONCE) {
            for (int r = 0; r < vectors.length; r++) {
                double[] vector = vectors[r];
                addFour(i, vector[i], vector[i + 1], vector[i + 2], vector[i + 3], sums[r]);
            }
        }
        for (; i < rows; i++) {
            for (int r = 0; r < vectors.length; r++) {
                addOne(i, vectors[r][i], sums[r]);
            }
        }
    }

    private void addFour(int i, double a, double b, double c, double d, double[] sums) {
        int zeros = (a == 0 ? 1 : 0) + (b == 0 ? 1 : 0) + (c == 0 ? 1 : 0) + (d == 0 ? 1 : 0);
        if (zeros >= ROWS_AT_ONCE - 1) {
            addOne(i, a, sums);
            addOne(i + 1, b, sums);
            addOne(i + 2, c, sums);
            addOne(i + 3, d, sums);
            return;
        }
        int first = i * columns;
        int second = first + columns;
        int third = second + columns;
        int fourth = third + columns;
        for (int j = 0; j < columns; j++) {
            sums[j] += (a * elements[first + j] + b * elements[second + j])
                    + (c * elements[third + j] + d * elements[fourth + j]);
        }
    }

    private void addOne(int i, double factor, double[] sums) {
        if (factor != 0) {
            int at = i * columns;
            for (int j = 0; j < columns; j++) {
                sums[j] += factor * elements[at + j];
            }
        }
    }

    @Override
    public void transposeAbsolute(double[] vector, double[] sums) {
        for (int i = 0; i < rows; i++) {
            double factor = vector[i];
            if (factor != 0) {
                int at = i * columns;
                for (int j = 0; j < columns; j++) {
                    sums[j] += factor * Math.abs(elements[at + j]);
                }
            }
        }
    }

    @Override
    public int roundings() {
        return Math.max(rows, columns) + 1;
    }
}
