package org.halfspace.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.halfspace.spi.model.Norm;

class BallBoxTest {
    /** Rounding of a projection onto a set of a few numbers of size one. */
    private static final double ROUNDING = 1e-9;

    private static final int OTHERS = 200;

    @Property
    void projectsOntoTheNearestPointOfTheIntersection(
            @ForAll Norm norm,
            @ForAll @IntRange(min = 1, max = 12) int size,
            @ForAll @DoubleRange(min = 0.01, max = 4) double radius,
            @ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] centre = numbers(random, size, 0, 1);
        double[] point = numbers(random, size, -2, 3);
        BallBox set = new BallBox(centre, norm, radius, 0, 1);
        double[] projected = point.clone();
        set.project(projected);

        assertThat(distance(norm, projected, centre)).isLessThanOrEqualTo(radius * (1 + ROUNDING));
        for (double value : projected) {
            assertThat(value).isBetween(0.0, 1.0);
        }
        // The projection z of p onto a convex set is the one point with (p - z) . (y - z) <= 0 for all y of the set.
        for (int other = 0; other < OTHERS; other++) {
            double[] y = member(random, norm, centre, radius);
            double product = 0;
            for (int i = 0; i < size; i++) {
                product += (point[i] - projected[i]) * (y[i] - projected[i]);
            }
            assertThat(product).as("a nearer point lies towards another member").isLessThanOrEqualTo(ROUNDING);
        }
    }

    @Property(tries = 50)
    void leavesAPointOfTheSetWhereItIs(@ForAll Norm norm, @ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] centre = numbers(random, 5, 0, 1);
        double[] member = member(random, norm, centre, 0.7);
        double[] projected = member.clone();
        new BallBox(centre, norm, 0.7, 0, 1).project(projected);
        for (int i = 0; i < member.length; i++) {
            assertThat(projected[i]).isCloseTo(member[i], org.assertj.core.data.Offset.offset(ROUNDING));
        }
    }

    /** A point of the set: a random one of the box, pulled towards the centre until it is in the ball, often just so. */
    private static double[] member(SplittableRandom random, Norm norm, double[] centre, double radius) {
        double[] y = numbers(random, centre.length, 0, 1);
        for (int i = 0; i < y.length; i++) {
            // Vertices and faces of the box are where projections end.
            double dice = random.nextDouble();
            y[i] = dice < 0.25 ? 0 : dice < 0.5 ? 1 : dice < 0.6 ? centre[i] : y[i];
        }
        double distance = distance(norm, y, centre);
        double scale = distance <= radius ? 1 : radius / distance;
        scale *= random.nextBoolean() ? 1 : random.nextDouble();
        for (int i = 0; i < y.length; i++) {
            y[i] = centre[i] + scale * (y[i] - centre[i]);
        }
        return y;
    }

    private static double distance(Norm norm, double[] a, double[] b) {
        return norm.of(Chains.minus(a, b));
    }

    private static double[] numbers(SplittableRandom random, int size, double low, double high) {
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = low + (high - low) * random.nextDouble();
        }
        return numbers;
    }
}
