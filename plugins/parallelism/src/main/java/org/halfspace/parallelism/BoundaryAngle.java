package org.halfspace.parallelism;

/**
 * The angle between two normals {@code D_ij = w_i - w_j} and {@code D_kl}, from the weights themselves:
 * {@code atan2(‖D_ij - t D_kl‖, |t| ‖D_kl‖)} with the t that makes the remainder orthogonal to D_kl. No cosine is formed, so
 * that small angles keep all their digits: the remainder is computed with one rounding per coordinate, however much of D_ij
 * it cancels. Stateless.
 */
final class BoundaryAngle {

    private BoundaryAngle() {}

    /**
     * The angle in radians, from 0 to pi / 2, to about l 2^-52 of itself.
     *
     * @param wi l numbers; likewise the others; wi differs from wj, and wk from wl
     */
    static double between(double[] wi, double[] wj, double[] wk, double[] wl) {
        double si = unit(wi, wj);
        double sk = unit(wk, wl);
        double along = 0;
        double square = 0;
        for (int c = 0; c < wi.length; c++) {
            double d = (wi[c] - wj[c]) * si;
            double e = (wk[c] - wl[c]) * sk;
            along += d * e;
            square += e * e;
        }
        double t = along / square;
        // t is rounded, so a trace of e stays in the remainder; its share t2 is removed in a second step.
        double trace = 0;
        for (int c = 0; c < wi.length; c++) {
            double e = (wk[c] - wl[c]) * sk;
            trace += remainder(wi[c], wj[c], si, wk[c], wl[c], sk, t) * e;
        }
        double t2 = trace / square;
        double across = 0;
        for (int c = 0; c < wi.length; c++) {
            double e = (wk[c] - wl[c]) * sk;
            double r = Math.fma(-t2, e, remainder(wi[c], wj[c], si, wk[c], wl[c], sk, t));
            across += r * r;
        }
        return Math.atan2(Math.sqrt(across), Math.abs(t) * Math.sqrt(square));
    }

    /** {@code (a - b) s - t (c - d) u}, with the rounding of the two differences made good. */
    private static double remainder(double a, double b, double s, double c, double d, double u, double t) {
        double x = a - b;
        double y = c - d;
        double low = difference(a, b, x) * s - t * (difference(c, d, y) * u);
        return Math.fma(-t, y * u, x * s) + low;
    }

    /** What {@code a - b} lost when it was rounded to x (Knuth's two-sum, exact). */
    static double difference(double a, double b, double x) {
        double virtual = x - a;
        return (a - (x - virtual)) - (b + virtual);
    }

    /** The power of two that brings the largest coordinate of a difference into [1, 2), so that no square underflows. */
    private static double unit(double[] a, double[] b) {
        double largest = 0;
        for (int c = 0; c < a.length; c++) {
            largest = Math.max(largest, Math.abs(a[c] - b[c]));
        }
        // 2^1022 is enough for all but subnormal differences, which lose digits here.
        return Math.scalb(1.0, Math.min(1022, -Math.getExponent(largest)));
    }
}
