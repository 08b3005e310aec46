package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.model.BallSupport;
import org.halfspace.spi.model.InputBall;

/**
 * Inputs of a ball that meet linear inequalities {@code w . x + w_0 >= 0}. Maxima of linear functions over them are bounded by the
 * Lagrangian dual: with any multipliers that are not negative, {@code max c . x <= max over the ball of (c + sum mu_k w_k) . x +
 * sum mu_k w_k0}. Not thread-safe.
 */
final class Region {
    /** Halvings of the interval in which a multiplier is sought: the bound is flat around the best one. */
    private static final int HALVINGS = 24;

    /** Doublings after which an inequality is taken to leave nothing of the ball. */
    private static final int DOUBLINGS = 60;

    /** Rounds over all inequalities. */
    private static final int ROUNDS = 2;

    private final BallSupport ball;
    private final double[] low;
    private final double[] high;
    private final List<double[]> normals = new ArrayList<>();
    private final List<Double> offsets = new ArrayList<>();
    private final double[] point;

    Region(InputBall ball) {
        this.ball = new BallSupport(ball);
        low = this.ball.low();
        high = this.ball.high();
        point = new double[low.length];
    }

    double[] low() {
        return low.clone();
    }

    double[] high() {
        return high.clone();
    }

    /** Adds an inequality {@code normal . x + offset >= 0}. */
    void require(double[] normal, double offset) {
        normals.add(normal.clone());
        offsets.add(offset);
    }

    /** Keeps the newest inequalities only. */
    void keepNewest(int count) {
        while (normals.size() > count) {
            normals.remove(0);
            offsets.remove(0);
        }
    }

    int inequalities() {
        return normals.size();
    }

    /** The maximum over the ball alone; the maximiser is written to a vector. */
    double maximumOfBall(double[] form, double[] maximiser) {
        return ball.maximum(form, maximiser);
    }

    /**
     * An upper bound of a linear function over the region.
     *
     * @param form c, inputSize numbers; overwritten
     * @param stop a value below which no better bound is needed
     */
    double maximum(double[] form, double stop) {
        double best = ball.maximum(form, point);
        double fixed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double before = best;
            for (int k = 0; k < normals.size() && best > stop; k++) {
                double slope = slope(k);
                if (slope < 0) {
                    double step = step(form, k);
                    if (step > 0) {
                        double product = step * offsets.get(k);
                        double next = fixed + product;
                        next += 2 * Math.ulp(next) + Math.ulp(product);
                        double[] moved = moved(form, k, step);
                        double value = ball.maximum(moved, point) + next;
                        value = value + lost(form, normals.get(k), step) + 2 * Math.ulp(value);
                        if (value < best) {
                            best = value;
                            // The loss of rounding c + mu w stays with the constant from here on.
                            fixed = next + lost(form, normals.get(k), step);
                            System.arraycopy(moved, 0, form, 0, form.length);
                        }
                        ball.maximum(form, point);
                    }
                }
            }
            if (best <= stop || !(best < before)) {
                break;
            }
        }
        return best;
    }

    /** How much rounding of {@code c + mu w} can matter: half a unit of each coefficient and product, times the pixel. */
    private double lost(double[] form, double[] normal, double step) {
        double sum = 0;
        for (int j = 0; j < form.length; j++) {
            double size = Math.abs(form[j]) + 2 * Math.abs(step * normal[j]);
            sum += size * Math.max(Math.abs(low[j]), Math.abs(high[j]));
        }
        // 4: two roundings, of sums of sizes that are rounded themselves.
        return 4 * Rounding.UNIT * sum + Rounding.UNDERFLOW;
    }

    /** The derivative of the dual by a multiplier at the last maximiser. */
    private double slope(int k) {
        double[] normal = normals.get(k);
        double sum = offsets.get(k);
        for (int j = 0; j < normal.length; j++) {
            sum += normal[j] * point[j];
        }
        return sum;
    }

    private static double[] sum(double[] form, double[] normal, double step) {
        double[] result = new double[form.length];
        for (int j = 0; j < result.length; j++) {
            result[j] = form[j] + step * normal[j];
        }
        return result;
    }

    private double[] moved(double[] form, int k, double step) {
        return sum(form, normals.get(k), step);
    }

    /** The multiplier at which the dual stops falling, by bisection on the sign of its derivative. */
    private double step(double[] form, int k) {
        double scale = norm(form) / Math.max(norm(normals.get(k)), Double.MIN_NORMAL);
        double low = 0;
        double high = Math.max(scale, Double.MIN_NORMAL);
        int doublings = 0;
        while (negative(form, k, high)) {
            low = high;
            high *= 2;
            if (++doublings > DOUBLINGS) {
                return high;
            }
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (negative(form, k, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private boolean negative(double[] form, int k, double step) {
        ball.maximum(moved(form, k, step), point);
        return slope(k) < 0;
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += Math.abs(value);
        }
        return sum;
    }
}
