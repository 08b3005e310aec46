package org.halfspace.geometry;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The revised simplex method over columns that are priced, not stored: minimise {@code c . x} subject to {@code A x = b} and
 * {@code x >= 0}, with few rows and many columns. Dantzig's rule chooses the entering column; after a run of steps that did not
 * move, Bland's rule (1977) does, which cannot cycle. The basis's inverse is kept dense: n^2 numbers, 4 n^2 operations a
 * step beside the pricing, for n rows.
 *
 * <p>Here because for a head of m classes and l features the pricing step is one evaluation of the logits, and a solver for
 * stored matrices takes the whole of it in again for each class; docs/regions.md has the measurement. For one thread. What it
 * returns are numbers to be checked, not a proof.
 */
public final class RevisedSimplex {

    /** A reduced cost counts as negative below this part of the size of the duals: columns are scaled to length about 1. */
    private static final double OPTIMALITY = 1e-11;

    /** A pivot must exceed this part of the largest entry of its column: a smaller one is likely rounding of zero. */
    private static final double PIVOT = 1e-9;

    /** Artificial variables that sum to less than this are zero: right-hand sides are of size about 1. */
    private static final double FEASIBILITY = 1e-10;

    /** Steps after which the inverse is computed afresh, or n where that is more: it costs as much as n / 2 steps. */
    private static final int REFACTOR = 128;

    /** Steps without progress after which Bland's rule takes over. */
    private static final int STALL = 40;

    /** Steps per row before the solver gives up: ten times what was ever seen. */
    private static final int STEPS_PER_ROW = 60;

    /** Rows from which on a pass over the inverse is worth sharing among threads: a quarter of a million numbers. */
    private static final int PARALLEL = 500;

    /** The columns of A, scaled to length about 1. */
    public interface Columns {
        /** How many there are. */
        int size();

        /** The cost of a column. */
        double cost(int j);

        /**
         * Copies a column.
         *
         * @param target receives n numbers
         */
        void copy(int j, double[] target);

        /**
         * Reduced costs of all columns, {@code c_j - y . A_j}; positive infinity for a column that must not be used.
         *
         * @param duals y, n numbers
         * @param costs whether c counts; where not, it is taken as 0
         * @param reduced receives {@link #size} numbers
         */
        void price(double[] duals, boolean costs, double[] reduced);
    }

    /** How it ended. */
    public enum Status {
        /** A minimiser was found. */
        OPTIMAL,
        /** {@code A x = b, x >= 0} has no solution; the duals are Farkas' certificate. */
        INFEASIBLE,
        /** There is no least value. */
        UNBOUNDED,
        /** Rounding or the limit of steps ended it. */
        UNDECIDED
    }

    /**
     * What was found.
     *
     * @param status how it ended
     * @param value {@code c . x} where optimal, the least sum of artificial variables where infeasible
     * @param duals y, n numbers: of the costs where optimal, of the artificial variables where infeasible
     * @param basis the basic columns; those from {@link Columns#size} on are artificial
     * @param levels the basic variables
     * @param steps how many pivots it took
     */
    public record Solution(Status status, double value, double[] duals, int[] basis, double[] levels, int steps) {}

    private final Columns columns;
    private final double[] rhs;
    private final int n;
    private final int size;
    private final double[] reduced;
    private final int[] basis;
    private double[][] inverse;
    private double[] levels;
    private final double[] duals;
    private final boolean[] basic;
    private int steps;

    /**
     * Sets up a program.
     *
     * @param columns A and c
     * @param rhs b, n numbers
     */
    public RevisedSimplex(Columns columns, double[] rhs) {
        this.columns = columns;
        this.rhs = rhs.clone();
        this.n = rhs.length;
        this.size = columns.size();
        this.reduced = new double[size];
        this.basis = new int[n];
        this.basic = new boolean[size];
        this.duals = new double[n];
    }

    /** Solves it from a basis of artificial variables, after moving one column into it. */
    public Solution minimise(int column, int row) throws InterruptedException {
        double[] entering = new double[n];
        columns.copy(column, entering);
        double level = rhs[row] / entering[row];
        levels = new double[n];
        inverse = new double[n][n];
        Arrays.fill(basic, false);
        for (int k = 0; k < n; k++) {
            double value = rhs[k] - entering[k] * level;
            double sign = value < 0 ? -1 : 1;
            basis[k] = size + 2 * k + (value < 0 ? 1 : 0);
            levels[k] = Math.abs(value);
            inverse[k][k] = sign;
            inverse[k][row] = k == row ? 1 / entering[row] : -sign * entering[k] / entering[row];
        }
        basis[row] = column;
        basic[column] = true;
        levels[row] = level;
        if (!(level >= 0)) {
            throw new IllegalArgumentException("the starting column has the level " + level);
        }
        return solve();
    }

    /** Solves it from a basis of artificial variables. */
    public Solution minimise() throws InterruptedException {
        levels = new double[n];
        inverse = new double[n][n];
        Arrays.fill(basic, false);
        for (int k = 0; k < n; k++) {
            basis[k] = size + 2 * k + (rhs[k] < 0 ? 1 : 0);
            levels[k] = Math.abs(rhs[k]);
            inverse[k][k] = rhs[k] < 0 ? -1 : 1;
        }
        return solve();
    }

    /**
     * Solves it from a basis that is feasible, as of a program that differs in its costs alone.
     *
     * @return undecided where the basis is not feasible
     */
    public Solution minimiseFrom(int[] start) throws InterruptedException {
        System.arraycopy(start, 0, basis, 0, n);
        Arrays.fill(basic, false);
        for (int column : start) {
            if (column < size) {
                basic[column] = true;
            }
        }
        levels = new double[n];
        if (!refactor()) {
            return solution(Status.UNDECIDED, Double.NaN);
        }
        return solve();
    }

    private Solution solve() throws InterruptedException {
        Status first = infeasibility() > 0 ? phase(true) : Status.OPTIMAL;
        if (first == Status.UNDECIDED) {
            return solution(first, Double.NaN);
        }
        double sum = infeasibility();
        if (sum > FEASIBILITY) {
            return solution(Status.INFEASIBLE, sum);
        }
        Status second = phase(false);
        double value = 0;
        for (int i = 0; i < n; i++) {
            value += basis[i] < size ? columns.cost(basis[i]) * levels[i] : 0;
        }
        return solution(second, value);
    }

    private Solution solution(Status status, double value) {
        return new Solution(status, value, duals.clone(), basis.clone(), levels.clone(), steps);
    }

    private double infeasibility() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += basis[i] >= size ? levels[i] : 0;
        }
        return sum;
    }

    private Status phase(boolean artificial) throws InterruptedException {
        int limit = steps + STEPS_PER_ROW * (n + 20);
        int stalled = 0;
        int sinceFactored = 0;
        boolean fresh = false;
        double[] entering = new double[n];
        computeDuals(artificial);
        while (steps < limit) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (artificial && infeasibility() == 0) {
                // Feasible: what the duals show beside 0 is rounding.
                return Status.OPTIMAL;
            }
            columns.price(duals, !artificial, reduced);
            int q = entering(stalled > STALL);
            if (q < 0) {
                if (fresh || sinceFactored == 0) {
                    return Status.OPTIMAL;
                }
                // Certificates are read off the basis: from an inverse without the rounding of its updates.
                if (!refactor()) {
                    return Status.UNDECIDED;
                }
                computeDuals(artificial);
                sinceFactored = 0;
                fresh = true;
                continue;
            }
            columns.copy(q, entering);
            double[] d = times(entering);
            int p = leaving(d, artificial, stalled > STALL);
            if (p < 0) {
                return artificial ? Status.UNDECIDED : Status.UNBOUNDED;
            }
            double step = Math.max(0, levels[p]) / Math.abs(d[p]);
            stalled = step > FEASIBILITY ? 0 : stalled + 1;
            double reducedCost = reduced[q];
            pivot(p, q, d);
            Kernels.addScaled(reducedCost, inverse[p], duals, 0, n);
            fresh = false;
            steps++;
            if (++sinceFactored >= Math.max(REFACTOR, n)) {
                if (!refactor()) {
                    return Status.UNDECIDED;
                }
                computeDuals(artificial);
                sinceFactored = 0;
            }
        }
        return Status.UNDECIDED;
    }

    private void computeDuals(boolean artificial) {
        Arrays.fill(duals, 0);
        for (int i = 0; i < n; i++) {
            double cost = basis[i] >= size ? (artificial ? 1 : 0) : artificial ? 0 : columns.cost(basis[i]);
            if (cost != 0) {
                Kernels.addScaled(cost, inverse[i], duals, 0, n);
            }
        }
    }

    private int entering(boolean bland) {
        double scale = 1;
        for (double y : duals) {
            scale = Math.max(scale, Math.abs(y));
        }
        double least = -OPTIMALITY * scale;
        int best = -1;
        for (int j = 0; j < size; j++) {
            if (reduced[j] < least && !basic[j]) {
                best = j;
                if (bland) {
                    return j;
                }
                least = reduced[j];
            }
        }
        return best;
    }

    /** The row that leaves: the least ratio; among equals the largest pivot, or, for Bland's rule, the least index. */
    private int leaving(double[] d, boolean artificial, boolean bland) {
        double largest = 0;
        for (double value : d) {
            largest = Math.max(largest, Math.abs(value));
        }
        double tolerance = PIVOT * largest;
        int row = -1;
        double ratio = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            // An artificial variable that is zero after the first phase has to stay so: it leaves before it moves.
            boolean pinned = !artificial && basis[i] >= size && Math.abs(d[i]) > tolerance;
            if (!pinned && d[i] <= tolerance) {
                continue;
            }
            double candidate = pinned ? 0 : Math.max(0, levels[i]) / d[i];
            boolean better = candidate < ratio
                    || (candidate == ratio && (bland ? basis[i] < basis[row] : Math.abs(d[i]) > Math.abs(d[row])));
            if (better) {
                ratio = candidate;
                row = i;
            }
        }
        return row;
    }

    private double[] times(double[] column) {
        double[] d = new double[n];
        forRows(i -> d[i] = Kernels.dot(inverse[i], column, 0, n));
        return d;
    }

    private void pivot(int p, int q, double[] d) {
        double level = Math.max(0, levels[p]) / d[p];
        double[] row = inverse[p];
        for (int k = 0; k < n; k++) {
            row[k] /= d[p];
        }
        forRows(i -> {
            if (i != p && d[i] != 0) {
                Kernels.addScaled(-d[i], row, inverse[i], 0, n);
                levels[i] = Math.max(0, levels[i] - d[i] * level);
            }
        });
        levels[p] = Math.abs(level);
        if (basis[p] < size) {
            basic[basis[p]] = false;
        }
        basis[p] = q;
        basic[q] = true;
    }

    /** Work on every row, which does not depend on how it is shared. */
    private void forRows(IntConsumer work) {
        if (n < PARALLEL) {
            for (int i = 0; i < n; i++) {
                work.accept(i);
            }
        } else {
            IntStream.range(0, n).parallel().forEach(work);
        }
    }

    /** Computes the inverse and the levels afresh; false where the basis is singular or not feasible. */
    private boolean refactor() {
        double[][] work = new double[n][n];
        double[] column = new double[n];
        for (int i = 0; i < n; i++) {
            copy(basis[i], column);
            for (int k = 0; k < n; k++) {
                work[k][i] = column[k];
            }
        }
        // Gauss and Jordan in place, with row exchanges, which are column exchanges of the inverse.
        int[] exchanged = new int[n];
        for (int c = 0; c < n; c++) {
            int best = c;
            for (int k = c + 1; k < n; k++) {
                if (Math.abs(work[k][c]) > Math.abs(work[best][c])) {
                    best = k;
                }
            }
            double[] row = work[best];
            work[best] = work[c];
            work[c] = row;
            exchanged[c] = best;
            double pivot = row[c];
            if (!(Math.abs(pivot) > Double.MIN_NORMAL)) {
                return false;
            }
            row[c] = 1;
            for (int k = 0; k < n; k++) {
                row[k] /= pivot;
            }
            int done = c;
            forRows(k -> {
                double factor = work[k][done];
                if (k != done && factor != 0) {
                    work[k][done] = 0;
                    Kernels.addScaled(-factor, row, work[k], 0, n);
                }
            });
        }
        for (int c = n - 1; c >= 0; c--) {
            for (double[] row : work) {
                double value = row[c];
                row[c] = row[exchanged[c]];
                row[exchanged[c]] = value;
            }
        }
        inverse = work;
        double least = 0;
        double greatest = 0;
        for (int i = 0; i < n; i++) {
            levels[i] = Kernels.dot(inverse[i], rhs, 0, n);
            least = Math.min(least, levels[i]);
            greatest = Math.max(greatest, levels[i]);
        }
        for (int i = 0; i < n; i++) {
            levels[i] = Math.max(0, levels[i]);
        }
        return -least <= 1e-7 * Math.max(1, greatest);
    }

    private void copy(int column, double[] target) {
        if (column < size) {
            columns.copy(column, target);
            return;
        }
        Arrays.fill(target, 0);
        target[(column - size) / 2] = (column - size) % 2 == 0 ? 1 : -1;
    }
}
