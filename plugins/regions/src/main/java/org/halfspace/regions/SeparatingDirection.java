package org.halfspace.regions;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.halfspace.geometry.ClassPoints;

/**
 * The shortest vector x of {@code conv{D_ij / n_ij : j}} on R^l, by exchanges of weight between two of its points (Mitchell, Demyanov and
 * Malozemov, 1974). If x is not zero, x / ‖x‖ is the middle of the largest ball in the recession cone of region i, with the
 * radius ‖x‖; on the way, {@code min_j D_ij . x / (n_ij ‖x‖)} bounds that radius from below, where it is positive, and
 * ‖x‖ from above. Works on inner products: m operations a step beside two rows of the Gram matrix. Thread-safe.
 *
 * <p>It starts from {@code w_i - mean}, which wins already for most classes of most heads.
 */
final class SeparatingDirection {

    /** Bounds of a radius closer than this are close enough. */
    private static final double PRECISION = 1e-3;

    /** Operations that bounding one class's radius may take: milliseconds. */
    static final double REFINING = 2e6;

    /** The Gram matrix is kept up to so many classes: 32 MB. */
    private static final int LARGEST_GRAM = 2048;

    /** Rows of the Gram matrix that are computed together, for one pass over the points. */
    private static final int GRAM_ROWS = 64;

    private final ClassPoints points;
    private double[][] gram;

    /**
     * What a search found.
     *
     * @param direction x in the points' coordinates; null where nothing better than {@code w_i - mean} was found
     * @param lower a radius of a ball inside the cone about x / ‖x‖; not positive where x is not inside
     * @param upper what no radius exceeds
     */
    record Found(double[] direction, double lower, double upper) {}

    SeparatingDirection(ClassPoints points) {
        this.points = points;
    }

    /**
     * Searches.
     *
     * @param products {@code w_i . w_j} for all j
     * @param operations how much it may cost
     * @param any whether any direction inside the cone will do
     */
    Found search(int i, double[] distances, double[] products, double operations, boolean any) {
        int m = products.length;
        double self = products[i];
        double total = 0;
        for (double distance : distances) {
            total += distance;
        }
        double[] weight = new double[m];
        double[] p = new double[m];
        for (int j = 0; j < m; j++) {
            weight[j] = distances[j] / total;
            p[j] = distances[j] == 0 ? Double.POSITIVE_INFINITY : (self - products[j]) * m / total / distances[j];
        }
        double perStep = 8.0 * m + (m <= LARGEST_GRAM ? 0 : 4.0 * m * points.dimension());
        long steps = operations < perStep ? 0 : (long) (operations / perStep);
        double best = Double.NEGATIVE_INFINITY;
        double upper = Double.POSITIVE_INFINITY;
        double[] bestWeight = weight;
        long bestStep = 0;
        for (long step = 0; ; step++) {
            int a = -1;
            int b = -1;
            double square = 0;
            for (int j = 0; j < m; j++) {
                if (distances[j] == 0) {
                    continue;
                }
                square += weight[j] * p[j];
                if (a < 0 || p[j] < p[a]) {
                    a = j;
                }
                if (weight[j] > 0 && (b < 0 || p[j] > p[b])) {
                    b = j;
                }
            }
            if (a < 0 || !(square > 0)) {
                break;
            }
            double norm = Math.sqrt(square);
            upper = Math.min(upper, norm);
            if (p[a] / norm > best) {
                best = p[a] / norm;
                bestWeight = step == 0 && steps == 0 ? weight : weight.clone();
                bestStep = step;
            }
            if (step >= steps || (any && best > 0) || best >= (1 - PRECISION) * upper || a == b) {
                break;
            }
            exchange(i, a, b, distances, products, weight, p);
        }
        return new Found(bestStep == 0 ? null : combination(i, bestWeight, distances), best, upper);
    }

    /**
     * Bounds of the radius from one combination of the points, without a search.
     *
     * @param multipliers of the differences D_ij, for all j; those that are negative count as zero
     * @return bounds with no direction; nothing but 0 and 1 where the Gram matrix is too large to keep
     */
    Found bounds(int i, double[] distances, double[] multipliers) {
        int m = multipliers.length;
        if (m > LARGEST_GRAM) {
            return new Found(null, 0, 1);
        }
        double[][] rows = gram();
        double[] values = new double[m];
        double total = 0;
        double sum = 0;
        for (int j = 0; j < m; j++) {
            if (j != i && multipliers[j] > 0) {
                sum += multipliers[j];
                total += multipliers[j] * distances[j];
                add(-multipliers[j], rows[j], values);
            }
        }
        add(sum, rows[i], values);
        double square = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < m; j++) {
            if (distances[j] != 0) {
                double product = values[i] - values[j];
                square += Math.max(0, multipliers[j]) * product;
                least = Math.min(least, product / distances[j]);
            }
        }
        double norm = Math.sqrt(Math.max(0, square));
        return new Found(null, least / norm, norm / total);
    }

    private static void add(double factor, double[] x, double[] y) {
        for (int k = 0; k < y.length; k++) {
            y[k] += factor * x[k];
        }
    }

    private void exchange(int i, int a, int b, double[] distances, double[] products, double[] weight, double[] p) {
        int m = weight.length;
        double[] ga = row(a);
        double[] gb = row(b);
        double self = products[i];
        double[] change = new double[m];
        for (int j = 0; j < m; j++) {
            if (distances[j] != 0) {
                double ua = self - ga[i] - products[j] + ga[j];
                double ub = self - gb[i] - products[j] + gb[j];
                change[j] = (ua / distances[a] - ub / distances[b]) / distances[j];
            }
        }
        double length = change[a] - change[b];
        double step = length > 0 ? Math.min(weight[b], (p[b] - p[a]) / length) : weight[b];
        weight[a] += step;
        weight[b] = step == weight[b] ? 0 : weight[b] - step;
        for (int j = 0; j < m; j++) {
            p[j] += step * change[j];
        }
    }

    private double[] combination(int i, double[] weight, double[] distances) {
        double[] x = new double[points.dimension()];
        double sum = 0;
        double[] scaled = new double[weight.length];
        for (int j = 0; j < weight.length; j++) {
            if (distances[j] != 0) {
                scaled[j] = weight[j] / distances[j];
                sum += scaled[j];
            }
        }
        for (int k = 0; k < x.length; k++) {
            double[] row = points.coordinate(k);
            x[k] = sum * row[i] - Vectors.dot(scaled, row);
        }
        return x;
    }

    private double[] row(int j) {
        if (points.classes() > LARGEST_GRAM) {
            double[] row = new double[points.classes()];
            points.products(points.point(j), row);
            return row;
        }
        return gram()[j];
    }

    private synchronized double[][] gram() {
        if (gram == null) {
            int m = points.classes();
            double[][] products = new double[m][m];
            // On all processors: every task waits for it.
            IntStream.range(0, (m + GRAM_ROWS - 1) / GRAM_ROWS).parallel().forEach(block -> {
                int end = Math.min(m, (block + 1) * GRAM_ROWS);
                double[][] vectors = new double[end - block * GRAM_ROWS][];
                for (int j = 0; j < vectors.length; j++) {
                    vectors[j] = points.point(block * GRAM_ROWS + j);
                }
                points.products(vectors, Arrays.copyOfRange(products, block * GRAM_ROWS, end));
            });
            gram = products;
        }
        return gram;
    }
}
