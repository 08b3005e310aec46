package org.halfspace.spi.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BallSupportTest {
    private static final int PIXELS = 12;

    private final Random random = new Random(5);

    private double[] numbers(double low, double high) {
        return random.doubles(PIXELS, low, high).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    /** A point of the ball: a random direction, cut at the bounds, and scaled into the ball. */
    private double[] inside(InputBall ball) {
        double[] step = numbers(-1, 1);
        double scale = ball.radius() / ball.norm().of(step) * (1 + random.nextInt(20));
        for (int j = 0; j < PIXELS; j++) {
            double x = ball.centre()[j] + scale * step[j];
            step[j] = Math.max(ball.lower(), Math.min(ball.upper(), x)) - ball.centre()[j];
        }
        double length = ball.norm().of(step);
        double shrink = Math.min(1, ball.radius() / length * (1 - 1e-12));
        double[] point = new double[PIXELS];
        for (int j = 0; j < PIXELS; j++) {
            point[j] = ball.centre()[j] + shrink * step[j];
        }
        return point;
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void noPointOfTheBallIsBeyondTheMaximum(Norm norm) {
        for (int round = 0; round < 300; round++) {
            InputBall ball = new InputBall(numbers(0, 1), norm, random.nextDouble() * 3, 0, 1);
            double[] form = numbers(-1, 1);
            double maximum = new BallSupport(ball).maximum(form, new double[PIXELS]);
            for (int point = 0; point < 50; point++) {
                assertThat(dot(form, inside(ball))).isLessThanOrEqualTo(maximum);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void theMaximumIsAttainedInsideTheBall(Norm norm) {
        for (int round = 0; round < 300; round++) {
            InputBall ball = new InputBall(numbers(0, 1), norm, random.nextDouble() * 3, 0, 1);
            double[] form = numbers(-1, 1);
            double[] maximiser = new double[PIXELS];
            double maximum = new BallSupport(ball).maximum(form, maximiser);
            assertThat(dot(form, maximiser)).isBetween(maximum - 1e-12, maximum);
            double[] step = new double[PIXELS];
            for (int j = 0; j < PIXELS; j++) {
                assertThat(maximiser[j]).isBetween(-1e-15, 1 + 1e-15);
                step[j] = maximiser[j] - ball.centre()[j];
            }
            assertThat(norm.of(step)).isLessThanOrEqualTo(ball.radius() * (1 + 1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void withoutBoundsItIsTheDualNorm(Norm norm) {
        double[] centre = numbers(-1, 1);
        double[] form = numbers(-1, 1);
        InputBall ball = new InputBall(centre, norm, 0.7, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        double expected = dot(form, centre) + 0.7 * norm.dual().of(form);
        assertThat(new BallSupport(ball).maximum(form, new double[PIXELS])).isBetween(expected, expected + 1e-13);
    }

    @Test
    void aPixelOutsideTheBoundsAndTooFarFromThemLeavesNothing() {
        double[] centre = numbers(0, 1);
        centre[3] = 1.5;
        assertThat(new BallSupport(new InputBall(centre, Norm.LINF, 0.4, 0, 1)).isEmpty())
                .isTrue();
        assertThat(new BallSupport(new InputBall(centre, Norm.LINF, 0.6, 0, 1)).isEmpty())
                .isFalse();
    }
}
