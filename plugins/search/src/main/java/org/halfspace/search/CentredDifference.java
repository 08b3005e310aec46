package org.halfspace.search;

/** Differences of centred logits: what decides whether two softmax outputs are the same. */
final class CentredDifference {
    private CentredDifference() {}

    /** {@code C (z - z')}. */
    static double[] of(double[] z, double[] other) {
        double mean = 0;
        for (int i = 0; i < z.length; i++) {
            mean += (z[i] - other[i]) / z.length;
        }
        double[] difference = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            difference[i] = z[i] - other[i] - mean;
        }
        return difference;
    }

    /** {@code |C (z - z')|_inf}. */
    static double largest(double[] z, double[] other) {
        double largest = 0;
        for (double value : of(z, other)) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
