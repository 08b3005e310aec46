package org.halfspace.verify;

import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Checks points on shared facets. A point h is stored to rounding, so that its two logits tie to rounding too, by some delta. An exact tie
 * is {@code |delta| / ‖w_i - w_j‖} away, where other logits have changed by at most
 * {@code |delta| (1 + ‖w_i - w_k‖ / ‖w_i - w_j‖)}; all others have to be below by more than that and the rounding of these sums.
 * On a restricted domain that tie has to be an interior point. What is measured is the largest share of a margin so explained.
 */
final class SharedFacetsCheck {
    private final SoftmaxHead head;
    private final ClassDifferences differences;

    SharedFacetsCheck(SoftmaxHead head) {
        this.head = head;
        this.differences = new ClassDifferences(head);
    }

    Check check(Witness.SharedFacets witness) {
        double worst = 0;
        int count = witness.pairs().length;
        for (int begin = 0; begin < count; begin += ClassDifferences.BLOCK) {
            int end = Math.min(count, begin + ClassDifferences.BLOCK);
            double[][] products = differences.products(witness.points(), begin, end);
            for (int v = begin; v < end; v++) {
                double[] point = witness.points()[v];
                differences.requireSize(point);
                worst = Math.max(worst, share(witness.domain(), witness.pairs()[v], point, products[v - begin]));
            }
        }
        return new Check(witness.claim(), worst < 1, worst, 1);
    }

    private static boolean interior(HiddenDomain domain, double[] point, double move) {
        for (double value : point) {
            if (!(value - move > domain.lower() && value + move < domain.upper())) {
                return false;
            }
        }
        return true;
    }

    private double share(HiddenDomain domain, int[] pair, double[] point, double[] products) {
        int i = pair[0];
        int j = pair[1];
        double norm = ClassDifferences.norm(point);
        double[] b = head.bias();
        double tie = Math.abs(products[i] - products[j] + (b[i] - b[j])) + differences.logitError(i, j, norm);
        double distance = 0;
        for (int k = 0; k < point.length; k++) {
            double difference = head.weights().get(k, i) - head.weights().get(k, j);
            distance += difference * difference;
        }
        distance = Math.sqrt(distance);
        if (!interior(domain, point, tie / distance)) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int k = 0; k < products.length; k++) {
            if (k == i || k == j) {
                continue;
            }
            double margin = products[i] - products[k] + (b[i] - b[k]);
            double error = differences.logitError(i, k, norm) + tie * (1 + differences.distanceBound(i, k) / distance);
            if (margin > error) {
                worst = Math.max(worst, error / margin);
            } else if (!tiesAllOver(i, j, k)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return worst;
    }

    /**
     * Whether w_k lies on the line through w_i and w_j, to rounding, so that its logit is the same distance from theirs wherever they tie,
     * and that distance is no lead.
     */
    private boolean tiesAllOver(int i, int j, int k) {
        double along = 0;
        double square = 0;
        double size = 0;
        for (int f = 0; f < head.hiddenSize(); f++) {
            double direction = head.weights().get(f, j) - head.weights().get(f, i);
            double other = head.weights().get(f, k) - head.weights().get(f, i);
            along += direction * other;
            square += direction * direction;
            size += other * other;
        }
        double rest = 0;
        for (int f = 0; f < head.hiddenSize(); f++) {
            double direction = head.weights().get(f, j) - head.weights().get(f, i);
            double other = head.weights().get(f, k) - head.weights().get(f, i);
            double part = other - along / square * direction;
            rest += part * part;
        }
        double rounding = (head.hiddenSize() + 16) * ClassDifferences.UNIT_ROUNDOFF;
        double[] b = head.bias();
        double share = along / square;
        double lead = b[k] - b[i] - share * (b[j] - b[i]);
        double sizes = (1 + Math.abs(share)) * (Math.abs(b[i]) + Math.abs(b[j])) + Math.abs(b[k]);
        return Math.sqrt(rest) <= rounding * Math.sqrt(size) && lead <= rounding * sizes;
    }
}
