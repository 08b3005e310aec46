package org.halfspace.verify;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Checks that regions are bounded. Let M have the rows {@code mu_j (w_i - w_j)}, {@code mu_j > 0}, and s their sum.
 *
 * <p>On R^l: were there a direction d of length 1 with {@code M d >= 0}, then
 * {@code sigma_min(M) <= ‖M d‖_2 <= 1 . M d = s . d <= ‖s‖}. So {@code ‖s‖ < sigma_min(M)} rules it out. On a domain
 * with one finite end, d has one sign, and s of the other in every coordinate rules it out.
 *
 * <p>What is measured is the largest {@code ‖s‖ / sigma_min(M)}, or the largest share of a coordinate of s that rounding could
 * explain; the claim stands below 1.
 */
final class BoundedRegionsCheck {
    private final SoftmaxHead head;

    BoundedRegionsCheck(SoftmaxHead head) {
        this.head = head;
    }

    Check check(Witness.BoundedRegions witness) {
        double worst = 0;
        for (Witness.Multiples one : witness.regions()) {
            worst = Math.max(worst, share(witness.domain(), one));
        }
        return new Check(witness.claim(), worst < 1, worst, 1);
    }

    private double share(HiddenDomain domain, Witness.Multiples one) {
        int l = head.hiddenSize();
        int count = one.classes().length;
        DMatrixRMaj rows = new DMatrixRMaj(count, l);
        double[] sums = new double[l];
        double[] sizes = new double[l];
        double frobenius = 0;
        for (int c = 0; c < count; c++) {
            if (!(one.multiples()[c] > 0)) {
                return Double.POSITIVE_INFINITY;
            }
            for (int k = 0; k < l; k++) {
                double value = one.multiples()[c]
                        * (head.weights().get(k, one.classIndex())
                                - head.weights().get(k, one.classes()[c]));
                rows.set(c, k, value);
                sums[k] += value;
                sizes[k] += Math.abs(value);
                frobenius += value * value;
            }
        }
        double rounding = (count + l + 8) * ClassDifferences.UNIT_ROUNDOFF;
        if (domain.kind() != HiddenDomain.Kind.REAL) {
            return oneSided(domain, sums, sizes, rounding);
        }
        if (count <= l) {
            return Double.POSITIVE_INFINITY;
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(count, l, false, false, true);
        if (!svd.decompose(rows)) {
            return Double.POSITIVE_INFINITY;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < l; k++) {
            least = Math.min(least, svd.getSingularValues()[k]);
        }
        double slack = rounding * l * Math.sqrt(frobenius);
        double sigma = least - slack;
        return sigma > 0 ? (ClassDifferences.norm(sums) + slack) / sigma : Double.POSITIVE_INFINITY;
    }

    private static double oneSided(HiddenDomain domain, double[] sums, double[] sizes, double rounding) {
        double sign = Double.isInfinite(domain.upper()) ? -1 : 1;
        if (Double.isInfinite(domain.upper()) && Double.isInfinite(domain.lower())) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int k = 0; k < sums.length; k++) {
            if (!(sign * sums[k] > 0)) {
                return Double.POSITIVE_INFINITY;
            }
            worst = Math.max(worst, rounding * sizes[k] / (sign * sums[k]));
        }
        return worst;
    }
}
