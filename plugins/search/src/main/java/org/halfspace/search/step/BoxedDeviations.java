package org.halfspace.search.step;

import java.util.Arrays;

/**
 * Least absolute deviations over a box: {@code minimise penalty |b - J d|_1 subject to lower <= d <= upper}, by the bounded dual simplex
 * method with the long-step ratio test (Maros, 2003) and exact steepest edges.
 *
 * <p>Its dual is to maximise the concave, piecewise linear {@code y.b - sum_i max(a_i lower_i, a_i upper_i)}, a = J^T y, over |y_j| <=
 * penalty. Every such y is feasible whatever the box and J are, so that a new program starts where the one before ended. An
 * iteration is one product J^T w and a selection among breakpoints: O(r n). For one thread.
 */
final class BoxedDeviations {
    /** How far outside its bounds a basic number may be, relative to the widest bound: rounding of sums of thousands of terms. */
    private static final double FEASIBLE = 1e-11;

    /** How far over the penalty a multiplier of the last basis may be, relative to it, and still be rounding. */
    private static final double OVER = 1e-9;

    /** Iterations per equation before it gives up; some three are usual. */
    private static final int MOST_ITERATIONS = 60;

    /** What the tilts change the objective by at most, relative to the widest bound. */
    private static final double TILT = 1e-7;

    /** The golden ratio's fraction: multiples of it spread evenly over a unit. */
    private static final double SPREAD = 0.6180339887498949;

    private double[][] jacobian;
    private double[] b;
    private double[] lower;
    private double[] upper;
    private double penalty;
    private double largestEntry;
    private int n;
    private int r;
    private Basis basis = new Basis(0);
    /** y_j where a slot holds the deviation of equation j, less the tilt where it holds a column. */
    private double[] cost;

    private double[] y;
    private double[] rhs;
    private double[] basic;
    private double[] w;
    private double[] a = new double[0];
    private double[] alpha;
    /**
     * Small costs of the numbers d_i, which part breakpoints that fall together: at y = 0, where the equations can be met, all of them do,
     * and the method would go round in circles.
     */
    private double[] tilt;

    /** The tilts for a unit of one. */
    private double[] spread;

    /** 1 at the upper bound, -1 at the lower one, 0 in the basis. */
    private double[] side;

    /** Distances of the bounds. */
    private double[] width;

    /** By how much numbers change that go to their other bounds. */
    private double[] change;

    private final Breakpoints breakpoints = new Breakpoints();

    /** Takes on a program. The basis of the last one is kept where it fits. */
    void start(double[][] matrix, double[] right, double penaltyOf) {
        jacobian = matrix;
        b = right;
        largestEntry = largestEntry(matrix);
        if (a.length != matrix[0].length || basis.size() != right.length) {
            allocate(matrix[0].length, right.length);
        }
        boolean same = penalty == penaltyOf;
        penalty = penaltyOf;
        if (!basis.renew(matrix) || !same) {
            slackBasis();
        }
    }

    /** Forgets what the last program left. */
    void restart() {
        Arrays.fill(y, 0);
        slackBasis();
    }

    private void allocate(int columns, int equations) {
        n = columns;
        r = equations;
        basis = new Basis(r);
        cost = new double[r];
        y = new double[r];
        rhs = new double[r];
        basic = new double[r];
        w = new double[r];
        a = new double[n];
        alpha = new double[n];
        tilt = new double[n];
        spread = new double[n];
        for (int i = 0; i < n; i++) {
            spread[i] = i * SPREAD - Math.floor(i * SPREAD) - 0.5;
        }
        width = new double[n];
        change = new double[n];
        side = new double[n];
    }

    /** All deviations are basic; y stays as it is, within the penalty. */
    private void slackBasis() {
        basis.reset();
        for (int j = 0; j < r; j++) {
            y[j] = Math.min(Math.max(y[j], -penalty), penalty);
            cost[j] = y[j];
        }
    }

    /** y, r numbers of at most the penalty; its own array. */
    double[] multipliers() {
        return y;
    }

    /** |b - J d|_1 of the last solution. */
    double deviation() {
        double sum = 0;
        for (int k = 0; k < r; k++) {
            sum += basis.at(k) < 0 ? Math.abs(basic[k]) : 0;
        }
        return sum;
    }

    /** Solves for a box; whether it came to an end. */
    boolean solve(double[] lowerOf, double[] upperOf) {
        lower = lowerOf;
        upper = upperOf;
        double widest = tilts();
        basis.price(cost, y);
        if (!withinPenalty()) {
            slackBasis();
        }
        Rows.transposed(jacobian, y, a);
        for (int i = 0; i < n; i++) {
            a[i] += tilt[i];
            side[i] = Math.copySign(1, a[i]);
            alpha[i] = bound(i);
        }
        for (int k = 0; k < r; k++) {
            if (basis.at(k) >= 0) {
                a[basis.at(k)] = 0;
                side[basis.at(k)] = 0;
                alpha[basis.at(k)] = 0;
            }
        }
        Rows.multiply(jacobian, alpha, rhs);
        for (int j = 0; j < r; j++) {
            rhs[j] = b[j] - rhs[j];
        }
        double small = FEASIBLE * widest;
        double smallRow = small * largestEntry;
        for (int iteration = 0; iteration < MOST_ITERATIONS * r; iteration++) {
            basis.values(rhs, basic);
            int leaving = leaving(small, smallRow);
            if (leaving < 0) {
                return true;
            }
            if (!step(leaving)) {
                return false;
            }
        }
        return false;
    }

    /** Sets the tilts; the widest bound. */
    private double tilts() {
        for (int i = 0; i < n; i++) {
            width[i] = upper[i] - lower[i];
        }
        double widest = Rows.largest(width);
        double total = Rows.sum(width);
        double unit = total > 0 ? TILT * widest / total : 0;
        for (int i = 0; i < n; i++) {
            tilt[i] = unit * spread[i];
        }
        for (int k = 0; k < r; k++) {
            cost[k] = basis.at(k) >= 0 ? -tilt[basis.at(k)] : cost[k];
        }
        return widest;
    }

    private static double largestEntry(double[][] matrix) {
        double largest = 0;
        for (double[] row : matrix) {
            largest = Math.max(largest, Rows.largest(row));
        }
        return largest;
    }

    private boolean withinPenalty() {
        for (double value : y) {
            if (!(Math.abs(value) <= penalty * (1 + OVER))) {
                return false;
            }
        }
        return true;
    }

    /** By how much a slot's number is above (positive) or below (negative) what its reduced cost allows. */
    private double excess(int k) {
        int i = basis.at(k);
        if (i < 0) {
            boolean isFree = basic[k] > 0 ? cost[k] < penalty : cost[k] > -penalty;
            return isFree ? basic[k] : 0;
        }
        return basic[k] > upper[i] ? basic[k] - upper[i] : Math.min(0, basic[k] - lower[i]);
    }

    /** The slot along whose edge the dual objective rises most steeply; -1 at the optimum. */
    private int leaving(double small, double smallRow) {
        int best = -1;
        double steepest = 0;
        for (int k = 0; k < r; k++) {
            double excess = excess(k);
            if (Math.abs(excess) > (basis.at(k) < 0 ? smallRow : small)) {
                double square = 0;
                for (double value : basis.row(k)) {
                    square += value * value;
                }
                double slope = excess * excess / square;
                if (slope > steepest) {
                    steepest = slope;
                    best = k;
                }
            }
        }
        return best;
    }

    /** Goes along an edge to its best vertex. */
    private boolean step(int slot) {
        double excess = excess(slot);
        double sign = Math.signum(excess);
        double[] edge = basis.row(slot);
        for (int j = 0; j < r; j++) {
            w[j] = sign * edge[j];
        }
        Rows.transposed(jacobian, w, alpha);
        // y_j has an end at the penalty: for the leaving deviation, and for those that are zero.
        double limit = Double.POSITIVE_INFINITY;
        int blocking = Integer.MIN_VALUE;
        if (basis.at(slot) < 0) {
            limit = sign > 0 ? penalty - cost[slot] : penalty + cost[slot];
        }
        for (int j = 0; j < r; j++) {
            if (!basis.holdsDeviation(j) && Math.abs(w[j]) > 0) {
                double room = Math.max(0, (w[j] > 0 ? penalty - y[j] : penalty + y[j]) / Math.abs(w[j]));
                if (room < limit) {
                    limit = room;
                    blocking = Basis.deviation(j);
                }
            }
        }
        int entering = breakpoints.go(alpha, a, side, width, Math.abs(excess), limit);
        if (entering >= 0) {
            blocking = entering;
        } else if (basis.at(slot) >= 0 && blocking == Integer.MIN_VALUE) {
            return false;
        }
        flip();
        double travel = breakpoints.travel();
        for (int j = 0; j < r; j++) {
            y[j] += travel * w[j];
        }
        for (int i = 0; i < n; i++) {
            a[i] += travel * alpha[i];
        }
        if (blocking == Integer.MIN_VALUE) {
            // The deviation's multiplier reached the penalty: the deviation stays.
            cost[slot] = sign * penalty;
            y[Basis.deviation(basis.at(slot))] = cost[slot];
            return true;
        }
        return exchange(slot, blocking, sign);
    }

    /** The bound on the side where a number is; exact, and without a branch, which could not be foretold. */
    private double bound(int i) {
        return 0.5 * ((1 + side[i]) * upper[i] + (1 - side[i]) * lower[i]);
    }

    /** Numbers whose reduced costs have changed their signs go to their other bounds. */
    private void flip() {
        int flips = breakpoints.flips();
        for (int k = 0; k < flips; k++) {
            int i = breakpoints.flipped(k);
            change[k] = side[i] * width[i];
            side[i] = -side[i];
        }
        for (int j = 0; j < r; j++) {
            double[] row = jacobian[j];
            double sum = 0;
            for (int k = 0; k < flips; k++) {
                sum += change[k] * row[breakpoints.flipped(k)];
            }
            rhs[j] += sum;
        }
    }

    private void addToRhs(int i, double value) {
        for (int j = 0; j < r; j++) {
            rhs[j] += value * jacobian[j][i];
        }
    }

    private boolean exchange(int slot, int entering, double sign) {
        int old = basis.at(slot);
        if (old >= 0) {
            side[old] = sign;
            addToRhs(old, -(sign > 0 ? upper[old] : lower[old]));
        }
        if (entering >= 0) {
            addToRhs(entering, side[entering] > 0 ? upper[entering] : lower[entering]);
            side[entering] = 0;
            a[entering] = 0;
            cost[slot] = -tilt[entering];
        } else {
            int j = Basis.deviation(entering);
            cost[slot] = Math.signum(y[j]) * penalty;
            y[j] = cost[slot];
        }
        return basis.replace(slot, entering);
    }

    /** Writes d, within the box. */
    void displacement(double[] d) {
        for (int i = 0; i < n; i++) {
            d[i] = bound(i);
        }
        for (int k = 0; k < r; k++) {
            int i = basis.at(k);
            if (i >= 0) {
                d[i] = Math.min(Math.max(basic[k], lower[i]), upper[i]);
            }
        }
    }
}
