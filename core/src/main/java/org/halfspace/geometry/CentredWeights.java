package org.halfspace.geometry;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * The centred weights {@code W_c = W C}, {@code C = I - 1 1^T / m}: all that the softmax sees of W. Immutable, thread-safe.
 *
 * <p>They are computed from the differences {@code D_j = w_j - w_0}, so that classes with equal weights give exact zeros
 * and a large common part of all classes costs no digits.
 */
public final class CentredWeights {
    private final DMatrixRMaj weights;

    CentredWeights(SoftmaxHead head) {
        this.weights = head.weights();
    }

    /** l, the number of rows. */
    int hiddenSize() {
        return weights.numRows;
    }

    /** m, the number of columns. */
    int classes() {
        return weights.numCols;
    }

    /** W_c, l x m, new: column i is {@code w_i} less the mean of all. */
    public DMatrixRMaj matrix() {
        int m = weights.numCols;
        DMatrixRMaj centred = new DMatrixRMaj(weights.numRows, m);
        for (int k = 0; k < weights.numRows; k++) {
            row(k, centred.data, k * m);
        }
        return centred;
    }

    /** Writes row k of W_c, m numbers. */
    void row(int k, double[] target, int offset) {
        int m = weights.numCols;
        double mean = differences(k, target, offset) / m;
        for (int j = 0; j < m; j++) {
            target[offset + j] -= mean;
        }
    }

    /**
     * W_c in an orthonormal basis of the sum-zero vectors: l x (m - 1), with the column space and the nonzero singular
     * values of W_c.
     *
     * <p>The Householder reflector F that turns 1 into a multiple of e_0 leaves {@code W_c F = [0, B]}; in terms of the
     * differences, {@code B_kj = D_kj - (sum of row k of D) / (m + sqrt(m))}.
     */
    DMatrixRMaj reduced() {
        return reduced(IntStream.range(0, weights.numRows).toArray());
    }

    /** The rows of {@link #reduced()} that belong to some of the features. */
    DMatrixRMaj reduced(int[] features) {
        int m = weights.numCols;
        DMatrixRMaj reduced = new DMatrixRMaj(features.length, m - 1);
        double[] row = new double[m];
        for (int k = 0; k < features.length; k++) {
            double shift = differences(features[k], row, 0) / (m + Math.sqrt(m));
            for (int j = 1; j < m; j++) {
                reduced.data[k * (m - 1) + j - 1] = row[j] - shift;
            }
        }
        return reduced;
    }

    /** What {@link #reduced()} takes off the differences: the sums of the rows of D over {@code m + sqrt(m)}, l numbers. */
    double[] shifts() {
        int m = weights.numCols;
        double[] shifts = new double[weights.numRows];
        double[] row = new double[m];
        for (int k = 0; k < shifts.length; k++) {
            shifts[k] = differences(k, row, 0) / (m + Math.sqrt(m));
        }
        return shifts;
    }

    /**
     * Writes columns of {@link #reduced()} as rows of l numbers, below what is there already.
     *
     * @param shifts those of {@link #shifts()}
     * @param begin the first column
     * @param target receives as many columns as there are rows from {@code offset} on
     */
    void reducedColumns(double[] shifts, int begin, DMatrixRMaj target, int offset) {
        int m = weights.numCols;
        int l = weights.numRows;
        for (int k = 0; k < l; k++) {
            double reference = weights.data[k * m];
            for (int i = offset; i < target.numRows; i++) {
                double difference = weights.data[k * m + begin + i - offset + 1] - reference;
                target.data[i * l + k] = difference - shifts[k];
            }
        }
    }

    /** Writes row k of D and returns its sum. */
    private double differences(int k, double[] target, int offset) {
        int m = weights.numCols;
        double reference = weights.data[k * m];
        double sum = 0;
        for (int j = 0; j < m; j++) {
            double difference = weights.data[k * m + j] - reference;
            target[offset + j] = difference;
            sum += difference;
        }
        return sum;
    }

    /** The mean of the classes' weight vectors, l numbers, new. */
    public double[] mean() {
        int m = weights.numCols;
        double[] mean = new double[weights.numRows];
        double[] row = new double[m];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = weights.data[k * m] + differences(k, row, 0) / m;
        }
        return mean;
    }

    /**
     * {@code W_c^T h}: the logits without bias, less their mean. Zero for a direction that no probability sees.
     *
     * @param h l numbers
     * @return m numbers that sum to zero, new
     */
    public double[] logits(double[] h) {
        int m = weights.numCols;
        if (h.length != weights.numRows) {
            throw new IllegalArgumentException("expected l = " + weights.numRows + " numbers, found " + h.length);
        }
        double[] z = new double[m];
        for (int k = 0; k < h.length; k++) {
            double value = h[k];
            double reference = weights.data[k * m];
            for (int j = 1; j < m; j++) {
                z[j] += (weights.data[k * m + j] - reference) * value;
            }
        }
        double sum = 0;
        for (double value : z) {
            sum += value;
        }
        for (int j = 0; j < m; j++) {
            z[j] -= sum / m;
        }
        return z;
    }

    /** The Frobenius norm of W. */
    double frobeniusNorm() {
        double largest = 0;
        for (int i = 0; i < weights.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(weights.data[i]));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < weights.getNumElements(); i++) {
            double scaled = weights.data[i] / largest;
            sum += scaled * scaled;
        }
        return largest * Math.sqrt(sum);
    }
}
