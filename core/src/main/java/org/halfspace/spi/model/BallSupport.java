package org.halfspace.spi.model;

import java.util.Arrays;

/**
 * The support function of a ball within bounds, {@code max {c . x : ||x - x0||_p <= radius, lower <= x <= upper}}, as an upper bound
 * that no rounding spoils. It is a value of the Lagrangian dual, which bounds the maximum whatever its multiplier; the multiplier
 * is the optimal one, so that only rounding is lost:
 *
 * <ul>
 *   <li>p = infinity: every pixel by itself, no multiplier;
 *   <li>p = 1: {@code sum_j (|c_j| - tau)+ r_j + tau radius}, with r_j how far pixel j can go in the direction of c;
 *   <li>p = 2: {@code sum_j max_d (c_j d - nu d^2 / 2) + nu radius^2 / 2} over the steps d that the bounds leave to pixel j.
 * </ul>
 *
 * Immutable and thread-safe.
 */
public final class BallSupport {
    /** Half the distance from 1 to the next double: the relative error of one operation. */
    private static final double UNIT = 0x1p-53;

    /**
     * The active set of p = 2 grows with every pass, so that n passes are enough; a few are usual. Where passes run out, the
     * multiplier is not optimal and the bound is a bound all the same.
     */
    private static final int PASSES = 100;

    private final InputBall ball;
    private final double[] down;
    private final double[] up;
    private final double[] low;
    private final double[] high;

    /** @param ball centre, norm, radius and bounds */
    public BallSupport(InputBall ball) {
        this.ball = ball;
        double[] centre = ball.centre();
        int n = centre.length;
        down = new double[n];
        up = new double[n];
        low = new double[n];
        high = new double[n];
        for (int j = 0; j < n; j++) {
            down[j] = Math.max(-ball.radius(), below(ball.lower() - centre[j], ball.lower(), centre[j]));
            up[j] = Math.min(ball.radius(), -below(centre[j] - ball.upper(), centre[j], ball.upper()));
            low[j] = Math.max(ball.lower(), below(centre[j] - ball.radius(), centre[j], ball.radius()));
            high[j] = Math.min(ball.upper(), -below(-centre[j] - ball.radius(), -centre[j], ball.radius()));
        }
    }

    /** A difference, rounded down unless it is exact. */
    private static double below(double difference, double first, double second) {
        boolean exact = second == 0 || first == 0 || first == second;
        return exact ? difference : Math.nextDown(difference);
    }

    /** The least value of each pixel, rounded down, new: the ball lies in the box between these and {@link #high}. */
    public double[] low() {
        return low.clone();
    }

    /** The greatest value of each pixel, rounded up, new. */
    public double[] high() {
        return high.clone();
    }

    /** Whether the bounds leave nothing of the ball for one of the pixels, so that it is certainly empty. */
    public boolean isEmpty() {
        for (int j = 0; j < down.length; j++) {
            if (!(down[j] <= up[j])) {
                return true;
            }
        }
        return false;
    }

    /**
     * Bounds a linear function from above.
     *
     * @param form c, inputSize numbers
     * @param maximiser receives a point of the ball, to rounding, where the maximum is attained, inputSize numbers
     * @return a number that {@code c . x} does not exceed in the ball, and that it attains to rounding
     */
    public double maximum(double[] form, double[] maximiser) {
        return switch (ball.norm()) {
            case LINF -> box(form, maximiser);
            case L1 -> diamond(form, maximiser);
            case L2 -> euclidean(form, maximiser);
        };
    }

    private double box(double[] form, double[] maximiser) {
        double sum = 0;
        double size = 0;
        for (int j = 0; j < form.length; j++) {
            maximiser[j] = form[j] > 0 ? high[j] : low[j];
            double term = form[j] * maximiser[j];
            sum += form[j] == 0 ? 0 : term;
            size += form[j] == 0 ? 0 : Math.abs(term);
        }
        return sum + slack(form.length, size);
    }

    private double diamond(double[] form, double[] maximiser) {
        int n = form.length;
        double[] reach = new double[n];
        long[] order = new long[n];
        for (int j = 0; j < n; j++) {
            reach[j] = form[j] > 0 ? up[j] : -down[j];
            maximiser[j] = ball.centre()[j];
            // Floats of one sign are ordered as their bits are, so that one sort of longs orders sizes with their
            // places.
            order[j] = ((long) Float.floatToIntBits((float) Math.abs(form[j])) << Integer.SIZE) | j;
        }
        Arrays.sort(order);
        double left = ball.radius();
        double tau = 0;
        for (int k = n - 1; k >= 0; k--) {
            int j = (int) order[k];
            double step = Math.min(reach[j], left);
            maximiser[j] += Math.copySign(step, form[j]);
            left -= step;
            if (left <= 0) {
                tau = Math.abs(form[j]);
                break;
            }
        }
        double sum = tau * ball.radius();
        double size = sum;
        for (int j = 0; j < n; j++) {
            double base = form[j] * ball.centre()[j];
            double gain = Math.abs(form[j]) > tau ? (Math.abs(form[j]) - tau) * reach[j] : 0;
            sum += base + gain;
            size += Math.abs(base) + gain;
        }
        return sum + slack(n, size);
    }

    private double euclidean(double[] form, double[] maximiser) {
        double nu = multiplier(form);
        double sum = nu * ball.radius() * ball.radius() / 2;
        double size = sum;
        for (int j = 0; j < form.length; j++) {
            double step = step(form[j], nu, j);
            double base = form[j] * ball.centre()[j];
            double gain = form[j] * step;
            double price = nu * step * step / 2;
            sum += base + (gain - price);
            // The best step is known to rounding; the gain is flat around it, and clipped where it is not.
            size += Math.abs(base) + Math.abs(gain) + price;
            maximiser[j] = ball.centre()[j] + step;
        }
        return sum + slack(form.length, size);
    }

    private double step(double coefficient, double nu, int j) {
        if (coefficient == 0) {
            return Math.max(down[j], Math.min(up[j], 0));
        }
        double free = nu > 0 ? coefficient / nu : Math.copySign(Double.POSITIVE_INFINITY, coefficient);
        return Math.max(down[j], Math.min(up[j], free));
    }

    /** The nu for which the steps {@code c / nu}, cut at the bounds, have the length of the radius; 0 where all are shorter. */
    private double multiplier(double[] form) {
        double nu = 0;
        double square = ball.radius() * ball.radius();
        for (int pass = 0; pass < PASSES; pass++) {
            double free = 0;
            double cut = 0;
            for (int j = 0; j < form.length; j++) {
                double step = step(form[j], nu, j);
                boolean bound = form[j] != 0 && pass > 0 && step * nu != form[j] && (step == down[j] || step == up[j]);
                if (bound) {
                    cut += step * step;
                } else {
                    free += form[j] * form[j];
                }
            }
            if (free == 0 || cut >= square) {
                // Every pixel stops at its bound within the ball: no price on length.
                return free == 0 && cut <= square ? 0 : nu;
            }
            double next = Math.sqrt(free / (square - cut));
            if (pass > 0 && next >= nu) {
                return nu;
            }
            nu = next;
        }
        return nu;
    }

    /** What rounding can have taken from a sum of products, each of which took a few operations. */
    private static double slack(int terms, double size) {
        // 8: the operations of one term; 1.01: the higher orders, and the rounding of this sum of sizes itself.
        return 1.01 * UNIT * (terms + 8) * size + Double.MIN_NORMAL;
    }
}
