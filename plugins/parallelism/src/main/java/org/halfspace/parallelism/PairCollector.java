package org.halfspace.parallelism;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps the most parallel of the pairs that are not exactly parallel, and those below an angle, which it also counts.
 * Thread-safe. What it ends with does not depend on the order in which pairs arrive, as long as no pair is kept from it whose
 * cosine may be at least {@link #cosine()}.
 */
final class PairCollector {
    /** Where the cosine is smaller, its arc cosine has ten digits, more than anyone needs to rank angles; elsewhere W decides. */
    private static final double SMALL_ANGLE_COSINE = 1 - 5e-5;

    /** Computed angles below this may belong to exactly parallel boundaries, whose computed angle is of the order of 2^-52. */
    private static final double SUSPICIOUSLY_SMALL = 1e-12;

    /** Prunes nothing; a positive number keeps 0 times infinity away. */
    private static final double LEAST_COSINE = 1e-200;

    private final ClassVectors vectors;
    private final SquaredDistances distances;
    private final double below;
    private final double cosineBelow;
    private final MostParallel top;
    private final MostParallel smaller;
    private final LongAdder count = new LongAdder();
    private volatile Arc arc = new Arc(0, Math.PI / 2);

    private record Arc(double cosine, double angle) {}

    /**
     * @param top how many of the most parallel pairs to keep
     * @param below an angle in radians; 0 for none
     * @param listed how many pairs below that angle to keep
     */
    PairCollector(ClassVectors vectors, SquaredDistances distances, int top, double below, int listed) {
        this.vectors = vectors;
        this.distances = distances;
        this.below = below;
        this.cosineBelow = below > 0 ? Math.max(LEAST_COSINE, Math.cos(below)) : 2;
        this.top = new MostParallel(top, LEAST_COSINE);
        this.smaller = new MostParallel(below > 0 ? listed : 0, LEAST_COSINE);
    }

    /** The least cosine that a pair must have to matter; grows while pairs arrive. Above 1 when none matters. */
    double cosine() {
        return Math.min(top.cosine(), cosineBelow);
    }

    /**
     * Looks at a pair.
     *
     * @param product {@code 2 D_ij·D_kl}, from the distances
     */
    void consider(int i, int j, int k, int l, double product) {
        double norms = 2 * distances.norms(i)[j] * distances.norms(k)[l];
        double most = Math.abs(product) + distances.margin();
        boolean listed = most >= norms * top.cosine();
        boolean perhapsBelow = most >= norms * cosineBelow;
        if (!listed && !perhapsBelow) {
            return;
        }
        boolean surelyBelow = most - 2 * distances.margin() > norms * cosineBelow;
        boolean perhapsParallel = most >= norms;
        if (!listed && surelyBelow && !perhapsParallel && most < norms * smaller.cosine()) {
            count.add(weight(i, j, k, l));
            return;
        }
        double ratio = Math.abs(product) / norms;
        boolean fromCosine = ratio < SMALL_ANGLE_COSINE && (surelyBelow || !perhapsBelow);
        double angle = fromCosine ? arcCosine(ratio) : accurate(i, j, k, l);
        boolean isBelow = surelyBelow || (perhapsBelow && angle < below);
        boolean wanted = top.wants(i, j, k, l, angle) || (isBelow && smaller.wants(i, j, k, l, angle));
        if (!wanted && !isBelow) {
            return;
        }
        if (angle < SUSPICIOUSLY_SMALL
                && ExactParallel.test(vectors.vector(i), vectors.vector(j), vectors.vector(k), vectors.vector(l))) {
            return;
        }
        if (isBelow) {
            count.add(weight(i, j, k, l));
        }
        if (wanted) {
            NearPair pair = NearPair.of(i, j, k, l, angle);
            top.offer(pair);
            if (isBelow) {
                smaller.offer(pair);
            }
        }
    }

    /** Where cosines tie, as on a grid, most of them are the one before, and looking is a tenth of computing. */
    private double arcCosine(double ratio) {
        Arc last = arc;
        if (last.cosine != ratio) {
            last = new Arc(ratio, Math.acos(ratio));
            arc = last;
        }
        return last.angle;
    }

    private double accurate(int i, int j, int k, int l) {
        return BoundaryAngle.between(vectors.vector(i), vectors.vector(j), vectors.vector(k), vectors.vector(l));
    }

    /** How many pairs of boundaries between classes a pair of boundaries between points stands for. */
    private long weight(int i, int j, int k, int l) {
        return (long) vectors.multiplicity(i)
                * vectors.multiplicity(j)
                * vectors.multiplicity(k)
                * vectors.multiplicity(l);
    }

    /** How many pairs of boundaries below the angle were seen, not counting exactly parallel ones. */
    long count() {
        return count.sum();
    }

    /** The most parallel pairs and those below the angle that are listed, the most parallel first. */
    List<NearPair> pairs() {
        Set<NearPair> pairs = new TreeSet<>(NearPair.ORDER);
        pairs.addAll(top.pairs());
        pairs.addAll(smaller.pairs());
        return List.copyOf(pairs);
    }
}
