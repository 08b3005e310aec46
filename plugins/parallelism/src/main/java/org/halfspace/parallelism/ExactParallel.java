package org.halfspace.parallelism;

import java.math.BigDecimal;

/**
 * Decides whether two normals are parallel, without any tolerance: doubles are dyadic rationals, and all 2 x 2 minors of two
 * vectors are zero or not. Stateless.
 *
 * <p>A minor {@code a d - b c} is decided in double precision where the four differences are exact and no product underflows:
 * the rounded products must agree, and then their rounding errors, which a fused multiply-add gives exactly. Elsewhere by
 * decimal arithmetic, which represents every double exactly.
 */
final class ExactParallel {
    /**
     * Products whose factors are all larger than this, or zero, lose nothing to underflow: the error of a product p is a
     * multiple of p 2^-106.
     */
    private static final double SAFE = 0x1p-450;

    private ExactParallel() {}

    /**
     * Whether {@code D_ij = t D_kl} for some number t.
     *
     * @param wi l numbers; likewise the others; wi differs from wj, and wk from wl
     */
    static boolean test(double[] wi, double[] wj, double[] wk, double[] wl) {
        int pivot = 0;
        for (int c = 1; c < wk.length; c++) {
            if (Math.abs(wk[c] - wl[c]) > Math.abs(wk[pivot] - wl[pivot])) {
                pivot = c;
            }
        }
        for (int c = 0; c < wk.length; c++) {
            if (c != pivot && !vanishes(wi[c], wj[c], wk[c], wl[c], wi[pivot], wj[pivot], wk[pivot], wl[pivot])) {
                return false;
            }
        }
        // With D_ij zero in the pivot's coordinate every minor is D_ij's own coordinate times the pivot, so D_ij would
        // be 0.
        return true;
    }

    /** Whether {@code (a - b) (g - h) = (e - f) (c - d)}. */
    private static boolean vanishes(double a, double b, double c, double d, double e, double f, double g, double h) {
        double ab = a - b;
        double cd = c - d;
        double ef = e - f;
        double gh = g - h;
        boolean exact = BoundaryAngle.difference(a, b, ab) == 0
                && BoundaryAngle.difference(c, d, cd) == 0
                && BoundaryAngle.difference(e, f, ef) == 0
                && BoundaryAngle.difference(g, h, gh) == 0
                && safe(ab)
                && safe(cd)
                && safe(ef)
                && safe(gh);
        if (exact) {
            double left = ab * gh;
            double right = ef * cd;
            return left == right && Math.fma(ab, gh, -left) == Math.fma(ef, cd, -right);
        }
        return exactDifference(a, b)
                        .multiply(exactDifference(g, h))
                        .compareTo(exactDifference(e, f).multiply(exactDifference(c, d)))
                == 0;
    }

    private static boolean safe(double value) {
        return value == 0 || (Math.abs(value) > SAFE && Math.abs(value) < 1 / SAFE);
    }

    private static BigDecimal exactDifference(double a, double b) {
        return new BigDecimal(a).subtract(new BigDecimal(b));
    }
}
