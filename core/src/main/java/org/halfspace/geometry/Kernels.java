package org.halfspace.geometry;

/**
 * The inner loops of dense linear algebra. They work on whole rows, each an array of its own, because the Java 17 compiler
 * turns a loop over {@code a[i]} into vector instructions and a loop over {@code a[offset + i]} not (measured: 39 against
 * 9 GF/s; docs/design-notes.md).
 */
final class Kernels {

    private Kernels() {}

    /** The inner product of a and b from {@code begin} on; four partial sums, because additions to one wait for each other. */
    static double dot(double[] a, double[] b, int begin, int end) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = begin;
        for (; i + 3 < end; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        double sum = (s0 + s1) + (s2 + s3);
        for (; i < end; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** {@code y += scale x} from {@code begin} to {@code end - 1}. */
    static void addScaled(double scale, double[] x, double[] y, int begin, int end) {
        for (int i = begin; i < end; i++) {
            y[i] += scale * x[i];
        }
    }

    /** {@code y += s_0 x_0 + s_1 x_1 + s_2 x_2 + s_3 x_3} from {@code begin} to {@code end - 1}. */
    static void addScaled(
            double s0,
            double[] x0,
            double s1,
            double[] x1,
            double s2,
            double[] x2,
            double s3,
            double[] x3,
            double[] y,
            int begin,
            int end) {
        for (int i = begin; i < end; i++) {
            y[i] += (s0 * x0[i] + s1 * x1[i]) + (s2 * x2[i] + s3 * x3[i]);
        }
    }

    /**
     * {@code C += scale A B} for columns {@code begin} to {@code end - 1} of B and C.
     *
     * @param a rows x inner
     * @param b inner x columns
     * @param c rows x columns
     */
    static void addProduct(double scale, double[][] a, double[][] b, double[][] c, int begin, int end) {
        int inner = b.length;
        int k = 0;
        for (; k + 3 < inner; k += 4) {
            for (int i = 0; i < c.length; i++) {
                double[] row = a[i];
                addScaled(
                        scale * row[k],
                        b[k],
                        scale * row[k + 1],
                        b[k + 1],
                        scale * row[k + 2],
                        b[k + 2],
                        scale * row[k + 3],
                        b[k + 3],
                        c[i],
                        begin,
                        end);
            }
        }
        for (; k < inner; k++) {
            for (int i = 0; i < c.length; i++) {
                addScaled(scale * a[i][k], b[k], c[i], begin, end);
            }
        }
    }
}
