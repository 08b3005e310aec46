package org.halfspace.onnx.bounds;

import java.util.Arrays;
import org.halfspace.spi.model.NearestPoint;
import org.halfspace.spi.model.Norm;

/**
 * Looks for a direction u in which everything that the relaxed network can do over a region lies short of a target: then no input of
 * the region takes the network to it. First by Wolfe's nearest point, with the relaxation as it is; then by descent on u, the
 * lower slopes of the relaxation (K. Xu et al., Fast and complete, ICLR 2021) and the multipliers of splits together. Whatever it
 * tries, a bound is a bound. Not thread-safe.
 */
final class Separation {
    /** Largest step of a lower slope, which lies between 0 and 1. */
    private static final double SLOPE_RATE = 0.2;

    /** Largest step of u, which has length 1. */
    private static final double DIRECTION_RATE = 0.1;

    /** The nearest point counts as the origin from this share of the first residual on: nothing separates any more. */
    private static final double NOTHING = 1e-12;

    private final Program program;
    private final Relaxation relaxation;
    private final Region region;
    private final Target target;
    private double[] direction;
    private Splits splits;
    private double gap = Double.POSITIVE_INFINITY;
    private double[] normal;
    private double offset;

    /**
     * What is to be excluded.
     *
     * @param forms k x outputSize, the forms of the output
     * @param low k numbers that the target's forms are not below
     * @param high k numbers that they are not above
     */
    record Target(double[][] forms, double[] low, double[] high) {
        /** An upper bound of {@code -u . t}. */
        double against(double[] u) {
            double sum = 0;
            double size = 0;
            for (int k = 0; k < u.length; k++) {
                double term = Math.max(-u[k] * low[k], -u[k] * high[k]);
                sum += term;
                size += Math.abs(term);
            }
            return sum + Rounding.gamma(u.length + 2) * size + Rounding.UNDERFLOW;
        }

        /**
         * u as a form of the output. It is rounded; that the direction is {@code u + something tiny} in the space of forms is
         * allowed for by {@link #rounding}.
         */
        double[] form(double[] u) {
            double[] form = new double[forms[0].length];
            for (int k = 0; k < u.length; k++) {
                for (int j = 0; j < form.length; j++) {
                    form[j] += u[k] * forms[k][j];
                }
            }
            return form;
        }

        /** How far {@code form(u) . y} may be from {@code u . (forms y)} while y is in the enclosure. */
        double rounding(double[] u, Enclosure enclosure, int output) {
            double sum = 0;
            for (int k = 0; k < u.length; k++) {
                for (int j = 0; j < forms[k].length; j++) {
                    sum += Math.abs(u[k] * forms[k][j]) * enclosure.magnitude(output, j);
                }
            }
            return Rounding.gamma(u.length + 1) * sum + Rounding.UNDERFLOW;
        }
    }

    /**
     * @param relaxation of the region
     * @param region where inputs are
     * @param target what is to be excluded
     * @param direction u to begin with
     * @param splits what a branch has fixed
     */
    Separation(Relaxation relaxation, Region region, Target target, double[] direction, Splits splits) {
        this.program = relaxation.program();
        this.relaxation = relaxation;
        this.region = region;
        this.target = target;
        this.direction = direction.clone();
        this.splits = splits;
    }

    /** The best direction, of length 1, new. */
    double[] direction() {
        return direction.clone();
    }

    /** The best bound of {@code u . (y - t)}: separated where it is negative. */
    double gap() {
        return gap;
    }

    /** Adds the best bound's linear form to a region: whatever input reaches the target meets it. */
    void require(Region other) {
        other.require(normal, offset);
    }

    /** The bound for a direction. */
    private double evaluate(double[] u) {
        double bound = relaxation.bound(target.form(u), region, splits.extra(program));
        double constant = target.against(u) + target.rounding(u, relaxation.enclosure(), program.output());
        double value = Math.nextUp(bound + constant);
        if (value < gap) {
            gap = value;
            direction = u.clone();
            normal = relaxation.form().clone();
            offset = Math.nextUp(relaxation.constant() + constant);
        }
        return value;
    }

    /** Puts the relaxation at the best direction, slopes and multipliers. */
    void revisit() {
        evaluate(direction.clone());
        relaxation.relaxedOutput();
    }

    private double[] residual() {
        double[] y = relaxation.relaxedOutput();
        double[] residual = new double[target.forms().length];
        for (int k = 0; k < residual.length; k++) {
            for (int j = 0; j < y.length; j++) {
                residual[k] += target.forms()[k][j] * y[j];
            }
            residual[k] -= (target.low()[k] + target.high()[k]) / 2;
        }
        return residual;
    }

    /**
     * Seeks u for the relaxation as it is.
     *
     * @return whether the target is excluded
     */
    boolean nearestPoint(int steps) {
        NearestPoint hull = new NearestPoint(direction.length);
        double[] u = direction.clone();
        double first = 0;
        for (int step = 0; step < steps; step++) {
            if (evaluate(u) < 0) {
                return true;
            }
            double[] residual = residual();
            first = Math.max(first, Norm.L2.of(residual));
            if (!hull.add(residual)) {
                return false;
            }
            double[] nearest = hull.nearest();
            double length = Norm.L2.of(nearest);
            if (!(length > NOTHING * first)) {
                return false;
            }
            u = Arrays.stream(nearest).map(one -> -one / length).toArray();
        }
        return false;
    }

    /**
     * Improves u, slopes and multipliers together.
     *
     * @return whether the target is excluded
     */
    boolean descend(int steps) {
        Descent[] slopes = new Descent[program.values()];
        Descent directions = new Descent(direction.length);
        Descent multipliers = new Descent(splits.count());
        double[] u = direction.clone();
        gap = Double.POSITIVE_INFINITY;
        double[][] bestSlopes = relaxation.slopes();
        double[] bestMultipliers = splits.multipliers.clone();
        double[] scales = null;
        for (int step = 0; step < steps; step++) {
            double before = gap;
            if (evaluate(u) < 0) {
                return true;
            }
            double[] residual = residual();
            if (gap < before) {
                bestSlopes = relaxation.slopes();
                bestMultipliers = splits.multipliers.clone();
            }
            scales = scales == null ? scales() : scales;
            moveSlopes(slopes);
            moveMultipliers(multipliers, scales);
            u = moved(u, residual, directions);
        }
        relaxation.setSlopes(bestSlopes);
        System.arraycopy(bestMultipliers, 0, splits.multipliers, 0, bestMultipliers.length);
        return false;
    }

    private void moveSlopes(Descent[] descents) {
        for (int value = 1; value < program.values(); value++) {
            if (program.step(value) instanceof Step.Pointwise pointwise
                    && relaxation.lines(value).hasFree()) {
                if (descents[value] == null) {
                    descents[value] = new Descent(pointwise.size());
                }
                double[] step = descents[value].step(relaxation.slopeGradient(value), SLOPE_RATE);
                double[] slope = relaxation.lines(value).lowSlope;
                boolean[] free = relaxation.lines(value).free;
                for (int i = 0; i < slope.length; i++) {
                    if (free[i]) {
                        slope[i] = Math.max(0, Math.min(1, slope[i] - step[i]));
                    }
                }
            }
        }
    }

    /** Multipliers are of the size of the coefficients that they are added to. */
    private double[] scales() {
        double[] scales = new double[splits.count()];
        for (int k = 0; k < scales.length; k++) {
            double[] coefficients = relaxation.coefficients(splits.value(k));
            scales[k] = coefficients == null ? 0 : Norm.L1.of(coefficients) / coefficients.length;
        }
        return scales;
    }

    private void moveMultipliers(Descent descent, double[] scales) {
        double[] gradient = new double[scales.length];
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] = splits.gradient(k, relaxation);
        }
        double[] step = descent.step(gradient, 1);
        for (int k = 0; k < step.length; k++) {
            splits.multipliers[k] = Math.max(0, splits.multipliers[k] - scales[k] * step[k]);
        }
    }

    /** A step of u on the unit sphere. */
    private static double[] moved(double[] u, double[] residual, Descent descent) {
        double along = 0;
        for (int k = 0; k < u.length; k++) {
            along += u[k] * residual[k];
        }
        double[] tangent = new double[u.length];
        for (int k = 0; k < u.length; k++) {
            tangent[k] = residual[k] - along * u[k];
        }
        double[] step = descent.stepTogether(tangent, DIRECTION_RATE);
        double[] next = new double[u.length];
        for (int k = 0; k < u.length; k++) {
            next[k] = u[k] - step[k];
        }
        double length = Norm.L2.of(next);
        for (int k = 0; k < u.length; k++) {
            next[k] /= length;
        }
        return next;
    }
}
