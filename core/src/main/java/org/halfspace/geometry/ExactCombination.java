package org.halfspace.geometry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * A class's weight vector as a convex combination of others, in rational arithmetic: weights in floating point are dyadic rationals,
 * so that a combination that a linear program found to rounding can be found exactly, by solving its basis's equations with
 * integers (Bareiss' fraction-free elimination, 1968).
 */
public final class ExactCombination {

    private ExactCombination() {}

    /**
     * Solves {@code sum_j x_j w_jk = w_ik} for some features k, {@code sum_j x_j = 1}.
     *
     * @param head the weights
     * @param classIndex i
     * @param support the classes j, linearly independent on the features given
     * @param features at least as many as the support has classes, less one
     * @return integers in the proportion of x, none negative and their sum positive; empty where x has a negative entry, or the
     *     equations are singular or more than x can meet
     */
    public static Optional<BigInteger[]> solve(SoftmaxHead head, int classIndex, int[] support, int[] features) {
        int n = support.length;
        int[] rows = independentRows(head, support, features);
        if (rows == null) {
            return Optional.empty();
        }
        BigInteger[][] a = new BigInteger[n][n + 1];
        for (int r = 0; r + 1 < n; r++) {
            double[] values = new double[n + 1];
            for (int c = 0; c < n; c++) {
                values[c] = head.weights().get(rows[r], support[c]);
            }
            values[n] = head.weights().get(rows[r], classIndex);
            a[r] = integers(values);
        }
        Arrays.fill(a[n - 1], BigInteger.ONE);
        return eliminate(a);
    }

    /**
     * Whether a combination bars a class from a domain, exactly: with {@code a = sum_j x_j (w_i - w_j)}, whether
     * {@code a . h + sum_j x_j (b_i - b_j)} is positive nowhere.
     *
     * @param weights integers in the proportion of x, none negative and not all zero
     */
    public static boolean bars(
            SoftmaxHead head, HiddenDomain domain, int classIndex, int[] support, BigInteger[] weights) {
        BigDecimal value = weighted(head.bias()[classIndex], weights, c -> head.bias()[support[c]]);
        for (int k = 0; k < head.hiddenSize(); k++) {
            int feature = k;
            BigDecimal a = weighted(head.weights().get(k, classIndex), weights, c -> head.weights()
                    .get(feature, support[c]));
            if (a.signum() != 0) {
                double end = a.signum() > 0 ? domain.upper() : domain.lower();
                if (Double.isInfinite(end)) {
                    return false;
                }
                value = value.add(a.multiply(new BigDecimal(end)));
            }
        }
        return value.signum() <= 0;
    }

    /** The weighted sum of {@code self} less each other. */
    private static BigDecimal weighted(double self, BigInteger[] weights, IntToDoubleFunction other) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal exact = new BigDecimal(self);
        for (int c = 0; c < weights.length; c++) {
            double value = other.applyAsDouble(c);
            if (value != self) {
                sum = sum.add(exact.subtract(new BigDecimal(value)).multiply(new BigDecimal(weights[c])));
            }
        }
        return sum;
    }

    /** Numbers in the proportion of some nonnegative doubles, exactly. */
    public static BigInteger[] proportions(double[] values) {
        return integers(values);
    }

    /** Doubles as integers over one power of two. */
    private static BigInteger[] integers(double[] values) {
        int least = Integer.MAX_VALUE;
        for (double value : values) {
            if (value != 0) {
                least = Math.min(least, lowestBit(value));
            }
        }
        BigInteger[] integers = new BigInteger[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = values[i] == 0 ? BigInteger.ZERO : shifted(values[i], -least);
        }
        return integers;
    }

    private static int lowestBit(double value) {
        int exponent = Math.getExponent(value);
        long bits = Double.doubleToRawLongBits(value) & 0xFFFFFFFFFFFFFL;
        if (exponent < Double.MIN_EXPONENT) {
            return Double.MIN_EXPONENT - 52 + Long.numberOfTrailingZeros(bits);
        }
        return exponent - 52 + Long.numberOfTrailingZeros(bits | 0x10000000000000L);
    }

    private static BigInteger shifted(double value, int shift) {
        BigDecimal scaled = shift >= 0
                ? new BigDecimal(value).multiply(new BigDecimal(BigInteger.ONE.shiftLeft(shift)))
                : new BigDecimal(value).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-shift)));
        return scaled.toBigIntegerExact();
    }

    /** Rows on which the support is independent beside the row of ones, by elimination in floating point. */
    private static int[] independentRows(SoftmaxHead head, int[] support, int[] features) {
        int n = support.length;
        DMatrixRMaj w = head.weights();
        if (features.length + 1 < n) {
            return null;
        }
        double[][] work = new double[features.length][n - 1];
        double scale = 0;
        for (int r = 0; r < work.length; r++) {
            // The row of ones is eliminated by differences.
            double reference = w.get(features[r], support[n - 1]);
            for (int c = 0; c + 1 < n; c++) {
                work[r][c] = w.get(features[r], support[c]) - reference;
                scale = Math.max(scale, Math.abs(work[r][c]));
            }
        }
        int[] order = features.clone();
        for (int c = 0; c + 1 < n; c++) {
            int best = c;
            for (int r = c + 1; r < work.length; r++) {
                if (Math.abs(work[r][c]) > Math.abs(work[best][c])) {
                    best = r;
                }
            }
            if (!(Math.abs(work[best][c]) > 0x1p-45 * scale)) {
                return null;
            }
            double[] row = work[best];
            work[best] = work[c];
            work[c] = row;
            int feature = order[best];
            order[best] = order[c];
            order[c] = feature;
            for (int r = c + 1; r < work.length; r++) {
                Kernels.addScaled(-work[r][c] / row[c], row, work[r], c, n - 1);
            }
        }
        return Arrays.copyOf(order, n - 1);
    }

    private static Optional<BigInteger[]> eliminate(BigInteger[][] a) {
        int n = a.length;
        BigInteger previous = BigInteger.ONE;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            while (pivot < n && a[pivot][k].signum() == 0) {
                pivot++;
            }
            if (pivot == n) {
                return Optional.empty();
            }
            BigInteger[] row = a[pivot];
            a[pivot] = a[k];
            a[k] = row;
            for (int i = 0; i < n; i++) {
                if (i == k) {
                    continue;
                }
                for (int j = k + 1; j <= n; j++) {
                    a[i][j] = a[i][j].multiply(row[k])
                            .subtract(a[i][k].multiply(row[j]))
                            .divide(previous);
                }
                a[i][k] = BigInteger.ZERO;
            }
            previous = row[k];
        }
        // Every diagonal entry but the last has been multiplied up to the determinant in the steps after it.
        BigInteger determinant = previous;
        BigInteger[] x = new BigInteger[n];
        BigInteger divisor = BigInteger.ZERO;
        for (int i = 0; i < n; i++) {
            x[i] = determinant.signum() < 0 ? a[i][n].negate() : a[i][n];
            if (x[i].signum() < 0) {
                return Optional.empty();
            }
            divisor = divisor.gcd(x[i]);
        }
        for (int i = 0; i < n; i++) {
            x[i] = x[i].divide(divisor);
        }
        return Optional.of(x);
    }
}
