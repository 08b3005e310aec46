package org.halfspace.search.step;

/**
 * The long-step ratio test of the bounded dual simplex method (Maros, 2003): where reduced costs {@code a + t alpha} change their signs, numbers
 * change their bounds and the dual slope falls; the step ends where it is used up. For one thread.
 */
final class Breakpoints {
    /** Entries of J^T w, relative to the largest, that are rounding and no pivots. */
    private static final double PIVOT = 1e-10;

    private double[] alpha;
    private double[] lower;
    private double[] upper;
    private double[] length = new double[0];
    private double[] ratio;
    private int[] candidate;
    private double left;

    /** The number that changes its bound at an entry of the list. */
    int number(int entry) {
        return candidate[entry];
    }

    /** The step length at which it does. */
    double length(int entry) {
        return ratio[entry];
    }

    /** What the last selection has left of the slope. */
    double left() {
        return left;
    }

    /**
     * The step length at which each number changes its bound, beyond all limits where it does not.
     *
     * @param alphaOf n numbers, by how much a changes for a step of length one; as the bounds, read in later calls too
     * @param a n numbers, the reduced costs
     * @param side 1 where a number is at its upper bound, -1 at the lower one, 0 in the basis
     */
    void start(double[] alphaOf, double[] a, double[] side, double[] lowerOf, double[] upperOf) {
        alpha = alphaOf;
        lower = lowerOf;
        upper = upperOf;
        int n = alpha.length;
        if (length.length != n) {
            length = new double[n];
            ratio = new double[n];
            candidate = new int[n + 1];
        }
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(alpha[i]));
        }
        double tiny = PIVOT * largest;
        // Loops without branches, which the compiler vectorises.
        for (int i = 0; i < n; i++) {
            length[i] = Math.max(side[i] * a[i], 0) / Math.max(-side[i] * alpha[i] - tiny, 0);
        }
    }

    /** Collects the numbers that change their bounds in a range of step lengths; the end of the list. */
    int collect(int begin, double from, double to) {
        int count = begin;
        for (int i = 0; i < length.length; i++) {
            double at = length[i];
            candidate[count] = i;
            count += at >= from && at < to ? 1 : 0;
        }
        for (int k = begin; k < count; k++) {
            ratio[k] = length[candidate[k]];
        }
        return count;
    }

    /**
     * The breakpoint at which a slope is used up, by weighted quickselect: those before it are moved in front of it. -1 if there is none;
     * then {@code left} is what is left of the slope.
     */
    int select(int begin, int end, double slope) {
        int from = begin;
        int to = end;
        left = slope;
        while (from < to) {
            double x = ratio[from];
            double z = ratio[(from + to) >>> 1];
            double v = ratio[to - 1];
            double pivot = Math.max(Math.min(x, z), Math.min(Math.max(x, z), v));
            int less = from;
            int equal = from;
            int more = to;
            double below = 0;
            double at = 0;
            while (equal < more) {
                if (ratio[equal] < pivot) {
                    below += weight(candidate[equal]);
                    swap(less++, equal++);
                } else if (ratio[equal] > pivot) {
                    swap(equal, --more);
                } else {
                    at += weight(candidate[equal++]);
                }
            }
            if (below >= left) {
                to = less;
            } else if (below + at >= left) {
                left -= below;
                for (int k = less; k < more; k++) {
                    left -= weight(candidate[k]);
                    if (left <= 0 || k == more - 1) {
                        return k;
                    }
                }
            } else {
                left -= below + at;
                from = more;
            }
        }
        return -1;
    }

    private double weight(int i) {
        return Math.abs(alpha[i]) * (upper[i] - lower[i]);
    }

    private void swap(int k, int other) {
        double value = ratio[k];
        ratio[k] = ratio[other];
        ratio[other] = value;
        int index = candidate[k];
        candidate[k] = candidate[other];
        candidate[other] = index;
    }
}
