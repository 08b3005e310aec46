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

    /** Breakpoints up to so many times the last step's length are looked at first: mostly they are all that is needed. */
    private static final double NEAR = 3;

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
    /** Column of each basic number; -1 - j for the deviation of equation j. */
    private int[] basis = new int[0];
    /** y_j where a slot holds the deviation of equation j, less the tilt where it holds a column. */
    private double[] cost;

    private double[][] inverse;
    private double[] y;
    private double[] rhs;
    private double[] basic;
    private double[] w;
    private double[] column;
    private boolean[] isBasicRow;
    private double[] a = new double[0];
    private double[] alpha;
    /**
     * Small costs of the numbers d_i, which part breakpoints that fall together: at y = 0, where the equations can be met, all of them do,
     * and the method would go round in circles.
     */
    private double[] tilt;

    private boolean[] isBasic;
    /** 1 at the upper bound, -1 at the lower one, 0 in the basis. */
    private double[] side;

    private final Breakpoints breakpoints = new Breakpoints();
    private double lastLength;
    private int iterations;

    /** Takes on a program. The basis of the last one is kept where it fits. */
    void start(double[][] matrix, double[] right, double penaltyOf) {
        jacobian = matrix;
        b = right;
        largestEntry = largestEntry(matrix);
        if (a.length != matrix[0].length || basis.length != right.length) {
            allocate(matrix[0].length, right.length);
            slackBasis();
        }
        boolean same = penalty == penaltyOf;
        penalty = penaltyOf;
        if (!same || !factorise()) {
            slackBasis();
        }
    }

    private void allocate(int columns, int equations) {
        n = columns;
        r = equations;
        basis = new int[r];
        cost = new double[r];
        inverse = new double[r][r];
        y = new double[r];
        rhs = new double[r];
        basic = new double[r];
        w = new double[r];
        column = new double[r];
        isBasicRow = new boolean[r];
        a = new double[n];
        alpha = new double[n];
        tilt = new double[n];
        isBasic = new boolean[n];
        side = new double[n];
    }

    /** All deviations are basic; y stays as it is, within the penalty. */
    private void slackBasis() {
        Arrays.fill(isBasic, false);
        for (int j = 0; j < r; j++) {
            basis[j] = -1 - j;
            isBasicRow[j] = true;
            y[j] = Math.min(Math.max(y[j], -penalty), penalty);
            cost[j] = y[j];
            Arrays.fill(inverse[j], 0);
            inverse[j][j] = 1;
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
            sum += basis[k] < 0 ? Math.abs(basic[k]) : 0;
        }
        return sum;
    }

    /** Iterations of the last solution. */
    int iterations() {
        return iterations;
    }

    /** Solves for a box; whether it came to an end. */
    boolean solve(double[] lowerOf, double[] upperOf) {
        lower = lowerOf;
        upper = upperOf;
        double widest = tilts();
        reprice();
        if (!withinPenalty()) {
            slackBasis();
        }
        Rows.transposed(jacobian, y, a);
        for (int i = 0; i < n; i++) {
            a[i] = isBasic[i] ? 0 : a[i] + tilt[i];
            side[i] = isBasic[i] ? 0 : a[i] > 0 ? 1 : -1;
            alpha[i] = isBasic[i] ? 0 : a[i] > 0 ? upper[i] : lower[i];
        }
        Rows.multiply(jacobian, alpha, rhs);
        for (int j = 0; j < r; j++) {
            rhs[j] = b[j] - rhs[j];
        }
        double small = FEASIBLE * widest;
        double smallRow = small * largestEntry;
        for (iterations = 0; iterations < MOST_ITERATIONS * r; iterations++) {
            basicValues();
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
        double widest = 0;
        double total = 0;
        for (int i = 0; i < n; i++) {
            widest = Math.max(widest, upper[i] - lower[i]);
            total += upper[i] - lower[i];
        }
        double unit = total > 0 ? TILT * widest / total : 0;
        for (int i = 0; i < n; i++) {
            double position = i * SPREAD;
            tilt[i] = unit * (position - Math.floor(position) - 0.5);
        }
        for (int k = 0; k < r; k++) {
            cost[k] = basis[k] >= 0 ? -tilt[basis[k]] : cost[k];
        }
        return widest;
    }

    private static double largestEntry(double[][] matrix) {
        double largest = 0;
        for (double[] row : matrix) {
            for (double entry : row) {
                largest = Math.max(largest, Math.abs(entry));
            }
        }
        return largest;
    }

    private void reprice() {
        Arrays.fill(y, 0);
        for (int k = 0; k < r; k++) {
            if (cost[k] != 0) {
                for (int j = 0; j < r; j++) {
                    y[j] += inverse[k][j] * cost[k];
                }
            }
        }
    }

    private boolean withinPenalty() {
        for (double value : y) {
            if (!(Math.abs(value) <= penalty * (1 + OVER))) {
                return false;
            }
        }
        return true;
    }

    private void basicValues() {
        for (int k = 0; k < r; k++) {
            double[] row = inverse[k];
            double sum = 0;
            for (int j = 0; j < r; j++) {
                sum += row[j] * rhs[j];
            }
            basic[k] = sum;
        }
    }

    /** By how much a slot's number is above (positive) or below (negative) what its reduced cost allows. */
    private double excess(int k) {
        int i = basis[k];
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
            if (Math.abs(excess) > (basis[k] < 0 ? smallRow : small)) {
                double square = 0;
                for (double value : inverse[k]) {
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
        for (int j = 0; j < r; j++) {
            w[j] = sign * inverse[slot][j];
        }
        Rows.transposed(jacobian, w, alpha);
        // y_j has an end at the penalty: for the leaving deviation, and for those that are zero.
        double limit = Double.POSITIVE_INFINITY;
        int blocking = Integer.MIN_VALUE;
        if (basis[slot] < 0) {
            limit = sign > 0 ? penalty - cost[slot] : penalty + cost[slot];
        }
        for (int j = 0; j < r; j++) {
            if (!isBasicRow[j] && Math.abs(w[j]) > 0) {
                double room = Math.max(0, (w[j] > 0 ? penalty - y[j] : penalty + y[j]) / Math.abs(w[j]));
                if (room < limit) {
                    limit = room;
                    blocking = -1 - j;
                }
            }
        }
        breakpoints.start(alpha, a, side, lower, upper);
        double near = Math.min(limit, NEAR * lastLength);
        int count = breakpoints.collect(0, 0, near);
        int found = breakpoints.select(0, count, Math.abs(excess));
        if (found < 0 && near < limit) {
            int before = count;
            count = breakpoints.collect(before, near, limit);
            found = breakpoints.select(before, count, breakpoints.left());
        }
        double travel = limit;
        int flips = count;
        if (found >= 0) {
            blocking = breakpoints.number(found);
            travel = breakpoints.length(found);
            flips = found;
        } else if (basis[slot] >= 0 && blocking == Integer.MIN_VALUE) {
            return false;
        }
        lastLength = travel;
        for (int k = 0; k < flips; k++) {
            int i = breakpoints.number(k);
            addToRhs(i, side[i] * (upper[i] - lower[i]));
            side[i] = -side[i];
        }
        for (int j = 0; j < r; j++) {
            y[j] += travel * w[j];
        }
        for (int i = 0; i < n; i++) {
            a[i] += travel * alpha[i];
        }
        if (blocking == Integer.MIN_VALUE) {
            // The deviation's multiplier reached the penalty: the deviation stays.
            cost[slot] = sign * penalty;
            y[-1 - basis[slot]] = cost[slot];
            return true;
        }
        return exchange(slot, blocking, sign);
    }

    private void addToRhs(int i, double value) {
        for (int j = 0; j < r; j++) {
            rhs[j] += value * jacobian[j][i];
        }
    }

    private boolean exchange(int slot, int entering, double sign) {
        int old = basis[slot];
        if (old >= 0) {
            isBasic[old] = false;
            side[old] = sign;
            addToRhs(old, -(sign > 0 ? upper[old] : lower[old]));
        } else {
            isBasicRow[-1 - old] = false;
        }
        if (entering >= 0) {
            addToRhs(entering, side[entering] > 0 ? upper[entering] : lower[entering]);
            isBasic[entering] = true;
            side[entering] = 0;
            a[entering] = 0;
            cost[slot] = -tilt[entering];
        } else {
            int j = -1 - entering;
            isBasicRow[j] = true;
            cost[slot] = Math.signum(y[j]) * penalty;
            y[j] = cost[slot];
        }
        basis[slot] = entering;
        for (int k = 0; k < r; k++) {
            if (entering < 0) {
                column[k] = inverse[k][-1 - entering];
            } else {
                double sum = 0;
                for (int j = 0; j < r; j++) {
                    sum += inverse[k][j] * jacobian[j][entering];
                }
                column[k] = sum;
            }
        }
        return pivot(slot);
    }

    private boolean pivot(int slot) {
        double divisor = column[slot];
        if (!(Math.abs(divisor) > Double.MIN_NORMAL)) {
            return false;
        }
        double[] row = inverse[slot];
        for (int j = 0; j < r; j++) {
            row[j] /= divisor;
        }
        for (int k = 0; k < r; k++) {
            double factor = column[k];
            if (k != slot && factor != 0) {
                for (int j = 0; j < r; j++) {
                    inverse[k][j] -= factor * row[j];
                }
            }
        }
        return true;
    }

    /** The inverse of the basis for a new J; false where the basis is singular now. */
    private boolean factorise() {
        double[][] matrix = new double[r][r];
        for (int k = 0; k < r; k++) {
            for (int j = 0; j < r; j++) {
                matrix[j][k] = basis[k] >= 0 ? jacobian[j][basis[k]] : basis[k] == -1 - j ? 1 : 0;
            }
        }
        return Inverse.of(matrix, inverse);
    }

    /** Writes d, within the box. */
    void displacement(double[] d) {
        for (int i = 0; i < n; i++) {
            d[i] = side[i] > 0 ? upper[i] : lower[i];
        }
        for (int k = 0; k < r; k++) {
            int i = basis[k];
            if (i >= 0) {
                d[i] = Math.min(Math.max(basic[k], lower[i]), upper[i]);
            }
        }
    }
}
