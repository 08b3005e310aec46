package org.halfspace.search.step;

import java.util.Arrays;

/**
 * The long-step ratio test of the bounded dual simplex method (Maros, 2003): where reduced costs {@code a + t alpha} change their signs, numbers
 * change their bounds and the dual slope falls; the step ends where it is used up. For one thread.
 *
 * <p>The breakpoint is selected by buckets of step lengths, without a sort. Nearly all branches of the loops over numbers can be foretold, or there
 * are none: that is what an iteration of the simplex method takes its time for.
 */
final class Breakpoints {
    /** Entries of J^T w, relative to the largest, that are rounding and no pivots. */
    private static final double PIVOT = 1e-10;

    /** Breakpoints up to so many times the last step's length are looked at first: mostly they are all that is needed. */
    private static final double NEAR = 3;

    private static final int BUCKETS = 64;

    /** So few breakpoints are gone through one after the other. */
    private static final int FEW = 12;

    private double[] length = new double[0];
    private double[] weight;
    /** Breakpoints that are looked at: the numbers, and how long the step is and by how much the slope falls at each. */
    private int[] candidate;

    private double[] ratio;
    private double[] fall;
    private final double[] bucket = new double[BUCKETS];
    private int[] flipped;
    private int flips;
    private double travel;

    /** How many numbers change their bounds. */
    int flips() {
        return flips;
    }

    /** One of those. */
    int flipped(int k) {
        return flipped[k];
    }

    /** How far the step goes. */
    double travel() {
        return travel;
    }

    /**
     * Goes on until the slope is used up, or to a limit.
     *
     * @param alpha n numbers, by how much a changes for a step of length one
     * @param a n numbers, the reduced costs
     * @param side 1 where a number is at its upper bound, -1 at the lower one, 0 in the basis
     * @param width n numbers, the distances of the bounds
     * @return the number at which the slope is used up; -1 at the limit
     */
    int go(double[] alpha, double[] a, double[] side, double[] width, double slope, double limit) {
        measure(alpha, a, side, width);
        // Finite, so that no difference is inf - inf.
        double end = Math.min(limit, Double.MAX_VALUE);
        double near = Math.min(end, NEAR * travel);
        flips = 0;
        double left = slope;
        int count = collect(0, near);
        double sum = sum(count);
        if (sum < left && near < end) {
            left -= sum;
            flip(count);
            count = collect(near, end);
            sum = sum(count);
        }
        if (count == 0 || sum < left) {
            flip(count);
            travel = limit;
            return -1;
        }
        return select(count, left);
    }

    /** The step length at which each number changes its bound, beyond all limits where it does not. */
    private void measure(double[] alpha, double[] a, double[] side, double[] width) {
        int n = alpha.length;
        if (length.length != n) {
            length = new double[n];
            weight = new double[n];
            ratio = new double[n];
            fall = new double[n];
            candidate = new int[n + 1];
            flipped = new int[n];
        }
        double tiny = PIVOT * Rows.largest(alpha);
        // Loops without branches, which the compiler vectorises. No quotient is 0 / 0.
        for (int i = 0; i < n; i++) {
            length[i] = Math.max(side[i] * a[i], Double.MIN_NORMAL) / Math.max(-side[i] * alpha[i] - tiny, 0);
            weight[i] = Math.abs(alpha[i]) * width[i];
        }
    }

    /** Collects the numbers that change their bounds in a range of step lengths; how many there are. */
    private int collect(double from, double to) {
        int count = 0;
        for (int i = 0; i < length.length; i++) {
            candidate[count] = i;
            // One where from <= length < to: no branch, which could not be foretold.
            count += (int) ((Double.doubleToRawLongBits(length[i] - to) & ~Double.doubleToRawLongBits(length[i] - from))
                    >>> 63);
        }
        for (int k = 0; k < count; k++) {
            ratio[k] = length[candidate[k]];
            fall[k] = weight[candidate[k]];
        }
        return count;
    }

    private double sum(int count) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += fall[k];
        }
        return sum;
    }

    private void flip(int count) {
        System.arraycopy(candidate, 0, flipped, flips, count);
        flips += count;
    }

    /** The breakpoint at which the slope is used up; those before it are flipped. */
    private int select(int all, double slope) {
        int count = all;
        double left = slope;
        while (count > FEW) {
            double first = Double.POSITIVE_INFINITY;
            double last = 0;
            for (int k = 0; k < count; k++) {
                first = ratio[k] < first ? ratio[k] : first;
                last = ratio[k] > last ? ratio[k] : last;
            }
            if (!(first < last)) {
                break;
            }
            double scale = BUCKETS / (last - first);
            int wanted = fill(count, first, scale, left);
            for (int k = 0; k < wanted; k++) {
                left -= bucket[k];
            }
            count = keep(count, first, scale, wanted);
        }
        return selectOfFew(count, left);
    }

    /** Fills the buckets; the one in which the slope is used up. */
    private int fill(int count, double first, double scale, double slope) {
        Arrays.fill(bucket, 0);
        for (int k = 0; k < count; k++) {
            bucket[place(ratio[k], first, scale)] += fall[k];
        }
        double left = slope;
        int last = 0;
        for (int k = 0; k < BUCKETS; k++) {
            if (bucket[k] > 0) {
                last = k;
                left -= bucket[k];
                if (left <= 0) {
                    break;
                }
            }
        }
        return last;
    }

    private static int place(double at, double first, double scale) {
        return Math.min(BUCKETS - 1, (int) ((at - first) * scale));
    }

    /** Flips what is in the buckets before one, and keeps what is in it. */
    private int keep(int count, double first, double scale, int wanted) {
        int kept = 0;
        for (int k = 0; k < count; k++) {
            int place = place(ratio[k], first, scale);
            int number = candidate[k];
            flipped[flips] = number;
            flips += place < wanted ? 1 : 0;
            candidate[kept] = number;
            ratio[kept] = ratio[k];
            fall[kept] = fall[k];
            kept += place == wanted ? 1 : 0;
        }
        return kept;
    }

    private int selectOfFew(int all, double slope) {
        int count = all;
        double left = slope;
        while (true) {
            int next = 0;
            for (int k = 1; k < count; k++) {
                next = ratio[k] < ratio[next] ? k : next;
            }
            left -= fall[next];
            if (left <= 0 || count == 1) {
                travel = ratio[next];
                return candidate[next];
            }
            flipped[flips++] = candidate[next];
            count--;
            candidate[next] = candidate[count];
            ratio[next] = ratio[count];
            fall[next] = fall[count];
        }
    }
}
