package org.halfspace.onnx.bounds;

/** A matrix that is stored whole, each row in an array of its own: Java makes vector instructions of loops without offsets alone. */
final class Dense implements LinearMap {
    /** Rows that are taken together in a transposed product: fewer passes over the sums. */
    private static final int ROWS_AT_ONCE = 4;

    /** Elements that are copied where columns are left out, 16 MiB; the copies live as long as what is known of one region. */
    private static final long MOST_COPIED = 1L << 21;

    /** More columns than this share are not worth a copy without the others. */
    private static final double WORTHWHILE = 0.7;

    private final int rows;
    private final int columns;
    private final double[][] elements;

    /** @param elements rows x columns, row after row */
    Dense(int rows, int columns, double[] elements) {
        this(columns, new double[rows][columns]);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(elements, i * columns, this.elements[i], 0, columns);
        }
    }

    private Dense(int columns, double[][] elements) {
        this.rows = elements.length;
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
            sums[i] += product(i, x);
        }
    }

    @Override
    public void multiply(double[] x, double[] sums, int[] wanted) {
        for (int i : wanted) {
            sums[i] += product(i, x);
        }
    }

    private double product(int i, double[] x) {
        double[] row = elements[i];
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int j = 0;
        for (; j + 3 < columns; j += 4) {
            first += row[j] * x[j];
            second += row[j + 1] * x[j + 1];
            third += row[j + 2] * x[j + 2];
            fourth += row[j + 3] * x[j + 3];
        }
        for (; j < columns; j++) {
            first += row[j] * x[j];
        }
        return (first + second) + (third + fourth);
    }

    @Override
    public void enclose(double[] c, double[] w, double[] s, double[] middle, double[] radius, double[] sizes) {
        for (int i = 0; i < rows; i++) {
            double[] row = elements[i];
            double centre = 0;
            double reach = 0;
            double size = 0;
            for (int j = 0; j < columns; j++) {
                double element = row[j];
                double absolute = Math.abs(element);
                centre += element * c[j];
                reach += absolute * w[j];
                size += absolute * s[j];
            }
            middle[i] += centre;
            radius[i] += reach;
            sizes[i] += size;
        }
    }

    @Override
    public LinearMap within(int[] kept) {
        long elements = (long) rows * kept.length;
        return elements > MOST_COPIED || kept.length > WORTHWHILE * columns ? this : new DenseColumns(this, kept);
    }

    /** The matrix that some columns make. */
    Dense pick(int[] kept) {
        double[][] picked = new double[rows][kept.length];
        for (int i = 0; i < rows; i++) {
            double[] row = elements[i];
            for (int k = 0; k < kept.length; k++) {
                picked[i][k] = row[kept[k]];
            }
        }
        return new Dense(kept.length, picked);
    }

    @Override
    public void multiplyAbsolute(double[] x, double[] sums) {
        for (int i = 0; i < rows; i++) {
            double[] row = elements[i];
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += Math.abs(row[j]) * x[j];
            }
            sums[i] += sum;
        }
    }

    @Override
    public void transpose(double[][] vectors, double[][] sums) {
        int[] used = new int[rows];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            boolean zero = true;
            for (int r = 0; zero && r < vectors.length; r++) {
                zero = vectors[r][i] == 0;
            }
            if (!zero) {
                used[count++] = i;
            }
        }
        int k = 0;
        for (; k + ROWS_AT_ONCE <= count; k += ROWS_AT_ONCE) {
            for (int r = 0; r < vectors.length; r++) {
                addFour(used[k], used[k + 1], used[k + 2], used[k + 3], vectors[r], sums[r]);
            }
        }
        for (; k < count; k++) {
            for (int r = 0; r < vectors.length; r++) {
                addOne(used[k], vectors[r][used[k]], sums[r]);
            }
        }
    }

    private void addFour(int h, int i, int k, int l, double[] vector, double[] sums) {
        double a = vector[h];
        double b = vector[i];
        double c = vector[k];
        double d = vector[l];
        int zeros = (a == 0 ? 1 : 0) + (b == 0 ? 1 : 0) + (c == 0 ? 1 : 0) + (d == 0 ? 1 : 0);
        if (zeros >= ROWS_AT_ONCE - 1) {
            addOne(h, a, sums);
            addOne(i, b, sums);
            addOne(k, c, sums);
            addOne(l, d, sums);
        } else {
            addFour(elements[h], a, elements[i], b, elements[k], c, elements[l], d, sums);
        }
    }

    private void addFour(
            double[] first,
            double a,
            double[] second,
            double b,
            double[] third,
            double c,
            double[] fourth,
            double d,
            double[] sums) {
        for (int j = 0; j < columns; j++) {
            sums[j] += (a * first[j] + b * second[j]) + (c * third[j] + d * fourth[j]);
        }
    }

    private void addOne(int i, double factor, double[] sums) {
        if (factor != 0) {
            double[] row = elements[i];
            for (int j = 0; j < columns; j++) {
                sums[j] += factor * row[j];
            }
        }
    }

    @Override
    public void transposeAbsolute(double[] vector, double[] sums) {
        for (int i = 0; i < rows; i++) {
            double factor = vector[i];
            if (factor != 0) {
                double[] row = elements[i];
                for (int j = 0; j < columns; j++) {
                    sums[j] += factor * Math.abs(row[j]);
                }
            }
        }
    }

    @Override
    public int roundings() {
        return Math.max(rows, columns) + 1;
    }
}
