package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The exactly parallel pairs of boundaries between classes, counted and listed. Those between different points come first; the
 * others are forced by identical classes: with {@code w_i = w_i'}, the boundaries ij and i'j have one normal. Immutable.
 */
final class ExactPairs {
    private final ClassVectors vectors;
    private final ParallelDirections parallel;

    ExactPairs(ClassVectors vectors, ParallelDirections parallel) {
        this.vectors = vectors;
        this.parallel = parallel;
    }

    /**
     * How many pairs there are.
     *
     * @param sharing pairs that share a class, of three collinear classes
     * @param disjoint pairs of four different classes
     * @param forced how many of all these are forced by identical classes
     */
    record Count(long sharing, long disjoint, long forced) {
        long all() {
            return sharing + disjoint;
        }
    }

    /** Two boundaries between classes. */
    record Pair(int i, int j, int k, int l) {}

    private record Boundary(int i, int j, int from, int to) {}

    Count count() {
        long all = 0;
        long sharing = 0;
        long forced = 0;
        for (int p = 0; p < vectors.points(); p++) {
            long mine = vectors.multiplicity(p);
            for (int q = 0; mine > 1 && q < vectors.points(); q++) {
                long other = vectors.multiplicity(q);
                // Two identical groups meet twice in this loop, and count once.
                if (q != p && (other == 1 || q > p)) {
                    forced += ClassVectors.choose2(mine * other);
                    sharing += sharedForced(mine, other);
                }
            }
        }
        all += forced;
        for (ParallelDirections.Direction direction : parallel.directions()) {
            long boundaries = 0;
            for (int[] line : direction.lines()) {
                long points = 0;
                for (int point : line) {
                    points += vectors.multiplicity(point);
                }
                for (int a = 0; a < line.length; a++) {
                    long mine = vectors.multiplicity(line[a]);
                    sharing += mine * ClassVectors.choose2(points - mine);
                    for (int b = a + 1; b < line.length; b++) {
                        long other = vectors.multiplicity(line[b]);
                        boundaries += mine * other;
                        all -= ClassVectors.choose2(mine * other);
                        sharing -= sharedForced(mine, other);
                    }
                }
            }
            all += ClassVectors.choose2(boundaries);
        }
        return new Count(sharing, all - sharing, forced);
    }

    private static long sharedForced(long mine, long other) {
        return mine * ClassVectors.choose2(other) + other * ClassVectors.choose2(mine);
    }

    /**
     * Pairs in a fixed order.
     *
     * @param limit how many at most
     */
    List<Pair> list(int limit) {
        List<Pair> pairs = new ArrayList<>();
        for (ParallelDirections.Direction direction : parallel.directions()) {
            if (pairs.size() >= limit) {
                return pairs;
            }
            addPairs(boundaries(direction), false, limit, pairs);
        }
        for (int p = 0; p < vectors.points(); p++) {
            for (int q = p + 1; q < vectors.points() && pairs.size() < limit; q++) {
                if (vectors.multiplicity(p) > 1 || vectors.multiplicity(q) > 1) {
                    List<Boundary> boundaries = new ArrayList<>();
                    addBoundaries(p, q, boundaries);
                    addPairs(boundaries, true, limit, pairs);
                }
            }
        }
        return pairs;
    }

    private List<Boundary> boundaries(ParallelDirections.Direction direction) {
        List<Boundary> boundaries = new ArrayList<>();
        for (int[] line : direction.lines()) {
            for (int a = 0; a < line.length; a++) {
                for (int b = a + 1; b < line.length; b++) {
                    addBoundaries(line[a], line[b], boundaries);
                }
            }
        }
        return boundaries;
    }

    private void addBoundaries(int p, int q, List<Boundary> boundaries) {
        for (int i : vectors.members(p)) {
            for (int j : vectors.members(q)) {
                boundaries.add(new Boundary(Math.min(i, j), Math.max(i, j), Math.min(p, q), Math.max(p, q)));
            }
        }
    }

    private static void addPairs(List<Boundary> boundaries, boolean forced, int limit, List<Pair> pairs) {
        boundaries.sort(Comparator.comparingInt(Boundary::i).thenComparingInt(Boundary::j));
        for (int a = 0; a < boundaries.size(); a++) {
            for (int b = a + 1; b < boundaries.size(); b++) {
                Boundary one = boundaries.get(a);
                Boundary two = boundaries.get(b);
                boolean same = one.from == two.from && one.to == two.to;
                if (same == forced) {
                    if (pairs.size() >= limit) {
                        return;
                    }
                    pairs.add(new Pair(one.i, one.j, two.i, two.j));
                }
            }
        }
    }
}
