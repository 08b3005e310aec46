package org.halfspace.verify;

import org.halfspace.spi.model.SoftmaxHead;

/**
 * Differences of logits by plain sums over W, with bounds for their rounding. With {@code s_j = (w_j - w_0) . h} summed in any order,
 * {@code gamma_n = n u / (1 - n u)} and {@code a_j = ‖w_j - w_0‖}, a computed {@code z_i - z_j} is wrong by at most
 * {@code gamma_(l+6) ((a_i + a_j) ‖h‖ + |b_i| + |b_j|)}. Immutable.
 */
final class ClassDifferences {

    /** 2^-53, the relative error of one operation in double precision. */
    static final double UNIT_ROUNDOFF = 0x1p-53;

    /** Vectors that share one pass over W. */
    static final int BLOCK = 16;

    private final SoftmaxHead head;
    private final double[] lengths;
    private final double gamma;

    ClassDifferences(SoftmaxHead head) {
        this.head = head;
        int m = head.classes();
        lengths = new double[m];
        double[] row = new double[m];
        for (int k = 0; k < head.hiddenSize(); k++) {
            row(k, row);
            for (int j = 0; j < m; j++) {
                lengths[j] += row[j] * row[j];
            }
        }
        for (int j = 0; j < m; j++) {
            lengths[j] = Math.sqrt(lengths[j]);
        }
        double n = (head.hiddenSize() + 6.0) * UNIT_ROUNDOFF;
        gamma = n / (1 - n);
    }

    private void row(int k, double[] target) {
        double[] data = head.weights().data;
        int m = target.length;
        double reference = data[k * m];
        for (int j = 0; j < m; j++) {
            target[j] = data[k * m + j] - reference;
        }
    }

    /**
     * {@code (w_j - w_0) . h} for all j and some vectors.
     *
     * @param vectors n vectors of l numbers, from {@code begin} to {@code end - 1}
     */
    double[][] products(double[][] vectors, int begin, int end) {
        int m = head.classes();
        double[][] products = new double[end - begin][m];
        double[] row = new double[m];
        for (int k = 0; k < head.hiddenSize(); k++) {
            row(k, row);
            for (int v = begin; v < end; v++) {
                double scale = vectors[v][k];
                if (scale != 0) {
                    add(scale, row, products[v - begin]);
                }
            }
        }
        return products;
    }

    private static void add(double scale, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += scale * x[i];
        }
    }

    /** What rounding can make of {@code (w_i - w_j) . h}. */
    double productError(int i, int j, double norm) {
        return gamma * (lengths[i] + lengths[j]) * norm;
    }

    /** What rounding can make of {@code z_i - z_j}. */
    double logitError(int i, int j, double norm) {
        return productError(i, j, norm) + gamma * (Math.abs(head.bias()[i]) + Math.abs(head.bias()[j]));
    }

    /** At least {@code ‖w_i - w_j‖}. */
    double distanceBound(int i, int j) {
        return (1 + gamma) * (lengths[i] + lengths[j]);
    }

    static double norm(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    void requireClass(int i) {
        if (i < 0 || i >= head.classes()) {
            throw new IllegalArgumentException("expected a class from 0 to " + (head.classes() - 1) + ", found " + i);
        }
    }

    void requireSize(double[] vector) {
        if (vector.length != head.hiddenSize()) {
            throw new IllegalArgumentException(
                    "expected a vector of l = " + head.hiddenSize() + " numbers, found " + vector.length);
        }
    }
}
