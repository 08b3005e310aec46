package org.halfspace.verify;

import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Checks directions along which regions are unbounded: {@code (w_i - w_j) . d >= 0} for all j, up to rounding, and d in the domain's
 * recession cone, exactly. What is measured is the largest product below zero as a share of
 * {@code ‖w_i - w_0‖ + ‖w_j - w_0‖}; 0 where all are positive.
 */
final class UnboundedRegionsCheck {

    /** How far the length of a direction may be from 1: far beyond rounding, far below what would matter. */
    private static final double LENGTH_TOLERANCE = 1e-9;

    private final SoftmaxHead head;
    private final ClassDifferences differences;
    private final double tolerance;

    UnboundedRegionsCheck(SoftmaxHead head) {
        this.head = head;
        this.differences = new ClassDifferences(head);
        // The rounding of these sums, and sixty-three times as much for the solver that found a direction on a cone's
        // boundary.
        this.tolerance = 64 * (head.hiddenSize() + head.classes() + 16.0) * ClassDifferences.UNIT_ROUNDOFF;
    }

    Check check(Witness.UnboundedRegions witness) {
        double worst = 0;
        int count = witness.classes().length;
        for (int begin = 0; begin < count; begin += ClassDifferences.BLOCK) {
            int end = Math.min(count, begin + ClassDifferences.BLOCK);
            for (int v = begin; v < end; v++) {
                double[] d = witness.directions()[v];
                differences.requireClass(witness.classes()[v]);
                differences.requireSize(d);
                if (Math.abs(ClassDifferences.norm(d) - 1) > LENGTH_TOLERANCE || !recedes(witness.domain(), d)) {
                    return new Check(
                            witness.claim() + " (that of class " + witness.classes()[v]
                                    + " is not of length 1, or leaves the domain)",
                            false,
                            Double.POSITIVE_INFINITY,
                            tolerance);
                }
            }
            double[][] products = differences.products(witness.directions(), begin, end);
            for (int v = begin; v < end; v++) {
                int i = witness.classes()[v];
                for (int j = 0; j < head.classes(); j++) {
                    double product = products[v - begin][i] - products[v - begin][j];
                    if (product < 0) {
                        worst = Math.max(worst, -product / differences.distanceBound(i, j));
                    }
                }
            }
        }
        return new Check(witness.claim(), worst <= tolerance, worst, tolerance);
    }

    private static boolean recedes(HiddenDomain domain, double[] direction) {
        for (double value : direction) {
            if ((value < 0 && !Double.isInfinite(domain.lower()))
                    || (value > 0 && !Double.isInfinite(domain.upper()))) {
                return false;
            }
        }
        return true;
    }
}
