package org.halfspace.onnx.bounds;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A function that never falls and whose derivative is monotone between known points: sigmoid, tanh and their kin. Its lines are
 * found by cutting the interval into pieces, on each of which the function stays within its slopes of the value in the middle.
 *
 * @param value f; the JDK states its elementary functions to within 2.5 units in the last place
 * @param derivative f'
 * @param turns where the derivative changes from rising to falling or back, or jumps
 * @param jumps values of the derivative at those points that {@code derivative} does not give: the other side of a jump
 */
record Smooth(DoubleUnaryOperator value, DoubleUnaryOperator derivative, List<Double> turns, List<Double> jumps)
        implements ScalarFunction {
    /** Units in the last place by which a composition of a few elementary functions can be off. */
    private static final double ULPS = 32;

    /** Pieces of an interval: what they lose falls with their square. */
    private static final int PIECES = 16;

    Smooth {
        turns = List.copyOf(turns);
        jumps = List.copyOf(jumps);
    }

    private static double error(double result) {
        return ULPS * (Math.ulp(result) + Math.ulp(1.0) * Math.min(1, Math.abs(result))) + Double.MIN_NORMAL;
    }

    @Override
    public double below(double z) {
        double result = value.applyAsDouble(z);
        return result - error(result);
    }

    @Override
    public double above(double z) {
        double result = value.applyAsDouble(z);
        return result + error(result);
    }

    @Override
    public void relax(double low, double high, double previous, int i, Lines lines) {
        double middle = low / 2 + high / 2;
        double least = leastSlope(low, high);
        double greatest = greatestSlope(low, high);
        double chord = high > low ? (value.applyAsDouble(high) - value.applyAsDouble(low)) / (high - low) : least;
        double tangent = derivative.applyAsDouble(middle);
        boolean bends = turns.stream().anyMatch(turn -> turn > low && turn < high) || !(high > low);
        boolean convex = !bends && derivative.applyAsDouble(high) > derivative.applyAsDouble(low);
        double up = bends ? chord : convex ? chord : tangent;
        double down = bends ? chord : convex ? tangent : chord;
        up = Math.max(least, Math.min(greatest, up));
        down = Math.max(least, Math.min(greatest, down));
        lines.set(i, down, intercept(down, low, high, -1), up, intercept(up, low, high, 1));
    }

    /** The extreme of {@code f(z) - slope z}: with sign 1 the greatest, with sign -1 the least. */
    private double intercept(double slope, double low, double high, int sign) {
        double extreme = Double.NEGATIVE_INFINITY;
        double width = (high - low) / PIECES;
        for (int piece = 0; piece < PIECES; piece++) {
            double begin = piece == 0 ? low : low + piece * width;
            double end = piece == PIECES - 1 ? high : low + (piece + 1) * width;
            double middle = begin / 2 + end / 2;
            double result = value.applyAsDouble(middle);
            double steepest =
                    Math.max(Math.abs(leastSlope(begin, end) - slope), Math.abs(greatestSlope(begin, end) - slope));
            double reach = Math.max(end - middle, middle - begin);
            double here = sign * (result - slope * middle) + steepest * reach;
            double slack = error(result) + 4 * (Math.ulp(slope * middle) + Math.ulp(steepest * reach) + Math.ulp(here));
            extreme = Math.max(extreme, here + slack);
        }
        return sign * extreme;
    }

    @Override
    public double leastSlope(double low, double high) {
        double least = Math.min(derivative.applyAsDouble(low), derivative.applyAsDouble(high));
        for (int k = 0; k < turns.size(); k++) {
            if (turns.get(k) >= low && turns.get(k) <= high) {
                least = Math.min(least, Math.min(derivative.applyAsDouble(turns.get(k)), jumps.get(k)));
            }
        }
        return least - error(least);
    }

    @Override
    public double greatestSlope(double low, double high) {
        double greatest = Math.max(derivative.applyAsDouble(low), derivative.applyAsDouble(high));
        for (int k = 0; k < turns.size(); k++) {
            if (turns.get(k) >= low && turns.get(k) <= high) {
                greatest = Math.max(greatest, Math.max(derivative.applyAsDouble(turns.get(k)), jumps.get(k)));
            }
        }
        return greatest + error(greatest);
    }
}
