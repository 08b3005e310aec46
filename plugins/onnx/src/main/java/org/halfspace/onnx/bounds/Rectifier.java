package org.halfspace.onnx.bounds;

/**
 * max(0, z). Where the sign of z is open, the upper line is the chord, and the lower line one through 0 with any slope from 0 to 1:
 * at first the one with the smaller area between the lines (H. Zhang et al., Efficient neural network robustness certification with
 * general activation functions, NeurIPS 2018; G. Singh et al., An abstract domain for certifying neural networks, POPL 2019).
 */
final class Rectifier implements ScalarFunction {

    @Override
    public double below(double z) {
        return Math.max(0, z);
    }

    @Override
    public double above(double z) {
        return Math.max(0, z);
    }

    @Override
    public void relax(double low, double high, double previous, int i, Lines lines) {
        if (low >= 0) {
            lines.exact(i, 1);
        } else if (high <= 0) {
            lines.exact(i, 0);
        } else {
            double chord = high / (high - low);
            // The function is convex: it lies below a line that is above it at both ends, whatever the slope's
            // rounding.
            double atLow = Math.nextUp(-chord * low);
            double atHigh = Math.nextUp(Math.nextUp(high - chord * high) + Math.ulp(high));
            double slope = Double.isNaN(previous) ? (high > -low ? 1 : 0) : previous;
            lines.set(i, slope, 0, chord, Math.max(atLow, atHigh));
            lines.free[i] = true;
        }
    }

    @Override
    public double leastSlope(double low, double high) {
        return low >= 0 ? 1 : 0;
    }

    @Override
    public double greatestSlope(double low, double high) {
        return high <= 0 ? 0 : 1;
    }
}
