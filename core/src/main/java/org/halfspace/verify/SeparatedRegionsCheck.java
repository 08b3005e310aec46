package org.halfspace.verify;

import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Checks that regions share no facet: with {@code a = sum_k lambda_k (w_i - w_k) - mu (w_i - w_j)}, the largest value of
 * {@code a . h + sum_k lambda_k (b_i - b_k) - mu (b_i - b_j)} over the domain is not positive, up to the rounding of the multipliers.
 * What is measured is the largest excess as a share of the multipliers' sum times the largest difference that they multiply: a
 * multiplier that is rounding of zero must not be the measure of itself.
 */
final class SeparatedRegionsCheck {
    private final SoftmaxHead head;
    private final double tolerance;

    SeparatedRegionsCheck(SoftmaxHead head) {
        this.head = head;
        // As for combinations that bar a class.
        this.tolerance = 64 * (head.hiddenSize() + head.classes() + 16.0) * ClassDifferences.UNIT_ROUNDOFF;
    }

    Check check(Witness.SeparatedRegions witness) {
        double worst = 0;
        for (Witness.Separation one : witness.pairs()) {
            worst = Math.max(worst, excess(witness.domain(), one));
        }
        return new Check(witness.claim(), worst <= tolerance, worst, tolerance);
    }

    private double excess(HiddenDomain domain, Witness.Separation one) {
        int i = one.first();
        int j = one.second();
        double[] b = head.bias();
        double sum = 0;
        for (int c = 0; c < one.classes().length; c++) {
            int k = one.classes()[c];
            if (k == i || k == j || !(one.multipliers()[c] >= 0)) {
                return Double.POSITIVE_INFINITY;
            }
            sum += one.multipliers()[c];
        }
        if (!(sum > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        sum += Math.abs(one.along());
        double value = -one.along() * (b[i] - b[j]);
        double largest = Math.abs(b[i] - b[j]);
        for (int c = 0; c < one.classes().length; c++) {
            double lead = b[i] - b[one.classes()[c]];
            value += one.multipliers()[c] * lead;
            largest = Math.max(largest, Math.abs(lead));
        }
        double worst = 0;
        for (int k = 0; k < head.hiddenSize(); k++) {
            double weight = head.weights().get(k, i);
            double difference = weight - head.weights().get(k, j);
            double a = -one.along() * difference;
            double widest = Math.abs(difference);
            for (int c = 0; c < one.classes().length; c++) {
                difference = weight - head.weights().get(k, one.classes()[c]);
                a += one.multipliers()[c] * difference;
                widest = Math.max(widest, Math.abs(difference));
            }
            double end = a > 0 ? domain.upper() : domain.lower();
            if (Double.isInfinite(end)) {
                worst = Math.max(worst, widest == 0 ? 0 : Math.abs(a) / (sum * widest));
            } else {
                value += a * end;
                largest += widest * Math.abs(end);
            }
        }
        return value > 0 ? Math.max(worst, value / (sum * largest)) : worst;
    }
}
