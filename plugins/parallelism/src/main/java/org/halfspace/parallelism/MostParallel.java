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
            cosine = Math.max(least, Math.cos(queue.element().angle()));
        }
    }

    /** What was kept, the most parallel first, new. */
    synchronized List<NearPair> pairs() {
        List<NearPair> pairs = new ArrayList<>(queue);
        pairs.sort(NearPair.ORDER);
        return pairs;
    }
}
