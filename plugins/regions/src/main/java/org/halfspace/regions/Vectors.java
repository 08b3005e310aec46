package org.halfspace.regions;

/** A few words of vector arithmetic. */
final class Vectors {

    private Vectors() {}

    static double dot(double[] a, double[] b) {
        // Four partial sums, because additions to one wait for each other.
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < a.length; k += 4) {
            s0 += a[k] * b[k];
            s1 += a[k + 1] * b[k + 1];
            s2 += a[k + 2] * b[k + 2];
            s3 += a[k + 3] * b[k + 3];
        }
        for (; k < a.length; k++) {
            s0 += a[k] * b[k];
        }
        return (s0 + s1) + (s2 + s3);
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    static double[] unit(double[] a) {
        return scaled(1 / norm(a), a);
    }

    static double[] scaled(double factor, double[] a) {
        double[] scaled = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            scaled[k] = factor * a[k];
        }
        return scaled;
    }

    static double[] negated(double[] a, int count) {
        double[] negated = new double[count];
        for (int k = 0; k < count; k++) {
            negated[k] = -a[k];
        }
        return negated;
    }

    /** {@code a + factor b}, new. */
    static double[] plus(double[] a, double factor, double[] b) {
        double[] sum = a.clone();
        for (int k = 0; k < a.length; k++) {
            sum[k] += factor * b[k];
        }
        return sum;
    }

    static double largest(double[] a) {
        double largest = 0;
        for (double value : a) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
