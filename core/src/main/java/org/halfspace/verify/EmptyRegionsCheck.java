package org.halfspace.verify;

import java.math.BigInteger;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Checks combinations that bar classes, in rational arithmetic: with {@code a = sum_j lambda_j (w_i - w_j)}, the largest value of
 * {@code a . h + sum_j lambda_j (b_i - b_j)} over the domain is not positive.
 *
 * <p>Where the domain is unbounded on a side, a has to vanish there or point inwards, exactly. A combination that was rounded misses
 * that by rounding; it passes with what it misses, as a share of {@code sum_j lambda_j |w_i - w_j|}, as the number that is measured,
 * which is 0 for every proof that is exact. Such a combination bars the class from all points that are not astronomically far.
 */
final class EmptyRegionsCheck {
    private final SoftmaxHead head;
    private final double tolerance;

    EmptyRegionsCheck(SoftmaxHead head) {
        this.head = head;
        // Sums of at most m terms, found by solving systems of order l: their rounding, with room for a system's
        // condition.
        this.tolerance = 64 * (head.hiddenSize() + head.classes() + 16.0) * ClassDifferences.UNIT_ROUNDOFF;
    }

    Check check(Witness.EmptyRegions witness) {
        double worst = 0;
        for (Witness.Combination one : witness.regions()) {
            worst = Math.max(worst, excess(witness.domain(), one));
        }
        return new Check(witness.claim(), worst <= tolerance, worst, tolerance);
    }

    private double excess(HiddenDomain domain, Witness.Combination one) {
        int i = one.classIndex();
        BigInteger total = BigInteger.ZERO;
        for (int c = 0; c < one.classes().length; c++) {
            if (one.classes()[c] == i || one.weights()[c].signum() < 0) {
                return Double.POSITIVE_INFINITY;
            }
            total = total.add(one.weights()[c]);
        }
        if (total.signum() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        Dyadic value = Dyadic.ZERO;
        double scale = 0;
        for (int c = 0; c < one.classes().length; c++) {
            double other = head.bias()[one.classes()[c]];
            value = value.plus(Dyadic.of(head.bias()[i]).minus(Dyadic.of(other)).times(one.weights()[c]));
            scale = Math.max(scale, Math.abs(head.bias()[i] - other));
        }
        double worst = 0;
        for (int k = 0; k < head.hiddenSize(); k++) {
            double weight = head.weights().get(k, i);
            Dyadic a = Dyadic.ZERO;
            double size = 0;
            for (int c = 0; c < one.classes().length; c++) {
                double other = head.weights().get(k, one.classes()[c]);
                a = a.plus(Dyadic.of(weight).minus(Dyadic.of(other)).times(one.weights()[c]));
                size = Math.max(size, Math.abs(weight - other));
            }
            if (a.signum() == 0) {
                continue;
            }
            double end = a.signum() > 0 ? domain.upper() : domain.lower();
            if (Double.isInfinite(end)) {
                worst = Math.max(worst, Math.abs(a.over(total)) / size);
            } else {
                value = value.plus(a.times(Dyadic.of(end)));
                scale += size * Math.abs(end);
            }
        }
        return value.signum() > 0 ? Math.max(worst, value.over(total) / scale) : worst;
    }
}
