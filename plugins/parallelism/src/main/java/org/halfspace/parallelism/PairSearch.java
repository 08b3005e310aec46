package org.halfspace.parallelism;

/**
 * Finds the most parallel pairs of all pairs of boundaries, by branch and bound over the cosine; exact. Used once.
 *
 * <p>Pairs that share a class are all looked at: m (m-1) (m-2) / 2 cosines. They raise the bar for the disjoint ones. For a
 * boundary ij let {@code p_k = S_jk - S_ik}, so that {@code |p_k - p_l| = 2 |D_ij·D_kl|}. Of each pair let ij be the shorter
 * boundary; then a pair at a cosine of at least tau has {@code |p_k - p_l| >= 2 tau n_ij n_kl >= 2 tau n_ij^2}. Most boundaries
 * fail this by the range of p alone, which takes m steps; of the others only the classes k near one end of that range can take
 * part, and only with classes l near the other.
 *
 * <p>All tests are made loose by the largest rounding error that the distances can have.
 */
final class PairSearch {
    /** From so many partners on, a vectorised look at all classes is faster than one at each of them. */
    private static final int MANY = 96;

    private final SquaredDistances distances;
    private final PairCollector collector;
    private final double margin;

    PairSearch(SquaredDistances distances, PairCollector collector) {
        this.distances = distances;
        this.collector = collector;
        this.margin = distances.margin();
    }

    /** Shows the collector every pair that it may want. */
    void run(Workers workers) throws InterruptedException {
        int m = distances.points();
        workers.run(m, () -> new double[m], (scratch, i) -> sharing(i, scratch));
        workers.run(m, () -> new Scratch(m), (scratch, i) -> {
            for (int j = i + 1; j < m; j++) {
                disjoint(i, j, scratch);
            }
        });
    }

    /** What one thread works with: p of a boundary, and the classes near the ends of its range. */
    private static final class Scratch {
        final double[] p;
        final double[] excess;
        final int[] high;
        final int[] low;

        Scratch(int m) {
            p = new double[m];
            excess = new double[m];
            high = new int[m];
            low = new int[m];
        }
    }

    /** All pairs of boundaries (i, j), (i, k). */
    private void sharing(int i, double[] excess) {
        int m = distances.points();
        double[] squares = distances.squares(i);
        double[] norms = distances.norms(i);
        for (int j = 0; j < m; j++) {
            if (j == i) {
                continue;
            }
            double bar = 2 * collector.cosine() * norms[j];
            double[] other = distances.squares(j);
            if (sharedExcess(squares[j], squares, other, bar, norms, j + 1) < -margin) {
                continue;
            }
            for (int k = j + 1; k < m; k++) {
                double product = squares[j] + squares[k] - other[k];
                if (Math.abs(product) - bar * norms[k] >= -margin && k != i) {
                    collector.consider(i, j, i, k, product);
                }
            }
        }
    }

    /** The largest {@code |S_ij + S_ik - S_jk| - bar n_ik} of {@code k >= begin}. */
    private static double sharedExcess(
            double square, double[] squares, double[] other, double bar, double[] norms, int begin) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = begin; k < squares.length; k++) {
            most = Math.max(most, Math.abs(square + squares[k] - other[k]) - bar * norms[k]);
        }
        return most;
    }

    /** All pairs of the boundary (i, j) with a disjoint one that is longer. */
    private void disjoint(int i, int j, Scratch scratch) {
        double[] p = scratch.p;
        difference(distances.squares(j), distances.squares(i), p);
        int other = i == 0 ? (j == 1 ? 2 : 1) : 0;
        if (other >= p.length) {
            return;
        }
        // i and j would be the ends of the range; a copy of some other class does no harm.
        p[i] = p[other];
        p[j] = p[other];
        double least = least(p);
        double most = most(p);
        double norm = distances.norms(i)[j];
        double bar = 2 * collector.cosine() * norm;
        double gap = bar * norm - margin;
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
        for (int a = 0; a < highs; a++) {
            int k = scratch.high[a];
            if (lows >= MANY) {
                all(i, j, k, bar, scratch);
            } else {
                double[] norms = distances.norms(k);
                for (int b = 0; b < lows; b++) {
                    int l = scratch.low[b];
                    if (p[k] - p[l] - bar * norms[l] >= -margin) {
                        pair(i, j, k, l, p);
                    }
                }
            }
        }
    }

    /** All pairs of (i, j) with (k, l) for any l below k. */
    private void all(int i, int j, int k, double bar, Scratch scratch) {
        double[] p = scratch.p;
        double[] norms = distances.norms(k);
        if (excess(p[k], p, bar, norms) < -margin) {
            return;
        }
        for (int l = 0; l < p.length; l++) {
            if (l != i && l != j && p[k] - p[l] - bar * norms[l] >= -margin) {
                pair(i, j, k, l, p);
            }
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

    private static void difference(double[] a, double[] b, double[] target) {
        for (int k = 0; k < target.length; k++) {
            target[k] = a[k] - b[k];
        }
    }

    private static double excess(double pk, double[] p, double bar, double[] norms) {
        double most = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < p.length; l++) {
            most = Math.max(most, (pk - p[l]) - bar * norms[l]);
        }
        return most;
    }

    private static double least(double[] p) {
        double least = Double.POSITIVE_INFINITY;
        for (double value : p) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static double most(double[] p) {
        double most = Double.NEGATIVE_INFINITY;
        for (double value : p) {
            most = Math.max(most, value);
        }
        return most;
    }
}
