package org.halfspace.regions;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * How far hidden vectors are from leaving their region within the domain: the least distance to one of its boundaries, exactly, since
 * the region is convex and the point where a boundary is first reached lies on it. Thread-safe.
 */
final class SampleDistances {
    private final SoftmaxHead head;
    private final HiddenDomain domain;
    private final Map<Integer, double[][]> norms = new ConcurrentHashMap<>();

    SampleDistances(SoftmaxHead head, HiddenDomain domain) {
        this.head = head;
        this.domain = domain;
    }

    /** The row of a sample. */
    SampleRow row(int sample, Integer label, double[] h) {
        double[] z = head.logits(h);
        int i = SoftmaxHead.argmax(z);
        double margin = Double.POSITIVE_INFINITY;
        for (int j = 0; j < z.length; j++) {
            margin = j == i ? margin : Math.min(margin, z[i] - z[j]);
        }
        double[] distance = new double[3];
        int[] nearest = new int[3];
        for (int p = 0; p < 3; p++) {
            nearest(p, i, z, h, distance, nearest);
        }
        return new SampleRow(
                sample, label, i, margin, distance[0], nearest[0], distance[1], nearest[1], distance[2], nearest[2]);
    }

    /**
     * The distances to all boundaries of a sample's class, within the domain.
     *
     * @return 3 m numbers: L1, L2 and L-infinity in turn, infinite where the domain ends before the boundary, NaN for the class itself
     */
    double[] all(double[] h) {
        double[] z = head.logits(h);
        int m = z.length;
        int i = SoftmaxHead.argmax(z);
        double[][] lengths = norms.computeIfAbsent(i, this::dualNorms);
        double[] all = new double[3 * m];
        for (int p = 0; p < 3; p++) {
            for (int j = 0; j < m; j++) {
                double lead = z[i] - z[j];
                double free = lead == 0 ? 0 : lead / lengths[p][j];
                boolean real = domain.kind() == HiddenDomain.Kind.REAL || free == 0 || Double.isInfinite(free);
                all[p * m + j] = j == i ? Double.NaN : real ? free : within(p, i, j, lead, h);
            }
        }
        return all;
    }

    private void nearest(int p, int i, double[] z, double[] h, double[] distance, int[] nearest) {
        double[] lengths = norms.computeIfAbsent(i, this::dualNorms)[p];
        double[] free = new double[z.length];
        for (int j = 0; j < z.length; j++) {
            double lead = z[i] - z[j];
            free[j] = j == i ? Double.POSITIVE_INFINITY : lead == 0 ? 0 : lead / lengths[j];
        }
        int[] order = IntStream.range(0, z.length)
                .filter(j -> j != i)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> free[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        distance[p] = Double.POSITIVE_INFINITY;
        nearest[p] = order[0];
        for (int j : order) {
            // The domain only adds to a distance: what is farther without it is farther with it.
            if (free[j] >= distance[p]) {
                break;
            }
            double exact = domain.kind() == HiddenDomain.Kind.REAL ? free[j] : within(p, i, j, z[i] - z[j], h);
            if (exact < distance[p]) {
                distance[p] = exact;
                nearest[p] = j;
            }
        }
    }

    private double within(int p, int i, int j, double lead, double[] h) {
        double[] difference = new double[h.length];
        for (int k = 0; k < h.length; k++) {
            difference[k] = head.weights().get(k, i) - head.weights().get(k, j);
        }
        return switch (p) {
            case 0 -> BoundaryDistance.l1(difference, lead, h, domain);
            case 1 -> BoundaryDistance.l2(difference, lead, h, domain);
            default -> BoundaryDistance.lInfinity(difference, lead, h, domain);
        };
    }

    /** The norms of D_ij that are dual to L1, L2 and L-infinity, for all j. */
    private double[][] dualNorms(int i) {
        int m = head.classes();
        double[][] lengths = new double[3][m];
        for (int k = 0; k < head.hiddenSize(); k++) {
            double self = head.weights().get(k, i);
            for (int j = 0; j < m; j++) {
                double size = Math.abs(self - head.weights().get(k, j));
                lengths[0][j] = Math.max(lengths[0][j], size);
                lengths[1][j] += size * size;
                lengths[2][j] += size;
            }
        }
        for (int j = 0; j < m; j++) {
            lengths[1][j] = Math.sqrt(lengths[1][j]);
        }
        return lengths;
    }
}
