package org.halfspace.spi.model;

/** A norm of R^n by which perturbations of inputs are measured. */
public enum Norm {
    /** The largest absolute value. */
    LINF,
    /** The Euclidean length. */
    L2,
    /** The sum of absolute values. */
    L1;

    /** The norm that bounds this one's inner products (Hoelder): {@code |u . v| <= ||u|| ||v||_dual}. */
    public Norm dual() {
        return switch (this) {
            case LINF -> L1;
            case L2 -> L2;
            case L1 -> LINF;
        };
    }

    /** The norm of a vector. */
    public double of(double[] vector) {
        double largest = 0;
        double sum = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
            sum += Math.abs(value);
        }
        return switch (this) {
            case LINF -> largest;
            case L1 -> sum;
            case L2 -> euclidean(vector, largest);
        };
    }

    /** Scaled by the largest element, so that squares neither overflow nor vanish. */
    private static double euclidean(double[] vector, double largest) {
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double value : vector) {
            sum += (value / largest) * (value / largest);
        }
        return largest * Math.sqrt(sum);
    }
}
