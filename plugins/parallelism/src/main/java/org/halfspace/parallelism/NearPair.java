package org.halfspace.parallelism;

import java.util.Comparator;

/**
 * Two boundaries between points, ij and kl with {@code i < j}, {@code k < l} and ij before kl, and the angle of their normals.
 *
 * @param angle in radians
 */
record NearPair(int i, int j, int k, int l, double angle) {
    /** The most parallel first; ties by the points, so that an order of discovery never shows. */
    static final Comparator<NearPair> ORDER = Comparator.comparingDouble(NearPair::angle)
            .thenComparingInt(NearPair::i)
            .thenComparingInt(NearPair::j)
            .thenComparingInt(NearPair::k)
            .thenComparingInt(NearPair::l);

    /** The pair with its points in order. */
    static NearPair of(int i, int j, int k, int l, double angle) {
        int a = Math.min(i, j);
        int b = Math.max(i, j);
        int c = Math.min(k, l);
        int d = Math.max(k, l);
        return a < c || (a == c && b < d) ? new NearPair(a, b, c, d, angle) : new NearPair(c, d, a, b, angle);
    }
}
