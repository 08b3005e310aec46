package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The most parallel of the pairs that it was offered. Thread-safe; the order of the offers does not matter. */
final class MostParallel {
    private final int capacity;
    private final double least;
    private final PriorityQueue<NearPair> queue = new PriorityQueue<>(NearPair.ORDER.reversed());
    private volatile double cosine;
    private volatile NearPair last;

    /**
     * @param capacity how many to keep
     * @param least a cosine below which none is wanted
     */
    MostParallel(int capacity, double least) {
        this.capacity = capacity;
        this.least = least;
        this.cosine = capacity == 0 ? 2 : least;
    }

    /** The cosine that a pair must have to be kept; grows with the offers, and is above 1 when none is wanted. */
    double cosine() {
        return cosine;
    }

    /**
     * Whether a pair would be kept, at the moment at least: without a lock, since where many pairs tie most of them come in vain.
     *
     * @param angle the angle of the boundaries ij and kl, in radians
     */
    boolean wants(int i, int j, int k, int l, double angle) {
        NearPair worst = last;
        if (worst == null) {
            return capacity > 0;
        }
        return angle < worst.angle() || (angle == worst.angle() && before(i, j, k, l, worst));
    }

    /** {@link NearPair#ORDER} among equal angles, without making a pair. */
    private static boolean before(int i, int j, int k, int l, NearPair other) {
        long first = key(i, j);
        long second = key(k, l);
        long least = Math.min(first, second);
        long otherLeast = key(other.i(), other.j());
        return least < otherLeast || (least == otherLeast && Math.max(first, second) < key(other.k(), other.l()));
    }

    private static long key(int a, int b) {
        return ((long) Math.min(a, b) << Integer.SIZE) | Math.max(a, b);
    }

    synchronized void offer(NearPair pair) {
        if (capacity == 0) {
            return;
        }
        if (queue.size() == capacity) {
            if (NearPair.ORDER.compare(pair, queue.element()) >= 0) {
                return;
            }
            queue.remove();
        }
        queue.add(pair);
        if (queue.size() == capacity) {
            last = queue.element();
            cosine = Math.max(least, Math.cos(last.angle()));
        }
    }

    /** What was kept, the most parallel first, new. */
    synchronized List<NearPair> pairs() {
        List<NearPair> pairs = new ArrayList<>(queue);
        pairs.sort(NearPair.ORDER);
        return pairs;
    }
}
