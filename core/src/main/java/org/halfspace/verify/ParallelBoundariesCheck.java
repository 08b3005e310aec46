package org.halfspace.verify;

import java.math.BigDecimal;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Witness;

/**
 * Checks that two boundaries are exactly parallel. Doubles are rational numbers and {@link BigDecimal} holds each of them without
 * rounding, so that all 2 x 2 minors of the two normals are computed exactly; the boundaries are parallel if and only if
 * neither normal is zero and every minor that contains one coordinate where the second is not zero vanishes.
 */
final class ParallelBoundariesCheck {
    private final DMatrixRMaj weights;

    ParallelBoundariesCheck(DMatrixRMaj weights) {
        this.weights = weights;
    }

    /** What is measured is the first minor that does not vanish; the bound is 0. */
    Check check(Witness.ParallelBoundaries witness) {
        requireClass(witness.i());
        requireClass(witness.j());
        requireClass(witness.k());
        requireClass(witness.l());
        int pivot = firstDifference(witness.k(), witness.l());
        if (pivot < 0 || firstDifference(witness.i(), witness.j()) < 0) {
            return new Check(witness.claim() + " (a boundary has no normal)", false, 0, 0);
        }
        BigDecimal first = difference(pivot, witness.i(), witness.j());
        BigDecimal second = difference(pivot, witness.k(), witness.l());
        for (int c = 0; c < weights.numRows; c++) {
            BigDecimal minor = difference(c, witness.i(), witness.j())
                    .multiply(second)
                    .subtract(difference(c, witness.k(), witness.l()).multiply(first));
            if (minor.signum() != 0) {
                return new Check(witness.claim(), false, minor.abs().doubleValue(), 0);
            }
        }
        return new Check(witness.claim(), true, 0, 0);
    }

    private void requireClass(int i) {
        if (i < 0 || i >= weights.numCols) {
            throw new IllegalArgumentException("expected a class from 0 to " + (weights.numCols - 1) + ", found " + i);
        }
    }

    private int firstDifference(int i, int j) {
        for (int c = 0; c < weights.numRows; c++) {
            if (weights.unsafe_get(c, i) != weights.unsafe_get(c, j)) {
                return c;
            }
        }
        return -1;
    }

    private BigDecimal difference(int feature, int i, int j) {
        return new BigDecimal(weights.unsafe_get(feature, i)).subtract(new BigDecimal(weights.unsafe_get(feature, j)));
    }
}
