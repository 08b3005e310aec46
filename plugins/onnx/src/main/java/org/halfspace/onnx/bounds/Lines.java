package org.halfspace.onnx.bounds;

/**
 * For each number z of a vector, two lines between which the function's value lies wherever z may be:
 * {@code lowSlope z + lowIntercept <= f(z) <= upSlope z + upIntercept}. Filled by {@link ScalarFunction#relax}; not thread-safe while
 * it is written.
 */
final class Lines {
    final double[] lowSlope;
    final double[] lowIntercept;
    final double[] upSlope;
    final double[] upIntercept;

    /** Which lower slopes may be anything from 0 to 1 with the intercept 0: a ReLU's whose sign is open. */
    final boolean[] free;

    Lines(int size) {
        lowSlope = new double[size];
        lowIntercept = new double[size];
        upSlope = new double[size];
        upIntercept = new double[size];
        free = new boolean[size];
    }

    private Lines(Lines other) {
        lowSlope = other.lowSlope.clone();
        lowIntercept = other.lowIntercept;
        upSlope = other.upSlope;
        upIntercept = other.upIntercept;
        free = other.free;
    }

    /** The same lines with lower slopes that can be changed apart. */
    Lines withOwnSlopes() {
        return new Lines(this);
    }

    /** One line for both: the function is affine there. */
    void exact(int i, double slope) {
        set(i, slope, 0, slope, 0);
    }

    void set(int i, double below, double belowIntercept, double above, double aboveIntercept) {
        lowSlope[i] = below;
        lowIntercept[i] = belowIntercept;
        upSlope[i] = above;
        upIntercept[i] = aboveIntercept;
        free[i] = false;
    }

    /** Whether the function is zero wherever the number may be. */
    boolean isZero(int i) {
        return lowSlope[i] == 0 && lowIntercept[i] == 0 && upSlope[i] == 0 && upIntercept[i] == 0;
    }

    /** Whether any lower slope can be chosen. */
    boolean hasFree() {
        for (boolean one : free) {
            if (one) {
                return true;
            }
        }
        return false;
    }
}
