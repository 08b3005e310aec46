package org.halfspace.verify;

import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Checks points at which classes win: in the domain, and every other logit is below by more than rounding explains, or, where it is
 * nearer, below in rational arithmetic. What is measured is the largest share of a margin that rounding could explain; 0 where
 * arithmetic was exact.
 */
final class RegionPointsCheck {
    private final SoftmaxHead head;
    private final ClassDifferences differences;

    RegionPointsCheck(SoftmaxHead head) {
        this.head = head;
        this.differences = new ClassDifferences(head);
    }

    Check check(Witness.RegionPoints witness) {
        double worst = 0;
        int count = witness.classes().length;
        for (int begin = 0; begin < count; begin += ClassDifferences.BLOCK) {
            int end = Math.min(count, begin + ClassDifferences.BLOCK);
            for (int v = begin; v < end; v++) {
                differences.requireClass(witness.classes()[v]);
                differences.requireSize(witness.points()[v]);
                if (!witness.domain().contains(witness.points()[v])) {
                    return new Check(
                            witness.claim() + " (that of class " + witness.classes()[v] + " lies outside)",
                            false,
                            Double.POSITIVE_INFINITY,
                            1);
                }
            }
            double[][] products = differences.products(witness.points(), begin, end);
            for (int v = begin; v < end; v++) {
                worst = Math.max(worst, share(witness.classes()[v], witness.points()[v], products[v - begin]));
            }
        }
        return new Check(witness.claim(), worst < 1, worst, 1);
    }

    private double share(int i, double[] point, double[] products) {
        double norm = ClassDifferences.norm(point);
        double[] b = head.bias();
        double worst = 0;
        for (int j = 0; j < products.length; j++) {
            if (j == i) {
                continue;
            }
            double margin = products[i] - products[j] + (b[i] - b[j]);
            double error = differences.logitError(i, j, norm);
            if (margin > error) {
                worst = Math.max(worst, error / margin);
            } else if (!(margin >= -error) || !winsExactly(i, j, point)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return worst;
    }

    private boolean winsExactly(int i, int j, double[] point) {
        Dyadic sum = Dyadic.of(head.bias()[i]).minus(Dyadic.of(head.bias()[j]));
        for (int k = 0; k < point.length; k++) {
            Dyadic difference = Dyadic.of(head.weights().get(k, i))
                    .minus(Dyadic.of(head.weights().get(k, j)));
            sum = sum.plus(difference.times(Dyadic.of(point[k])));
        }
        return sum.signum() > 0;
    }
}
