package org.halfspace.onnx.bounds;

import java.util.Arrays;
import java.util.List;
import org.halfspace.spi.model.Norm;

/**
 * The nearest point that meets equations and inequalities, or comes as near to meeting them as the box lets it:
 *
 * <pre>minimise ||d||_p + penalty (sum |A d - a| + sum max(0, g - G d))  subject to  lower <= d <= upper</pre>
 *
 * by a primal-dual interior-point method with Mehrotra's predictor and corrector (S. Mehrotra, SIAM J. Optim. 2, 1992). The Euclidean norm
 * takes part as {@code |d|^2 / (2 scale)}, which has the same minimiser where the rows are met. An iteration factorises one matrix
 * of as many rows as there are equations and inequalities. Rows are meant to be of dual norm about 1. Plain arithmetic: what it
 * finds is to be proved. Used once, by one thread.
 */
final class ElasticProgram {
    /** Gap between primal and dual at which it ends, relative to the size of the solution. */
    private static final double GAP = 1e-8;

    /** Some 15 are usual. */
    private static final int MOST_ITERATIONS = 60;

    /** How near to the boundary a step goes: the customary share. */
    private static final double NEARNESS = 0.995;

    /** A predicted share of the gap above this is not worth the corrector's second-order term, which can go round in circles. */
    private static final double LEAST_PROGRESS = 0.9;

    private static final double CENTRING = 0.2;

    /** How far inside the box the first point is, as a share of its width. */
    private static final double INSIDE = 0.05;

    private final Norm norm;
    private final double penalty;
    private final double curvature;
    private final double[][] rows;
    private final double[] right;
    private final int n;
    private final int r;

    private final double[] d;
    private final double[] y;

    /** Per coordinate: d_i - lower_i, upper_i - d_i, and but for the Euclidean norm t_i + d_i and t_i - d_i; and their multipliers. */
    private final double[][] slack;

    private final double[][] dual;

    /** Per row: what it misses and what it has too much, and their prices: the penalty, or nothing, and y. */
    private final double[][] part;

    private final double[][] price;

    /** t: one for the maximum norm, n for the sum. */
    private final double[] bound;

    /** What is left of the coordinates' second derivatives, and how they lean on t. */
    private final double[] hessian;

    private final double[] lean;
    private double stiffness;
    private double[] coupling = new double[0];
    private double target;
    private final NormalMatrix normal;

    /** A direction, and what the predictor leaves for the corrector. */
    private final double[] dd;

    private final double[] dt;
    private final double[] dy;
    private final double[][] affine;
    private final double[][] affinePart;

    /**
     * One row.
     *
     * @param coefficients n numbers
     * @param right what it has to be
     * @param equation whether it has to be equal to that, or at least that
     */
    record Row(double[] coefficients, double right, boolean equation) {}

    /**
     * What was found.
     *
     * @param displacement d, n numbers
     * @param norm its norm
     * @param missing by how much rows are missed, in all
     * @param multipliers one per row: how the minimum grows with its right-hand side
     */
    record Solution(double[] displacement, double norm, double missing, double[] multipliers) {}

    /**
     * @param lower n numbers
     * @param upper n numbers, each above its lower one
     * @param penalty per unit that a row is missed by
     * @param scale of the solution
     */
    ElasticProgram(Norm norm, List<Row> list, double[] lower, double[] upper, double penalty, double scale) {
        this.norm = norm;
        this.penalty = penalty;
        this.curvature = norm == Norm.L2 ? 1 / scale : 0;
        this.n = lower.length;
        this.r = list.size();
        rows = list.stream().map(Row::coefficients).toArray(double[][]::new);
        right = list.stream().mapToDouble(Row::right).toArray();
        d = new double[n];
        y = new double[r];
        slack = new double[norm == Norm.L2 ? 2 : 4][n];
        dual = new double[slack.length][n];
        part = new double[2][r];
        price = new double[2][r];
        bound = new double[norm == Norm.LINF ? 1 : norm == Norm.L1 ? n : 0];
        hessian = new double[n];
        lean = new double[n];
        normal = new NormalMatrix(rows, n);
        dd = new double[n];
        dt = new double[bound.length];
        dy = new double[r];
        affine = new double[slack.length][n];
        affinePart = new double[2][r];
        start(list, lower, upper, scale);
    }

    private void start(List<Row> list, double[] lower, double[] upper, double scale) {
        for (int i = 0; i < n; i++) {
            double inside = INSIDE * (upper[i] - lower[i]);
            d[i] = Math.min(Math.max(0, lower[i] + inside), upper[i] - inside);
            slack[0][i] = d[i] - lower[i];
            slack[1][i] = upper[i] - d[i];
        }
        double share = norm == Norm.LINF ? 1.0 / n : 1;
        for (double[] one : dual) {
            Arrays.fill(one, share / 2);
        }
        if (norm != Norm.L2) {
            double largest = Norm.LINF.of(d) + scale;
            Arrays.fill(bound, largest);
            for (int i = 0; i < n; i++) {
                slack[2][i] = largest + d[i];
                slack[3][i] = largest - d[i];
            }
        }
        for (int j = 0; j < r; j++) {
            boolean equation = list.get(j).equation();
            y[j] = equation ? 0 : Math.min(1, penalty / 2);
            price[0][j] = penalty - y[j];
            price[1][j] = (equation ? penalty : 0) + y[j];
            double wanting = right[j] - product(rows[j], d);
            part[0][j] = Math.max(wanting, 0) + scale;
            part[1][j] = Math.max(-wanting, 0) + scale;
        }
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private double t(double[] of, int i) {
        return norm == Norm.LINF ? of[0] : of[i];
    }

    Solution solve() throws InterruptedException {
        for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            double gap = gap();
            int count = slack.length * n + 2 * r;
            double size = norm.of(d) + penalty * missing();
            if (!(gap > GAP * size) || !Double.isFinite(gap)) {
                break;
            }
            factorise();
            for (double[] one : affine) {
                Arrays.fill(one, 0);
            }
            for (double[] one : affinePart) {
                Arrays.fill(one, 0);
            }
            direction(0);
            double primal = step(true);
            double other = step(false);
            double left = after(primal, other) / gap;
            double centring = left * left * left;
            if (left > LEAST_PROGRESS) {
                centring = CENTRING;
            } else {
                remember();
            }
            direction(centring * gap / count);
            if (!Double.isFinite(product(dy, dy)) || !Double.isFinite(product(dd, dd))) {
                break;
            }
            primal = Math.min(1, NEARNESS * step(true));
            other = Math.min(1, NEARNESS * step(false));
            if (curvature > 0) {
                // With a quadratic term the dual residual holds d: one length for both.
                primal = Math.min(primal, other);
                other = primal;
            }
            move(primal, other);
        }
        return new Solution(d.clone(), norm.of(d), missing(), y.clone());
    }

    private double missing() {
        double sum = 0;
        for (int j = 0; j < r; j++) {
            double off = right[j] - product(rows[j], d);
            sum += price[1][j] - y[j] > penalty / 2 ? Math.abs(off) : Math.max(0, off);
        }
        return sum;
    }

    private double gap() {
        double sum = 0;
        for (int k = 0; k < slack.length; k++) {
            sum += product(slack[k], dual[k]);
        }
        return sum + product(part[0], price[0]) + product(part[1], price[1]);
    }

    /** How the slack of a kind changes. */
    private double change(int kind, int i) {
        return switch (kind) {
            case 0 -> dd[i];
            case 1 -> -dd[i];
            case 2 -> t(dt, i) + dd[i];
            default -> t(dt, i) - dd[i];
        };
    }

    private double dualChange(int kind, int i, double target) {
        double s = slack[kind][i];
        return (target - affine[kind][i] - dual[kind][i] * change(kind, i)) / s - dual[kind][i];
    }

    private void factorise() {
        stiffness = 0;
        for (int i = 0; i < n; i++) {
            double box = curvature + dual[0][i] / slack[0][i] + dual[1][i] / slack[1][i];
            lean[i] = 0;
            hessian[i] = box;
            if (norm != Norm.L2) {
                double plus = dual[2][i] / slack[2][i];
                double minus = dual[3][i] / slack[3][i];
                double both = plus + minus;
                lean[i] = plus - minus;
                if (norm == Norm.LINF) {
                    hessian[i] = box + both;
                    stiffness += (both * box + 4 * plus * minus) / hessian[i];
                } else {
                    hessian[i] = box + 4 * plus * minus / both;
                    lean[i] /= both;
                }
            }
        }
        double[] diagonal = new double[r];
        for (int j = 0; j < r; j++) {
            diagonal[j] = part[0][j] / price[0][j] + part[1][j] / price[1][j];
        }
        normal.set(hessian, diagonal);
        if (norm == Norm.LINF) {
            double[] scaled = new double[n];
            for (int i = 0; i < n; i++) {
                scaled[i] = lean[i] / hessian[i];
            }
            coupling = new double[r];
            for (int j = 0; j < r; j++) {
                coupling[j] = product(rows[j], scaled);
            }
            normal.addOuter(coupling, 1 / stiffness);
        }
        normal.factorise();
    }

    /** Newton's direction to where all products of slacks and prices are the target, less the second-order terms. */
    private void direction(double to) {
        target = to;
        double[] force = new double[n];
        double[] pull = new double[n];
        for (int j = 0; j < r; j++) {
            double[] row = rows[j];
            for (int i = 0; i < n; i++) {
                force[i] += y[j] * row[i];
            }
        }
        double cost = norm == Norm.L2 ? 0 : 1;
        double shared = -cost;
        for (int i = 0; i < n; i++) {
            // Duals cancel: what stays of each pair is the dual that the target asks for.
            double low = (to - affine[0][i]) / slack[0][i];
            double high = (to - affine[1][i]) / slack[1][i];
            force[i] += low - high - curvature * d[i];
            if (norm != Norm.L2) {
                double plus = (to - affine[2][i]) / slack[2][i];
                double minus = (to - affine[3][i]) / slack[3][i];
                force[i] += plus - minus;
                if (norm == Norm.LINF) {
                    shared += plus + minus;
                } else {
                    pull[i] = plus + minus - cost;
                    force[i] -= lean[i] * pull[i];
                }
            }
        }
        double[] scaled = new double[n];
        for (int i = 0; i < n; i++) {
            scaled[i] = force[i] / hessian[i];
        }
        double along = norm == Norm.LINF ? (shared - product(lean, scaled)) / stiffness : 0;
        for (int j = 0; j < r; j++) {
            double off = right[j] - product(rows[j], d) - part[0][j] + part[1][j];
            dy[j] = off
                    - ((to - affinePart[0][j]) / price[0][j] - part[0][j])
                    + ((to - affinePart[1][j]) / price[1][j] - part[1][j])
                    - product(rows[j], scaled)
                    + (norm == Norm.LINF ? coupling[j] * along : 0);
        }
        normal.solve(dy);
        double common = norm == Norm.LINF ? along - product(coupling, dy) / stiffness : 0;
        for (int j = 0; j < r; j++) {
            double[] row = rows[j];
            for (int i = 0; i < n; i++) {
                force[i] += dy[j] * row[i];
            }
        }
        for (int i = 0; i < n; i++) {
            double own = norm == Norm.LINF ? force[i] - lean[i] * common : force[i];
            dd[i] = own / hessian[i];
            if (norm == Norm.L1) {
                dt[i] = pull[i] / (dual[2][i] / slack[2][i] + dual[3][i] / slack[3][i]) - lean[i] * dd[i];
            }
        }
        if (norm == Norm.LINF) {
            dt[0] = common;
        }
    }

    private double partChange(int kind, int j) {
        double sign = kind == 0 ? 1 : -1;
        double p = part[kind][j];
        return (target - affinePart[kind][j] + sign * p * dy[j]) / price[kind][j] - p;
    }

    private double priceChange(int kind, int j) {
        return kind == 0 ? -dy[j] : dy[j];
    }

    /** How far the slacks, or the prices, can go. */
    private double step(boolean primal) {
        double longest = 1 / NEARNESS;
        for (int k = 0; k < slack.length; k++) {
            for (int i = 0; i < n; i++) {
                double value = primal ? slack[k][i] : dual[k][i];
                double change = primal ? change(k, i) : dualChange(k, i, target);
                longest = change < 0 ? Math.min(longest, -value / change) : longest;
            }
        }
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < r; j++) {
                double value = primal ? part[k][j] : price[k][j];
                double change = primal ? partChange(k, j) : priceChange(k, j);
                longest = change < 0 ? Math.min(longest, -value / change) : longest;
            }
        }
        return longest;
    }

    private double after(double primal, double other) {
        double a = Math.min(1, primal);
        double b = Math.min(1, other);
        double sum = 0;
        for (int k = 0; k < slack.length; k++) {
            for (int i = 0; i < n; i++) {
                sum += (slack[k][i] + a * change(k, i)) * (dual[k][i] + b * dualChange(k, i, target));
            }
        }
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < r; j++) {
                sum += (part[k][j] + a * partChange(k, j)) * (price[k][j] + b * priceChange(k, j));
            }
        }
        return sum;
    }

    /** Keeps the products of the predictor's changes. */
    private void remember() {
        for (int k = 0; k < slack.length; k++) {
            for (int i = 0; i < n; i++) {
                double now = change(k, i);
                affine[k][i] = now * ((target - dual[k][i] * now) / slack[k][i] - dual[k][i]);
            }
        }
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < r; j++) {
                affinePart[k][j] = partChange(k, j) * priceChange(k, j);
            }
        }
    }

    private void move(double primal, double other) {
        for (int k = 0; k < slack.length; k++) {
            for (int i = 0; i < n; i++) {
                double more = other * dualChange(k, i, target);
                slack[k][i] += primal * change(k, i);
                dual[k][i] += more;
            }
        }
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < r; j++) {
                part[k][j] += primal * partChange(k, j);
                price[k][j] += other * priceChange(k, j);
            }
        }
        for (int i = 0; i < n; i++) {
            d[i] += primal * dd[i];
        }
        for (int i = 0; i < bound.length; i++) {
            bound[i] += primal * dt[i];
        }
        for (int j = 0; j < r; j++) {
            y[j] += other * dy[j];
        }
    }
}
