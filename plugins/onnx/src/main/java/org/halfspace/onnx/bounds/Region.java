package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.model.BallSupport;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;

/**
 * Inputs of a ball that meet linear inequalities {@code w . x + w_0 >= 0}. Maxima of linear functions over them are bounded by the
 * Lagrangian dual: with any multipliers that are not negative, {@code max c . x <= max over the ball of (c + sum mu_k w_k) . x +
 * sum mu_k w_k0}. Not thread-safe.
 */
final class Region {
    /** Halvings of the interval in which a multiplier is sought: the bound is flat around the best one. */
    private static final int HALVINGS = 10;

    /** Doublings after which an inequality is taken to leave nothing of the ball. */
    private static final int DOUBLINGS = 60;

    private final BallSupport ball;
    private final double[] low;
    private final double[] high;
    private final List<double[]> normals = new ArrayList<>();
    private final List<Double> offsets = new ArrayList<>();
    private final double[] point;
    private final double[] moved;
    private final Norm norm;

    Region(InputBall ball) {
        this.ball = new BallSupport(ball);
        norm = ball.norm();
        low = this.ball.low();
        high = this.ball.high();
        point = new double[low.length];
        moved = new double[low.length];
    }

    private Region(Region other) {
        ball = other.ball;
        norm = other.norm;
        low = other.low;
        high = other.high;
        normals.addAll(other.normals);
        offsets.addAll(other.offsets);
        point = new double[low.length];
        moved = new double[low.length];
    }

    /** A copy, to which inequalities can be added apart from the original. */
    Region copy() {
        return new Region(this);
    }

    double[] low() {
        return low.clone();
    }

    double[] high() {
        return high.clone();
    }

    /** Whether the bounds of pixels leave nothing of the ball. */
    boolean isEmpty() {
        return ball.isEmpty();
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
     */
    double maximum(double[] form) {
        double best = norm == Norm.LINF ? maximumOfBox(form) : ball.maximum(form, point);
        double fixed = 0;
        for (int k = normals.size() - 1; k >= 0; k--) {
            double step = step(form, k);
            if (step == 0) {
                continue;
            }
            double product = step * offsets.get(k);
            double constant = fixed + product + lost(form, normals.get(k), step);
            constant += 4 * (Math.ulp(constant) + Math.ulp(fixed) + Math.ulp(product));
            double value = Math.nextUp(ball.maximum(moved(form, k, step), point) + constant);
            if (value < best) {
                best = value;
                fixed = constant;
                System.arraycopy(moved, 0, form, 0, form.length);
            }
        }
        return best;
    }

    /** The maximum over a box: no pixel knows of another. Several sums at once, since each waits for its last addition. */
    private double maximumOfBox(double[] form) {
        double first = 0;
        double second = 0;
        double firstSize = 0;
        double secondSize = 0;
        int j = 0;
        for (; j + 1 < form.length; j += 2) {
            double one = Math.max(form[j] * low[j], form[j] * high[j]);
            double other = Math.max(form[j + 1] * low[j + 1], form[j + 1] * high[j + 1]);
            first += one;
            second += other;
            firstSize += Math.abs(one);
            secondSize += Math.abs(other);
        }
        for (; j < form.length; j++) {
            double one = Math.max(form[j] * low[j], form[j] * high[j]);
            first += one;
            firstSize += Math.abs(one);
        }
        double slack = Rounding.gamma(form.length) * (firstSize + secondSize) + Rounding.UNDERFLOW;
        return Math.nextUp(first + second + slack);
    }

    /** Whether it is a box, of which interval arithmetic knows all there is to know. */
    boolean isBox() {
        return norm == Norm.LINF && normals.isEmpty();
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

    /** The derivative of the dual by the multiplier of an inequality: the inequality's value at the maximiser. */
    private double slope(double[] form, int k, double step) {
        double[] normal = normals.get(k);
        double sum = offsets.get(k);
        if (norm == Norm.LINF) {
            for (int j = 0; j < form.length; j++) {
                sum += normal[j] * (form[j] + step * normal[j] > 0 ? high[j] : low[j]);
            }
            return sum;
        }
        ball.maximum(moved(form, k, step), point);
        for (int j = 0; j < normal.length; j++) {
            sum += normal[j] * point[j];
        }
        return sum;
    }

    private double[] moved(double[] form, int k, double step) {
        double[] normal = normals.get(k);
        for (int j = 0; j < moved.length; j++) {
            moved[j] = form[j] + step * normal[j];
        }
        return moved;
    }

    /** The multiplier at which the dual stops falling, by bisection on the sign of its derivative. */
    private double step(double[] form, int k) {
        if (slope(form, k, 0) >= 0) {
            return 0;
        }
        double least = 0;
        double greatest = Math.max(size(form) / Math.max(size(normals.get(k)), Double.MIN_NORMAL), Double.MIN_NORMAL);
        for (int doubling = 0; slope(form, k, greatest) < 0; doubling++) {
            least = greatest;
            greatest *= 2;
            if (doubling > DOUBLINGS) {
                return greatest;
            }
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (least + greatest) / 2;
            if (slope(form, k, middle) < 0) {
                least = middle;
            } else {
                greatest = middle;
            }
        }
        return greatest;
    }

    private static double size(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += Math.abs(value);
        }
        return sum;
    }
}
