package org.halfspace.parallelism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundaryAngleTest {

    @ParameterizedTest
    @ValueSource(doubles = {1e-15, 1e-12, 1e-10, 1e-7, 1e-6, 1e-4, 1e-2, 0.5, 1.5})
    void an_angle_has_ten_right_digits_however_small_it_is(double size) {
        for (int seed = 0; seed < 20; seed++) {
            double[][] w = Heads.gaussian(4, 300, seed);
            Random random = new Random(seed + 1000);
            double t = random.nextDouble() + 0.5;
            for (int c = 0; c < 300; c++) {
                w[3][c] = w[2][c] + t * (w[1][c] - w[0][c]) + Math.tan(size) * random.nextGaussian();
            }
            double expected = new BruteForce(Heads.of(w)).angle(0, 1, 2, 3);
            assertThat(BoundaryAngle.between(w[0], w[1], w[2], w[3])).isCloseTo(expected, within(1e-10 * expected));
            assertThat(BoundaryAngle.between(w[3], w[2], w[0], w[1])).isCloseTo(expected, within(1e-10 * expected));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e-9, 1})
    void the_length_of_a_normal_does_not_matter(double length) {
        double[][] w = {{0, 0}, {length, 0}, {1, 1}, {1 + 3, 1 + 4}};
        assertThat(BoundaryAngle.between(w[0], w[1], w[2], w[3])).isCloseTo(Math.atan2(4, 3), within(1e-15));
    }
}
