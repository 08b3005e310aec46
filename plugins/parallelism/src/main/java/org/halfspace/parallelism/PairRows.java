package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.SoftmaxHead;

/** The rows of a run: pairs of boundaries between classes, the most parallel first. Not thread-safe. */
final class PairRows {
    /** How many exactly parallel pairs are given to be checked; a check takes milliseconds. */
    private static final int WITNESSES = 20;

    /** How many triples are listed; all are counted. */
    private static final int TRIPLES = 1000;

    private final SoftmaxHead head;
    private final ClassVectors vectors;
    private final double below;
    private final int top;
    private final int limit;
    private final List<ParallelPairRow> rows = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private final double[] norms;

    /**
     * @param below pairs at a smaller angle are all rows, up to the limit
     * @param top how many rows there are at least, if there are so many pairs
     * @param limit how many rows there are at most
     */
    PairRows(SoftmaxHead head, ClassVectors vectors, double below, int top, int limit) {
        this.head = head;
        this.vectors = vectors;
        this.below = below;
        this.top = top;
        this.limit = limit;
        this.norms = new double[head.classes()];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = Math.sqrt(product(i, -1, i, -1));
        }
    }

    /** Adds exactly parallel pairs. */
    void addExact(List<ExactPairs.Pair> pairs) {
        for (ExactPairs.Pair pair : pairs) {
            add(pair.i(), pair.j(), pair.k(), pair.l(), 0, true);
            if (witnesses.size() < WITNESSES) {
                witnesses.add(new Witness.ParallelBoundaries(pair.i(), pair.j(), pair.k(), pair.l()));
            }
        }
    }

    /** Adds pairs of boundaries between points, in their order: one for each choice of classes with these weights. */
    void addNear(List<NearPair> pairs) {
        for (NearPair pair : pairs) {
            for (int i : vectors.members(pair.i())) {
                for (int j : vectors.members(pair.j())) {
                    for (int k : vectors.members(pair.k())) {
                        for (int l : vectors.members(pair.l())) {
                            boolean wanted = rows.size() < top || (pair.angle() < below && rows.size() < limit);
                            if (!wanted) {
                                return;
                            }
                            add(i, j, k, l, pair.angle(), false);
                        }
                    }
                }
            }
        }
    }

    private void add(int a, int b, int c, int d, double angle, boolean parallel) {
        NearPair pair = NearPair.of(a, b, c, d, angle);
        int i = pair.i();
        int j = pair.j();
        int k = pair.k();
        int l = pair.l();
        Integer shared = i == k || i == l ? (Integer) i : j == k || j == l ? (Integer) j : null;
        double cosine = Math.copySign(parallel ? 1 : Math.cos(angle), product(i, j, k, l));
        double rounding = head.precision().unitRoundoff();
        double storage = rounding
                * (Math.hypot(norms[i], norms[j]) / length(i, j) + Math.hypot(norms[k], norms[l]) / length(k, l));
        rows.add(new ParallelPairRow(
                List.of(i, j), List.of(k, l), angle, cosine, shared, parallel, Math.min(Math.PI / 2, storage)));
    }

    private double length(int i, int j) {
        return Math.sqrt(product(i, j, i, j));
    }

    /** {@code D_ij·D_kl}, or without the second class of a boundary where it is -1, in the scale of the vectors. */
    private double product(int i, int j, int k, int l) {
        double sum = 0;
        int m = head.classes();
        double[] data = head.weights().data;
        double scale = vectors.scale();
        for (int c = 0; c < data.length / m; c++) {
            double d = (data[c * m + i] - (j < 0 ? 0 : data[c * m + j])) * scale;
            double e = (data[c * m + k] - (l < 0 ? 0 : data[c * m + l])) * scale;
            sum += d * e;
        }
        return sum;
    }

    /** The rows. */
    List<ParallelPairRow> rows() {
        return rows;
    }

    /** What is needed to check the exactly parallel ones among the first. */
    List<Witness> witnesses() {
        return List.copyOf(witnesses);
    }

    /**
     * The exactly collinear triples, and the almost collinear ones among the rows' pairs that share a class.
     *
     * @param radius the largest norm of a hidden vector; null leaves almost collinear ones out
     */
    List<CollinearTriple> triples(ParallelDirections parallel, Double radius) {
        CollinearClasses collinear = new CollinearClasses(head, vectors);
        List<CollinearTriple> triples = new ArrayList<>(collinear.triples(parallel, TRIPLES));
        if (radius == null) {
            return triples;
        }
        Map<List<Integer>, CollinearTriple> near = new LinkedHashMap<>();
        for (ParallelPairRow row : rows) {
            if (row.sharedClass() != null && !row.parallel() && triples.size() + near.size() < TRIPLES) {
                int shared = row.sharedClass();
                int a = row.first().get(0) + row.first().get(1) - shared;
                int b = row.second().get(0) + row.second().get(1) - shared;
                CollinearTriple triple = collinear.near(a, b, shared, radius);
                if (triple != null) {
                    near.putIfAbsent(List.of(triple.i(), triple.j(), triple.k()), triple);
                }
            }
        }
        triples.addAll(near.values());
        return triples;
    }
}
