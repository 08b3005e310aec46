package org.halfspace.search.step;

import java.util.Arrays;

/**
 * The program for the maximum norm: {@code minimise t + penalty |s|_1} with {@code -t <= d <= t}, {@code J d + s = b}. Primal and dual
 * feasible from the first iterate on.
 *
 * <p>The four inequalities of a coordinate are {@code t - d}, {@code t + d}, {@code d - lower}, {@code upper - d} {@code >= 0}, in this
 * order. d and t are eliminated from Newton's equations, which leaves r unknowns.
 */
final class LargestEntryProgram implements LeastNormProgram {
    /** Gap between primal and dual, relative to the optimum, at which a step is as good as exact. */
    private static final double GAP = 1e-6;

    private static final int MOST_ITERATIONS = 60;

    /** How far to go towards the boundary. */
    private static final double STEP = 0.99;

    /** A corrected step that leaves more than this of the gap is replaced by one that is only centred. */
    private static final double LEAST_PROGRESS = 0.9;

    private static final double CENTRING = 0.2;

    private final NormalEquations normal = new NormalEquations();
    private double[][] jacobian;
    private double[] b;
    private int n;
    private int r;
    private double t;
    private double dt;
    private double tau;
    private double target;
    private double stepPrimal;
    private double stepDual;
    private double[] d = new double[0];
    private double[] dd;
    private double[] weight;
    private double[] tilt;
    private double[] scratch;
    /** Of each inequality: slack, its inverse, multiplier, its change, and the product of the predictor's changes. */
    private final double[][] slack = new double[4][];

    private final double[][] inverse = new double[4][];
    private final double[][] dual = new double[4][];
    private final double[][] change = new double[4][];
    private final double[][] product = new double[4][];
    private double[] plus;
    private double[] minus;
    private double[] zPlus;
    private double[] zMinus;
    private double[] productPlus;
    private double[] productMinus;
    private double[] dPlus;
    private double[] dMinus;
    private double[] y;
    private double[] dy;
    private double[] q;
    private double[] missing;
    private double[] rows;

    @Override
    public Solution solve(double[][] matrix, double[] rhs, double[] lower, double[] upper, double penalty) {
        jacobian = matrix;
        b = rhs;
        allocate(lower.length, rhs.length);
        start(lower, upper, penalty);
        int pairs = 4 * n + 2 * r;
        double gap = gap();
        for (int iteration = 0; iteration < MOST_ITERATIONS && gap > GAP * t; iteration++) {
            double mean = gap / pairs;
            factorise();
            predict();
            double share = predictedGap() / gap;
            keepProducts();
            target = share * share * share * mean;
            correct();
            if (!(predictedGap() < LEAST_PROGRESS * gap)) {
                // The second-order term can make iterates go round in circles; centring alone cannot.
                for (double[] one : product) {
                    Arrays.fill(one, 0);
                }
                Arrays.fill(productPlus, 0);
                Arrays.fill(productMinus, 0);
                target = CENTRING * mean;
                correct();
            }
            move();
            gap = gap();
        }
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(d[i]));
        }
        return new Solution(d.clone(), largest, y.clone());
    }

    private void allocate(int columns, int equations) {
        if (d.length != columns) {
            n = columns;
            d = new double[n];
            dd = new double[n];
            weight = new double[n];
            tilt = new double[n];
            scratch = new double[n];
            for (double[][] four : new double[][][] {slack, inverse, dual, change, product}) {
                for (int k = 0; k < four.length; k++) {
                    four[k] = new double[n];
                }
            }
        }
        r = equations;
        plus = new double[r];
        minus = new double[r];
        zPlus = new double[r];
        zMinus = new double[r];
        productPlus = new double[r];
        productMinus = new double[r];
        dPlus = new double[r];
        dMinus = new double[r];
        y = new double[r];
        dy = new double[r];
        q = new double[r];
        missing = new double[r];
        rows = new double[r];
    }

    private void start(double[] lower, double[] upper, double penalty) {
        double largest = 0;
        double width = 0;
        for (int i = 0; i < n; i++) {
            // Inside the box, and as near to zero as an eighth of its width lets it.
            double margin = (upper[i] - lower[i]) / 8;
            d[i] = Math.min(Math.max(0, lower[i] + margin), upper[i] - margin);
            largest = Math.max(largest, Math.abs(d[i]));
            width = Math.max(width, margin);
        }
        t = largest + width;
        for (int i = 0; i < n; i++) {
            slack[0][i] = t - d[i];
            slack[1][i] = t + d[i];
            slack[2][i] = d[i] - lower[i];
            slack[3][i] = upper[i] - d[i];
        }
        for (double[] one : dual) {
            Arrays.fill(one, 0.5 / n);
        }
        residual();
        double size = 0;
        for (double value : missing) {
            size = Math.max(size, Math.abs(value));
        }
        for (int j = 0; j < r; j++) {
            double spare = Math.max(0.1 * size, 1e-6 * width);
            plus[j] = Math.max(missing[j], 0) + spare;
            minus[j] = Math.max(-missing[j], 0) + spare;
            zPlus[j] = penalty;
            zMinus[j] = penalty;
        }
    }

    /** missing = b - J d. */
    private void residual() {
        Rows.multiply(jacobian, d, missing);
        for (int j = 0; j < r; j++) {
            missing[j] = b[j] - missing[j];
        }
    }

    private double gap() {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            double[] w = slack[k];
            double[] a = dual[k];
            double s0 = 0;
            double s1 = 0;
            int i = 0;
            for (; i + 1 < n; i += 2) {
                s0 += w[i] * a[i];
                s1 += w[i + 1] * a[i + 1];
            }
            sum += s0 + s1 + (i < n ? w[i] * a[i] : 0);
        }
        for (int j = 0; j < r; j++) {
            sum += plus[j] * zPlus[j] + minus[j] * zMinus[j];
        }
        return sum;
    }

    private void factorise() {
        for (int k = 0; k < 4; k++) {
            double[] w = slack[k];
            double[] inv = inverse[k];
            for (int i = 0; i < n; i++) {
                inv[i] = 1 / w[i];
            }
        }
        double[] a0 = dual[0];
        double[] a1 = dual[1];
        double[] a2 = dual[2];
        double[] a3 = dual[3];
        double[] v0 = inverse[0];
        double[] v1 = inverse[1];
        double[] v2 = inverse[2];
        double[] v3 = inverse[3];
        double total = 0;
        double coupling = 0;
        for (int i = 0; i < n; i++) {
            double c0 = a0[i] * v0[i];
            double c1 = a1[i] * v1[i];
            double w = 1 / (c0 + c1 + a2[i] * v2[i] + a3[i] * v3[i]);
            double e = c1 - c0;
            weight[i] = w;
            tilt[i] = e * w;
            total += c0 + c1;
            coupling += e * e * w;
        }
        tau = Math.max(total - coupling, 1e-14 * total);
        for (int j = 0; j < r; j++) {
            rows[j] = plus[j] / zPlus[j] + minus[j] / zMinus[j];
        }
        normal.form(jacobian, weight, rows);
        Rows.multiply(jacobian, tilt, q);
        normal.addOuter(1 / tau, q);
        normal.factorise();
    }

    /** The affine direction: towards complementarity zero. */
    private void predict() {
        double[] a0 = dual[0];
        double[] a1 = dual[1];
        double[] a2 = dual[2];
        double[] a3 = dual[3];
        for (int i = 0; i < n; i++) {
            scratch[i] = -a0[i] + a1[i] + a2[i] - a3[i];
        }
        Arrays.fill(productPlus, 0);
        Arrays.fill(productMinus, 0);
        target = 0;
        double forceT = 0;
        for (int i = 0; i < n; i++) {
            forceT -= a0[i] + a1[i];
        }
        solveNewton(forceT);
        for (int k = 0; k < 4; k++) {
            double along = k < 2 ? dt : 0;
            double sign = k == 1 || k == 2 ? 1 : -1;
            double[] a = dual[k];
            double[] inv = inverse[k];
            double[] da = change[k];
            for (int i = 0; i < n; i++) {
                double dw = along + sign * dd[i];
                da[i] = -a[i] - a[i] * inv[i] * dw;
            }
        }
        lengths(1);
    }

    /** The direction with centring and Mehrotra's second-order term. */
    private void correct() {
        Arrays.fill(scratch, 0);
        double forceT = 0;
        for (int k = 0; k < 4; k++) {
            centre(product[k], inverse[k], dual[k]);
            addScaled(k == 0 || k == 3 ? 1 : -1, product[k], scratch);
            forceT += k < 2 ? sum(product[k]) : 0;
        }
        solveNewton(forceT);
        for (int k = 0; k < 4; k++) {
            correctDual(k < 2 ? dt : 0, k == 1 || k == 2 ? 1 : -1, k);
        }
        lengths(STEP);
    }

    /** The products of the predictor become the force of each inequality: short loops of their own, which the compiler vectorises. */
    private void centre(double[] goal, double[] inv, double[] a) {
        for (int i = 0; i < goal.length; i++) {
            goal[i] = (target - goal[i]) * inv[i] - a[i];
        }
    }

    private static void addScaled(double scale, double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += scale * from[i];
        }
    }

    private static double sum(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum;
    }

    private void correctDual(double along, double sign, int k) {
        double[] a = dual[k];
        double[] inv = inverse[k];
        double[] goal = product[k];
        double[] da = change[k];
        for (int i = 0; i < n; i++) {
            da[i] = goal[i] - a[i] * inv[i] * (along + sign * dd[i]);
        }
    }

    /** Newton's equations with the forces on d in {@code scratch}. */
    private void solveNewton(double forceT) {
        double rhsT = forceT;
        for (int i = 0; i < n; i++) {
            rhsT += tilt[i] * scratch[i];
            dd[i] = weight[i] * scratch[i];
        }
        Rows.multiply(jacobian, dd, rows);
        for (int j = 0; j < r; j++) {
            double goalPlus = (target - productPlus[j]) / zPlus[j];
            double goalMinus = (target - productMinus[j]) / zMinus[j];
            // b - J d is plus - minus: the iterates meet the equations from the first one on.
            dy[j] = plus[j] - minus[j] - goalPlus + goalMinus + rows[j] + q[j] * rhsT / tau;
        }
        normal.solve(dy);
        double along = 0;
        for (int j = 0; j < r; j++) {
            along += q[j] * dy[j];
            dPlus[j] = (target - productPlus[j]) / zPlus[j] - plus[j] + plus[j] / zPlus[j] * dy[j];
            dMinus[j] = (target - productMinus[j]) / zMinus[j] - minus[j] - minus[j] / zMinus[j] * dy[j];
        }
        dt = (rhsT - along) / tau;
        Rows.transposed(jacobian, dy, dd);
        for (int i = 0; i < n; i++) {
            dd[i] = weight[i] * (dd[i] - scratch[i]) - tilt[i] * dt;
        }
    }

    private void lengths(double share) {
        double primal = share;
        double other = share;
        for (int k = 0; k < 4; k++) {
            primal = Math.max(primal, fastest(k < 2 ? dt : 0, k == 1 || k == 2 ? 1 : -1, inverse[k]));
            other = Math.max(other, fastest(change[k], dual[k]));
        }
        for (int j = 0; j < r; j++) {
            primal = Math.max(primal, Math.max(-dPlus[j] / plus[j], -dMinus[j] / minus[j]));
            other = Math.max(other, Math.max(dy[j] / zPlus[j], -dy[j] / zMinus[j]));
        }
        stepPrimal = share / primal;
        stepDual = share / other;
    }

    /** The greatest relative decrease of a slack. */
    private double fastest(double along, double sign, double[] inv) {
        double fastest = 0;
        for (int i = 0; i < n; i++) {
            double speed = -(along + sign * dd[i]) * inv[i];
            if (speed > fastest) {
                fastest = speed;
            }
        }
        return fastest;
    }

    /** The greatest relative decrease of a multiplier. */
    private static double fastest(double[] changes, double[] values) {
        double fastest = 0;
        for (int i = 0; i < values.length; i++) {
            double speed = -changes[i] / values[i];
            if (speed > fastest) {
                fastest = speed;
            }
        }
        return fastest;
    }

    /** The sum of products after the affine step. */
    private double predictedGap() {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            double along = k < 2 ? dt : 0;
            double sign = k == 1 || k == 2 ? 1 : -1;
            double[] w = slack[k];
            double[] a = dual[k];
            double[] da = change[k];
            for (int i = 0; i < n; i++) {
                sum += (w[i] + stepPrimal * (along + sign * dd[i])) * (a[i] + stepDual * da[i]);
            }
        }
        for (int j = 0; j < r; j++) {
            sum += (plus[j] + stepPrimal * dPlus[j]) * (zPlus[j] - stepDual * dy[j])
                    + (minus[j] + stepPrimal * dMinus[j]) * (zMinus[j] + stepDual * dy[j]);
        }
        return Math.max(0, sum);
    }

    private void keepProducts() {
        for (int k = 0; k < 4; k++) {
            double along = k < 2 ? dt : 0;
            double sign = k == 1 || k == 2 ? 1 : -1;
            double[] da = change[k];
            double[] kept = product[k];
            for (int i = 0; i < n; i++) {
                kept[i] = (along + sign * dd[i]) * da[i];
            }
        }
        for (int j = 0; j < r; j++) {
            productPlus[j] = -dPlus[j] * dy[j];
            productMinus[j] = dMinus[j] * dy[j];
        }
    }

    private void move() {
        for (int k = 0; k < 4; k++) {
            double along = (k < 2 ? dt : 0) * stepPrimal;
            double step = (k == 1 || k == 2 ? 1 : -1) * stepPrimal;
            double[] w = slack[k];
            double[] a = dual[k];
            double[] da = change[k];
            for (int i = 0; i < n; i++) {
                w[i] += along + step * dd[i];
                a[i] += stepDual * da[i];
            }
        }
        for (int i = 0; i < n; i++) {
            d[i] += stepPrimal * dd[i];
        }
        t += stepPrimal * dt;
        for (int j = 0; j < r; j++) {
            plus[j] += stepPrimal * dPlus[j];
            minus[j] += stepPrimal * dMinus[j];
            zPlus[j] -= stepDual * dy[j];
            zMinus[j] += stepDual * dy[j];
            y[j] += stepDual * dy[j];
        }
    }
}
