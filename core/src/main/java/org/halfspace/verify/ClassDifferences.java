package org.halfspace.verify;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Differences of logits by plain sums over W, with bounds for their rounding. With {@code s_j = (w_j - w_0) . h} summed in any order,
 * {@code gamma_n = n u / (1 - n u)} and {@code a_j = ‖w_j - w_0‖}, a computed {@code z_i - z_j} is wrong by at most
 * {@code gamma_(l+6) ((a_i + a_j) ‖h‖ + |b_i| + |b_j|)}. Immutable.
 */
final class ClassDifferences {

    /** 2^-53, the relative error of one operation in double precision. */
    static final double UNIT_ROUNDOFF = 0x1p-53;

    /** Vectors whose products are there at once. */
    static final int BLOCK = 64;

    /** Vectors that share one pass over W. */
    private static final int PASS = 8;

    /** Rows of W that are added at once. */
    private static final int ROWS = 4;

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
     * {@code (w_j - w_0) . h} for all j and some vectors. Each is the same sum in the same order, whatever vectors it shares a pass
     * or a thread with.
     *
     * @param vectors n vectors of l numbers, from {@code begin} to {@code end - 1}
     */
    double[][] products(double[][] vectors, int begin, int end) {
        double[][] products = new double[end - begin][head.classes()];
        int passes = (end - begin + PASS - 1) / PASS;
        IntStream.range(0, passes).parallel().forEach(pass -> {
            int first = begin + pass * PASS;
            pass(vectors, first, Math.min(end, first + PASS), products, begin);
        });
        return products;
    }

    /** Reads W once for a few vectors, and their sums once for every four rows of W. */
    private void pass(double[][] vectors, int first, int last, double[][] products, int begin) {
        double[][] rows = new double[ROWS][head.classes()];
        int l = head.hiddenSize();
        for (int k = 0; k < l; k += ROWS) {
            int count = Math.min(ROWS, l - k);
            for (int r = 0; r < count; r++) {
                row(k + r, rows[r]);
            }
            for (int r = count; r < ROWS; r++) {
                Arrays.fill(rows[r], 0);
            }
            for (int v = first; v < last; v++) {
                add(vectors[v], k, count, rows, products[v - begin]);
            }
        }
    }

    private static void add(double[] vector, int k, int count, double[][] rows, double[] y) {
        double s0 = vector[k];
        double s1 = count > 1 ? vector[k + 1] : 0;
        double s2 = count > 2 ? vector[k + 2] : 0;
        double s3 = count > 3 ? vector[k + 3] : 0;
        if (s0 == 0 && s1 == 0 && s2 == 0 && s3 == 0) {
            return;
        }
        double[] x0 = rows[0];
        double[] x1 = rows[1];
        double[] x2 = rows[2];
        double[] x3 = rows[3];
        for (int i = 0; i < y.length; i++) {
            y[i] += (s0 * x0[i] + s1 * x1[i]) + (s2 * x2[i] + s3 * x3[i]);
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
