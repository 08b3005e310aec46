package org.halfspace.onnx.bounds;

/** A number cut at both ends: {@code min(greatest, max(least, z))}; either end may be infinite, least below greatest. */
record Clipping(double least, double greatest) implements ScalarFunction {

    private double of(double z) {
        return Math.min(greatest, Math.max(least, z));
    }

    @Override
    public double below(double z) {
        return of(z);
    }

    @Override
    public double above(double z) {
        return of(z);
    }

    @Override
    public void relax(double low, double high, double previous, int i, Lines lines) {
        if (low >= least && high <= greatest) {
            lines.exact(i, 1);
            return;
        }
        double chord = high > low ? (of(high) - of(low)) / (high - low) : 0;
        // The upper line through the lower end is steep enough where it passes the corner at the top, and vice versa.
        double up = low < least ? Math.min(1, steep(of(high) - least, Math.min(high, greatest) - low)) : chord;
        double down = high > greatest ? Math.min(1, steep(greatest - of(low), high - Math.max(low, least))) : chord;
        up = Double.isFinite(up) ? up : 0;
        down = Double.isFinite(down) ? down : 0;
        lines.set(i, down, intercept(down, low, high, false), up, intercept(up, low, high, true));
    }

    private static double steep(double rise, double run) {
        return run > 0 ? rise / run : 0;
    }

    /** The extreme of {@code f(z) - slope z}, which is piecewise linear: at an end or at a corner. */
    private double intercept(double slope, double low, double high, boolean above) {
        double extreme = above ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        double[] candidates = {low, high, Math.min(high, Math.max(low, least)), Math.min(high, Math.max(low, greatest))
        };
        for (double z : candidates) {
            double product = slope * z;
            double value = of(z) - product;
            double slack = 2 * (Math.ulp(product) + Math.ulp(value));
            extreme = above ? Math.max(extreme, value + slack) : Math.min(extreme, value - slack);
        }
        return extreme;
    }

    @Override
    public double leastSlope(double low, double high) {
        return low >= least && high <= greatest ? 1 : 0;
    }

    @Override
    public double greatestSlope(double low, double high) {
        return high <= least || low >= greatest ? 0 : 1;
    }
}
