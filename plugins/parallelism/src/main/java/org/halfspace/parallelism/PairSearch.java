package org.halfspace.parallelism;

import java.util.Arrays;

/**
 * Finds the most parallel pairs of all pairs of boundaries, by branch and bound over the cosine; exact. Used once.
 *
 * <p>Pairs that share a class are all looked at: m (m-1) (m-2) / 2 cosines. They raise the bar for the disjoint ones. For a
 * boundary ij let {@code p_k = S_jk - S_ik}, so that {@code |p_k - p_l| = 2 |D_ij·D_kl|}. Of each pair let ij be the shorter
 * boundary; then a pair at a cosine of at least tau has {@code |p_k - p_l| >= 2 tau n_ij n_kl >= 2 tau n_ij^2}. Most boundaries
 * fail this by the range of p, which the ranges of the rows i and j of S bound in one step, and which takes m steps to find;
 * of the others only the classes k near one end of that range can take part, and only with classes l near the other.
 *
 * <p>All tests are made loose by the largest rounding error that the distances can have.
 *
 * <p>The inner loops add up {@code x + |x|} of every x that must not be positive, over some rows at once: the sums are 0 if and
 * only if none is. Java 17 turns that into vector instructions, and a search for the largest x not (measured: 4 times as
 * fast; docs/parallelism.md, section 7).
 */
final class PairSearch {
    /** Rows that are tested together: enough to make looking at the sums cheap, few enough to look again at all of them. */
    private static final int ROWS = 16;

    /** Up to so many partners are looked at one by one, more of them together with all other classes. */
    private static final int FEW = 24;

    private final SquaredDistances distances;
    private final PairCollector collector;
    private final double margin;
    private final double[] mean;
    private final double[] range;

    PairSearch(SquaredDistances distances, PairCollector collector) {
        this.distances = distances;
        this.collector = collector;
        this.margin = distances.margin();
        int m = distances.points();
        mean = new double[m];
        range = new double[m];
        for (int i = 0; i < m; i++) {
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int k = 0; k < m; k++) {
                if (k != i) {
                    double square = distances.squares(i)[k];
                    least = Math.min(least, square);
                    most = Math.max(most, square);
                    mean[i] += square / m;
                }
            }
            range[i] = most - least;
        }
    }

    /** Shows the collector every pair that it may want. */
    void run(Workers workers) throws InterruptedException {
        int m = distances.points();
        workers.run(m, () -> new Scratch(m), (scratch, i) -> sharing(i, scratch));
        workers.run(m, () -> new Scratch(m), (scratch, i) -> disjoint(i, scratch));
    }

    /** What one thread works with: sums of positive parts, p of a boundary, and the classes near the ends of its range. */
    private static final class Scratch {
        final double[] sums;
        final double[] p;
        final int[] high;
        final int[] low;

        Scratch(int m) {
            sums = new double[m];
            p = new double[m];
            high = new int[m];
            low = new int[m];
        }

        /** Whether a sum from {@code begin} on is positive; all sums are 0 afterwards. */
        boolean takePositive(int begin) {
            boolean positive = false;
            for (int k = begin; k < sums.length; k++) {
                positive |= sums[k] != 0;
            }
            Arrays.fill(sums, 0);
            return positive;
        }
    }

    /** All pairs of boundaries (i, j), (i, k). */
    private void sharing(int i, Scratch scratch) {
        int m = distances.points();
        double[] squares = distances.squares(i);
        double[] norms = distances.norms(i);
        for (int first = 0; first < m; first += ROWS) {
            int last = Math.min(m, first + ROWS);
            double cosine = collector.cosine();
            for (int j = first; j < last; j++) {
                if (j != i) {
                    double bar = 2 * cosine * norms[j];
                    addShared(squares[j], squares, distances.squares(j), bar, norms, margin, scratch.sums, j + 1);
                }
            }
            // The place of class i itself has no meaning; its large norm keeps it at 0 once the bar is up.
            if (!scratch.takePositive(first)) {
                continue;
            }
            for (int j = first; j < last; j++) {
                for (int k = j + 1; k < m && j != i; k++) {
                    if (k != i) {
                        collector.consider(
                                i, j, i, k, squares[j] + squares[k] - distances.squares(j)[k]);
                    }
                }
            }
        }
    }

    /** Adds the positive parts of {@code |S_ij + S_ik - S_jk| - bar n_ik + margin}, doubled, for {@code k >= begin}. */
    private static void addShared(
            double square,
            double[] squares,
            double[] other,
            double bar,
            double[] norms,
            double margin,
            double[] sums,
            int begin) {
        for (int k = begin; k < sums.length; k++) {
            double x = Math.abs(square + squares[k] - other[k]) - bar * norms[k] + margin;
            sums[k] += x + Math.abs(x);
        }
    }

    /** All pairs of the boundaries (i, j), j above i, with disjoint ones that are longer. */
    private void disjoint(int i, Scratch scratch) {
        int m = distances.points();
        int waiting = 0;
        int[] rows = new int[ROWS];
        for (int j = i + 1; j < m; j++) {
            double gap = gap(i, j);
            if (range[i] + range[j] < gap) {
                continue;
            }
            double centre = mean[j] - mean[i];
            double[] a = distances.squares(j);
            double[] b = distances.squares(i);
            addOutside(a, b, centre, gap / 2, scratch.sums, 0, j);
            addOutside(a, b, centre, gap / 2, scratch.sums, j + 1, m);
            rows[waiting++] = j;
            if (waiting == ROWS) {
                scratch.sums[i] = 0;
                waiting = flush(i, rows, waiting, scratch);
            }
        }
        scratch.sums[i] = 0;
        flush(i, rows, waiting, scratch);
    }

    /** What the range of p must reach. */
    private double gap(int i, int j) {
        return 2 * collector.cosine() * distances.squares(i)[j] - margin;
    }

    /** Looks at boundaries one by one, if one of them has a p outside its interval. */
    private int flush(int i, int[] rows, int count, Scratch scratch) {
        if (scratch.takePositive(0)) {
            for (int n = 0; n < count; n++) {
                disjoint(i, rows[n], scratch);
            }
        }
        return 0;
    }

    /** Adds the positive parts of {@code |a_k - b_k - centre| - half}, doubled. */
    private static void addOutside(
            double[] a, double[] b, double centre, double half, double[] sums, int begin, int end) {
        for (int k = begin; k < end; k++) {
            double x = Math.abs(a[k] - b[k] - centre) - half;
            sums[k] += x + Math.abs(x);
        }
    }

    /** All pairs of the boundary (i, j) with a disjoint one that is longer. */
    private void disjoint(int i, int j, Scratch scratch) {
        double[] p = scratch.p;
        double[] a = distances.squares(j);
        double[] b = distances.squares(i);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < p.length; k++) {
            p[k] = a[k] - b[k];
            if (k != i && k != j) {
                least = p[k] < least ? p[k] : least;
                most = p[k] > most ? p[k] : most;
            }
        }
        double norm = distances.norms(i)[j];
        double bar = 2 * collector.cosine() * norm;
        double gap = gap(i, j);
        if (most - least < gap) {
            return;
        }
        int highs = 0;
        int lows = 0;
        for (int k = 0; k < p.length; k++) {
            if (k != i && k != j) {
                if (p[k] - least >= gap) {
                    scratch.high[highs++] = k;
                }
                if (most - p[k] >= gap) {
                    scratch.low[lows++] = k;
                }
            }
        }
        for (int first = 0; first < highs; first += ROWS) {
            int last = Math.min(highs, first + ROWS);
            if (lows > FEW && !anyPartner(first, last, bar, scratch)) {
                continue;
            }
            for (int n = first; n < last; n++) {
                int k = scratch.high[n];
                double[] norms = distances.norms(k);
                for (int o = 0; o < lows; o++) {
                    int l = scratch.low[o];
                    if (p[k] - p[l] - bar * norms[l] >= -margin && l != k) {
                        pair(i, j, k, l, p);
                    }
                }
            }
        }
    }

    /** Whether one of these classes can be part of a pair, with any other class at all. */
    private boolean anyPartner(int first, int last, double bar, Scratch scratch) {
        for (int n = first; n < last; n++) {
            int k = scratch.high[n];
            addLonger(scratch.p[k] + margin, scratch.p, bar, distances.norms(k), scratch.sums);
        }
        return scratch.takePositive(0);
    }

    /** Adds the positive parts of {@code pk - p_l - bar n_kl}, doubled. */
    private static void addLonger(double pk, double[] p, double bar, double[] norms, double[] sums) {
        for (int l = 0; l < sums.length; l++) {
            double x = pk - p[l] - bar * norms[l];
            sums[l] += x + Math.abs(x);
        }
    }

    private void pair(int i, int j, int k, int l, double[] p) {
        // Each pair of boundaries once: with the shorter one as ij, and with the larger p as k.
        boolean upward = p[k] > p[l] || (p[k] == p[l] && k < l);
        if (upward && shorter(i, j, k, l)) {
            collector.consider(i, j, k, l, p[k] - p[l]);
        }
    }

    private boolean shorter(int i, int j, int k, int l) {
        double first = distances.squares(i)[j];
        double second = distances.squares(k)[l];
        if (first != second) {
            return first < second;
        }
        int begin = Math.min(k, l);
        return i < begin || (i == begin && j < Math.max(k, l));
    }
}
