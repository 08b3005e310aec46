package org.halfspace.regions;

/** A few words of vector arithmetic. */
final class Vectors {

    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
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
