package org.halfspace.spi.model;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.halfspace.spi.model.BoundedMap.ExactMatch;

/**
 * Proves that k equations {@code F(x) = 0} in n unknowns have an exact solution near a point, by Krawczyk's operator (R. Krawczyk,
 * Computing 4, 1969; R. Moore, SIAM J. Numer. Anal. 14, 1977) on a k-dimensional affine subspace. With D such that J D is nearly
 * the identity and {@code x = y + D v}, every slope S of F over the box {@code y + D V} gives {@code v - F(y + D v) = -F(y) + (I - S D)
 * v}. Where this lies inside the box V for all v of V, Brouwer's theorem gives a v with {@code F(y + D v) = 0}.
 *
 * <p>Slopes take the place of derivatives, so that F need not be differentiable: a ReLU whose sign changes in the box has slopes from
 * 0 to 1, and the one that does not has one slope. Networks with kinks and smooth ones are no different cases.
 *
 * <p>Pixels weigh in D as much as they have room to move, so that those at the bounds of the ball stay there. Not thread-safe.
 */
public final class ExistenceProof {
    private static final double UNIT = 0x1p-53;

    /** Newton steps before the proof: convergence is quadratic, so that more do not help. */
    private static final int NEWTON_STEPS = 12;

    /** A Newton step takes at most this share of the room that a pixel has. */
    private static final double SHARE_OF_ROOM = 0.9;

    /** Sizes of V that are tried, each {@link #GROWTH} times the one before. */
    private static final int SIZES = 16;

    private static final double GROWTH = 8;

    /** By so many roundings pixels keep off the ball's border, so that they are inside for certain. */
    private static final double ROUNDINGS = 8;

    private final Slopes function;
    private final InputBall ball;
    private final double[] low;
    private final double[] high;

    /** Values and slopes of F, enclosed. */
    public interface Slopes {

        /**
         * Encloses F at the middle of a box, and its slopes over the box.
         *
         * @param middle n numbers
         * @param radius n numbers, not negative: the box is {@code [middle - radius, middle + radius]}
         * @return the enclosure; not finite where nothing is known
         */
        Enclosed over(double[] middle, double[] radius) throws InterruptedException;
    }

    /**
     * An enclosure.
     *
     * @param value F at the middle, k numbers
     * @param valueRadius by how much each number of it may be off
     * @param slopes k x n: with some matrix S within {@code slopesRadius} of this one, {@code F(x) - F(middle) = S (x - middle)}
     *     for every x of the box
     * @param slopesRadius k x n
     * @param oneRegion whether F is affine in the box
     */
    public record Enclosed(
            double[] value, double[] valueRadius, double[][] slopes, double[][] slopesRadius, boolean oneRegion) {}

    /**
     * @param function F
     * @param ball where the solution has to be
     */
    public ExistenceProof(Slopes function, InputBall ball) {
        this.function = function;
        this.ball = ball;
        double[] centre = ball.centre();
        low = new double[centre.length];
        high = new double[centre.length];
        for (int j = 0; j < low.length; j++) {
            double reach = ball.radius() - ROUNDINGS * UNIT * (Math.abs(centre[j]) + ball.radius());
            low[j] = Math.max(ball.lower(), centre[j] - reach);
            high[j] = Math.min(ball.upper(), centre[j] + reach);
        }
    }

    /**
     * Tries to prove it.
     *
     * @param point near which, n numbers
     */
    public Optional<ExactMatch> near(double[] point) throws InterruptedException {
        double[] x = point.clone();
        for (int j = 0; j < x.length; j++) {
            x[j] = Math.max(low[j], Math.min(high[j], x[j]));
        }
        Enclosed here = function.over(x, new double[x.length]);
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double[] next = newton(x, here);
            if (next == null) {
                break;
            }
            Enclosed there = function.over(next, new double[x.length]);
            if (!(Norm.LINF.of(there.value()) < Norm.LINF.of(here.value()))) {
                break;
            }
            x = next;
            here = there;
        }
        return krawczyk(x, here);
    }

    /** One Newton step within the room that pixels have in the direction in which they move; null where there is none. */
    private double[] newton(double[] x, Enclosed here) {
        double[] weights = room(x, null);
        for (int pass = 0; pass < 2; pass++) {
            DMatrixRMaj inverse = rightInverse(here.slopes(), weights);
            if (inverse == null) {
                return null;
            }
            double[] step = new double[x.length];
            for (int j = 0; j < x.length; j++) {
                for (int k = 0; k < here.value().length; k++) {
                    step[j] -= inverse.get(j, k) * here.value()[k];
                }
            }
            if (pass == 1) {
                return moved(x, step);
            }
            weights = room(x, step);
        }
        return null;
    }

    private double[] moved(double[] x, double[] step) {
        double share = 1;
        for (int j = 0; j < x.length; j++) {
            double room = step[j] > 0 ? high[j] - x[j] : x[j] - low[j];
            if (Math.abs(step[j]) > SHARE_OF_ROOM * room && step[j] != 0) {
                share = Math.min(share, SHARE_OF_ROOM * room / Math.abs(step[j]));
            }
        }
        double[] next = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            next[j] = x[j] + share * step[j];
        }
        return next;
    }

    /** How far each pixel can move: in the direction of a step, or in both where there is none. */
    private double[] room(double[] x, double[] step) {
        double[] room = new double[x.length];
        double[] difference = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            difference[j] = x[j] - ball.centre()[j];
        }
        double left = ball.norm() == Norm.LINF
                ? Double.POSITIVE_INFINITY
                : ball.radius() - ball.norm().of(difference);
        for (int j = 0; j < x.length; j++) {
            double up = high[j] - x[j];
            double down = x[j] - low[j];
            double own = step == null || step[j] == 0 ? Math.min(up, down) : step[j] > 0 ? up : down;
            boolean inwards = step != null && step[j] * difference[j] < 0;
            room[j] = Math.max(0, inwards ? own : Math.min(own, left));
        }
        return room;
    }

    /** {@code W^2 J^T (J W^2 J^T)^-1}, n x k, with W the weights; null where J W has not rank k. */
    private static DMatrixRMaj rightInverse(double[][] slopes, double[] weights) {
        int k = slopes.length;
        int n = weights.length;
        double largest = 0;
        for (double weight : weights) {
            largest = Math.max(largest, Double.isFinite(weight) ? weight : 1);
        }
        if (!(largest > 0)) {
            return null;
        }
        DMatrixRMaj weighted = new DMatrixRMaj(k, n);
        for (int r = 0; r < k; r++) {
            for (int j = 0; j < n; j++) {
                double weight = Double.isFinite(weights[j]) ? weights[j] / largest : 1;
                weighted.set(r, j, slopes[r][j] * weight);
            }
        }
        if (MatrixFeatures_DDRM.hasUncountable(weighted)) {
            return null;
        }
        DMatrixRMaj inverse = new DMatrixRMaj(n, k);
        CommonOps_DDRM.pinv(weighted, inverse);
        for (int j = 0; j < n; j++) {
            double weight = Double.isFinite(weights[j]) ? weights[j] / largest : 1;
            for (int r = 0; r < k; r++) {
                inverse.set(j, r, inverse.get(j, r) * weight);
            }
        }
        return inverse;
    }

    private Optional<ExactMatch> krawczyk(double[] x, Enclosed here) throws InterruptedException {
        DMatrixRMaj subspace = rightInverse(here.slopes(), room(x, null));
        if (subspace == null) {
            return Optional.empty();
        }
        int k = here.value().length;
        double[] residual = new double[k];
        double most = 0;
        for (int r = 0; r < k; r++) {
            residual[r] = Math.nextUp(Math.abs(here.value()[r]) + here.valueRadius()[r]);
            most = Math.max(most, residual[r]);
        }
        double size = Math.max(2 * most, Double.MIN_NORMAL / UNIT);
        for (int attempt = 0; attempt < SIZES; attempt++, size *= GROWTH) {
            double[] radius = radius(subspace, size);
            if (!inside(x, radius)) {
                return Optional.empty();
            }
            Enclosed box = function.over(x, radius);
            if (contracts(box, subspace, residual, size)) {
                return Optional.of(new ExactMatch(
                        "Krawczyk's operator " + (box.oneRegion() ? "in one linear region" : "on interval slopes"),
                        x,
                        Norm.LINF.of(radius),
                        reach(x, radius)));
            }
        }
        return Optional.empty();
    }

    /** The radius of {@code D V} with V the box of this radius, rounded up. */
    private static double[] radius(DMatrixRMaj subspace, double size) {
        double[] radius = new double[subspace.getNumRows()];
        int k = subspace.getNumCols();
        for (int j = 0; j < radius.length; j++) {
            double sum = 0;
            for (int r = 0; r < k; r++) {
                sum += Math.abs(subspace.get(j, r));
            }
            radius[j] = sum * size * (1 + 2 * (k + 2) * UNIT);
        }
        return radius;
    }

    /** Whether {@code |F| + |I - S D| V} lies inside V, for all slopes S. */
    private static boolean contracts(Enclosed box, DMatrixRMaj subspace, double[] residual, double size) {
        int k = residual.length;
        int n = subspace.getNumRows();
        for (int r = 0; r < k; r++) {
            double reach = 0;
            for (int c = 0; c < k; c++) {
                double sum = 0;
                double absolute = 1;
                double spread = 0;
                for (int j = 0; j < n; j++) {
                    double d = subspace.get(j, c);
                    double term = box.slopes()[r][j] * d;
                    sum += term;
                    absolute += Math.abs(term);
                    spread += box.slopesRadius()[r][j] * Math.abs(d);
                }
                // Two rounded operations a term, and the rounding of these sums of sizes themselves.
                double rounding = 1.01 * (n + 4) * UNIT * (absolute + spread);
                reach += Math.abs((r == c ? 1 : 0) - sum) + spread + rounding;
            }
            double image = (residual[r] + reach * size) * (1 + 2 * (k + 4) * UNIT);
            if (!(image < size)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a box lies in the ball and within the bounds. */
    private boolean inside(double[] x, double[] radius) {
        for (int j = 0; j < x.length; j++) {
            double least = radius[j] == 0 ? x[j] : Math.nextDown(x[j] - radius[j]);
            double greatest = radius[j] == 0 ? x[j] : Math.nextUp(x[j] + radius[j]);
            if (!(least >= ball.lower() && greatest <= ball.upper())) {
                return false;
            }
        }
        return reach(x, radius) <= ball.radius();
    }

    /** How far from the ball's centre a box reaches at most, in the ball's norm, rounded up. */
    private double reach(double[] x, double[] radius) {
        double largest = 0;
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            double centre = ball.centre()[j];
            double least = radius[j] == 0 ? x[j] : Math.nextDown(x[j] - radius[j]);
            double greatest = radius[j] == 0 ? x[j] : Math.nextUp(x[j] + radius[j]);
            double far = Math.max(Math.nextUp(greatest - centre), Math.nextUp(centre - least));
            far = greatest == centre && least == centre ? 0 : far;
            largest = Math.max(largest, far);
            sum += ball.norm() == Norm.L2 ? far * far : far;
        }
        double length = sum * (1 + 2 * (x.length + 2) * UNIT);
        return switch (ball.norm()) {
            case LINF -> largest;
            case L1 -> length;
            case L2 -> Math.nextUp(Math.sqrt(length * (1 + 2 * UNIT)));
        };
    }
}
