package org.halfspace.spi.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestPointTest {
    private final Random random = new Random(9);

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    /** Adds the point that lies farthest back until none does: the optimality condition of the nearest point. */
    private static double[] nearest(double[][] points) {
        NearestPoint hull = new NearestPoint(points[0].length);
        hull.add(points[0]);
        for (int step = 0; step < 200; step++) {
            double[] here = hull.nearest();
            double[] least = points[0];
            for (double[] point : points) {
                least = dot(point, here) < dot(least, here) ? point : least;
            }
            if (!hull.add(least)) {
                break;
            }
        }
        return hull.nearest();
    }

    @Test
    void noPointOfTheHullLiesNearerInItsDirection() {
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(7);
            double[][] points = new double[1 + random.nextInt(40)][];
            for (int i = 0; i < points.length; i++) {
                points[i] = random.doubles(size, -1, 1).toArray();
                points[i][0] += 1.5;
            }
            double[] nearest = nearest(points);
            for (double[] point : points) {
                assertThat(dot(point, nearest)).isGreaterThan(dot(nearest, nearest) - 1e-10);
            }
        }
    }

    @Test
    void aHullAroundTheOriginHasItAsItsNearestPoint() {
        double[][] points = {{1, 0.2}, {-1, 0.3}, {0.1, -1}, {0.3, 1}};
        assertThat(Norm.L2.of(nearest(points))).isLessThan(1e-12);
    }
}
