package org.halfspace.spi.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.halfspace.spi.model.BoundedMap.ExactMatch;
import org.halfspace.spi.model.ExistenceProof.Enclosed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On parabolas, which have a zero or just have none. */
class ExistenceProofTest {
    private static final InputBall WIDE =
            new InputBall(new double[] {0}, Norm.LINF, 10, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /**
     * Newton's steps towards the double zero of {@code x^2} halve x each time, and the box that is tried then reaches just to 0: with c barely above
     * zero the operator maps it into itself but for c's share. A test of the inclusion that is a thousandth too generous claims a zero here.
     */
    @Test
    void nothingIsProvedOfAParabolaThatStaysAboveZero() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            double c = Math.pow(10, -12 + 4 * random.nextDouble());
            double start = 0.5 + 1.5 * random.nextDouble();
            assertThat(proof(c).near(new double[] {start}))
                    .as(c + " from " + start)
                    .isEmpty();
        }
    }

    @Test
    void aZeroIsProvedWithinTheDistanceThatIsStated() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 100; round++) {
            double c = -0.1 - random.nextDouble();
            double start = Math.sqrt(-c) * (1 + 0.01 * random.nextDouble());
            ExactMatch match = proof(c).near(new double[] {start}).orElseThrow();
            assertThat(match.distance()).isBetween(Math.abs(match.point()[0] - Math.sqrt(-c)), 1e-6);
            assertThat(match.distanceFrom(new double[] {start})).isBetween(Math.abs(start - Math.sqrt(-c)), 0.05);
        }
    }

    /** The plane has zeros at every distance from 1 / |a|_dual on; the one near the point is claimed to be just where it is. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void theRadiusIsThatOfTheZero(Norm norm) throws InterruptedException {
        double[] point = {0.25, -0.5, 0.75};
        double[] row = {1, -2, 4};
        double value = 0.25 + 1 + 3;
        double[] centre = {-1, 0.5, 2};
        InputBall ball = new InputBall(centre, norm, 10, -20, 20);
        ExactMatch match = new ExistenceProof(
                        (middle, radius) -> new Enclosed(
                                new double[] {row[0] * middle[0] + row[1] * middle[1] + row[2] * middle[2] - value},
                                new double[] {1e-14},
                                new double[][] {row},
                                new double[][] {new double[3]},
                                true),
                        ball)
                .near(point)
                .orElseThrow();
        double expected = norm.of(new double[] {1.25, -1, -1.25});
        assertThat(match.radius()).isBetween(expected, expected + 1e-12);
    }

    @Test
    void aZeroOutsideTheBallIsNotProved() throws InterruptedException {
        ExistenceProof proof =
                new ExistenceProof(parabola(-1), new InputBall(new double[] {0}, Norm.LINF, 0.999, -10, 10));
        assertThat(proof.near(new double[] {0.99})).isEqualTo(Optional.empty());
    }

    private static ExistenceProof proof(double c) {
        return new ExistenceProof(parabola(c), WIDE);
    }

    /** {@code x^2 + c}: from the middle m of a box, {@code F(x) - F(m) = (x + m) (x - m)}. */
    private static ExistenceProof.Slopes parabola(double c) {
        return (middle, radius) -> new Enclosed(
                new double[] {middle[0] * middle[0] + c},
                new double[] {2 * Math.ulp(middle[0] * middle[0] + Math.abs(c))},
                new double[][] {{2 * middle[0]}},
                new double[][] {{radius[0]}},
                false);
    }
}
