package org.halfspace.search.step;

import java.util.Arrays;

/** Products with a matrix of few long rows, three rows at a time: a vector is read once for all three. */
final class Rows {
    private Rows() {}

    /** {@code result = J v}. */
    static void multiply(double[][] jacobian, double[] v, double[] result) {
        int r = jacobian.length;
        int n = v.length;
        int j = 0;
        for (; j + 2 < r; j += 3) {
            double[] a = jacobian[j];
            double[] b = jacobian[j + 1];
            double[] c = jacobian[j + 2];
            double sumA = 0;
            double sumB = 0;
            double sumC = 0;
            double oddA = 0;
            double oddB = 0;
            double oddC = 0;
            int i = 0;
            for (; i + 1 < n; i += 2) {
                double even = v[i];
                double odd = v[i + 1];
                sumA += a[i] * even;
                sumB += b[i] * even;
                sumC += c[i] * even;
                oddA += a[i + 1] * odd;
                oddB += b[i + 1] * odd;
                oddC += c[i + 1] * odd;
            }
            if (i < n) {
                sumA += a[i] * v[i];
                sumB += b[i] * v[i];
                sumC += c[i] * v[i];
            }
            sumA += oddA;
            sumB += oddB;
            sumC += oddC;
            result[j] = sumA;
            result[j + 1] = sumB;
            result[j + 2] = sumC;
        }
        for (; j < r; j++) {
            double[] a = jacobian[j];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[i] * v[i];
            }
            result[j] = sum;
        }
    }

    /** {@code result = J^T y}. */
    static void transposed(double[][] jacobian, double[] y, double[] result) {
        int r = jacobian.length;
        int n = result.length;
        Arrays.fill(result, 0);
        int j = 0;
        for (; j + 2 < r; j += 3) {
            double[] a = jacobian[j];
            double[] b = jacobian[j + 1];
            double[] c = jacobian[j + 2];
            double ya = y[j];
            double yb = y[j + 1];
            double yc = y[j + 2];
            for (int i = 0; i < n; i++) {
                result[i] += a[i] * ya + b[i] * yb + c[i] * yc;
            }
        }
        for (; j < r; j++) {
            double[] a = jacobian[j];
            double ya = y[j];
            for (int i = 0; i < n; i++) {
                result[i] += a[i] * ya;
            }
        }
    }

    /** The largest absolute value: a comparison that can be foretold is faster than {@code Math.max}. */
    static double largest(double[] numbers) {
        double largest = 0;
        for (double number : numbers) {
            double size = Math.abs(number);
            if (size > largest) {
                largest = size;
            }
        }
        return largest;
    }

    /** The greatest of some numbers, each with a sign. */
    static double greatest(double[] numbers, double sign) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double number : numbers) {
            if (sign * number > greatest) {
                greatest = sign * number;
            }
        }
        return greatest;
    }

    /** The sum, in eight parts, which do not wait for one another. */
    static double sum(double[] numbers) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 7 < numbers.length; i += 8) {
            s0 += numbers[i];
            s1 += numbers[i + 1];
            s2 += numbers[i + 2];
            s3 += numbers[i + 3];
            s4 += numbers[i + 4];
            s5 += numbers[i + 5];
            s6 += numbers[i + 6];
            s7 += numbers[i + 7];
        }
        for (; i < numbers.length; i++) {
            s0 += numbers[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** Adds {@code J diag(w) J^T} to the lower triangle of a matrix. */
    static void addWeightedGram(double[][] jacobian, double[] w, double[][] gram) {
        int r = jacobian.length;
        int whole = r - r % 3;
        for (int j = 0; j < whole; j += 3) {
            for (int k = 0; k < j; k += 3) {
                tile(jacobian, w, j, k, gram);
            }
            diagonalTile(jacobian, w, j, gram);
        }
        for (int j = whole; j < r; j++) {
            for (int k = 0; k <= j; k++) {
                double[] a = jacobian[j];
                double[] b = jacobian[k];
                double sum = 0;
                for (int i = 0; i < w.length; i++) {
                    sum += w[i] * a[i] * b[i];
                }
                gram[j][k] += sum;
            }
        }
    }

    private static void tile(double[][] jacobian, double[] w, int j, int k, double[][] gram) {
        double[] a0 = jacobian[j];
        double[] a1 = jacobian[j + 1];
        double[] a2 = jacobian[j + 2];
        double[] b0 = jacobian[k];
        double[] b1 = jacobian[k + 1];
        double[] b2 = jacobian[k + 2];
        double s00 = 0;
        double s01 = 0;
        double s02 = 0;
        double s10 = 0;
        double s11 = 0;
        double s12 = 0;
        double s20 = 0;
        double s21 = 0;
        double s22 = 0;
        for (int i = 0; i < w.length; i++) {
            double weight = w[i];
            double x0 = a0[i] * weight;
            double x1 = a1[i] * weight;
            double x2 = a2[i] * weight;
            double y0 = b0[i];
            double y1 = b1[i];
            double y2 = b2[i];
            s00 += x0 * y0;
            s01 += x0 * y1;
            s02 += x0 * y2;
            s10 += x1 * y0;
            s11 += x1 * y1;
            s12 += x1 * y2;
            s20 += x2 * y0;
            s21 += x2 * y1;
            s22 += x2 * y2;
        }
        gram[j][k] += s00;
        gram[j][k + 1] += s01;
        gram[j][k + 2] += s02;
        gram[j + 1][k] += s10;
        gram[j + 1][k + 1] += s11;
        gram[j + 1][k + 2] += s12;
        gram[j + 2][k] += s20;
        gram[j + 2][k + 1] += s21;
        gram[j + 2][k + 2] += s22;
    }

    private static void diagonalTile(double[][] jacobian, double[] w, int j, double[][] gram) {
        double[] a0 = jacobian[j];
        double[] a1 = jacobian[j + 1];
        double[] a2 = jacobian[j + 2];
        double s00 = 0;
        double s10 = 0;
        double s11 = 0;
        double s20 = 0;
        double s21 = 0;
        double s22 = 0;
        for (int i = 0; i < w.length; i++) {
            double weight = w[i];
            double x0 = a0[i];
            double x1 = a1[i];
            double x2 = a2[i];
            double y1 = x1 * weight;
            double y2 = x2 * weight;
            s00 += x0 * x0 * weight;
            s10 += y1 * x0;
            s11 += y1 * x1;
            s20 += y2 * x0;
            s21 += y2 * x1;
            s22 += y2 * x2;
        }
        gram[j][j] += s00;
        gram[j + 1][j] += s10;
        gram[j + 1][j + 1] += s11;
        gram[j + 2][j] += s20;
        gram[j + 2][j + 1] += s21;
        gram[j + 2][j + 2] += s22;
    }
}
