package org.halfspace.parallelism;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExactParallelTest {
    private static final double[] ORIGIN = {0, 0};

    @Test
    void products_that_agree_only_when_rounded_are_told_apart() {
        double x = 1 + 0x1p-30;
        // x x is 1 + 2^-29 + 2^-60, whose last digit a double does not hold.
        assertThat(ExactParallel.test(new double[] {x, 1}, ORIGIN, new double[] {x * x, x}, ORIGIN))
                .isFalse();
        assertThat(ExactParallel.test(new double[] {1 + 0x1p-29, 1}, ORIGIN, new double[] {x * x, 1}, ORIGIN))
                .isTrue();
    }

    @Test
    void differences_that_a_double_does_not_hold_are_compared_all_the_same() {
        double[] wi = {0x1p60, 0x1p61};
        assertThat(ExactParallel.test(wi, new double[] {1, 2}, new double[] {3, 6}, ORIGIN))
                .isTrue();
        // Rounded, this difference is (2^60, 2^61), too.
        assertThat(ExactParallel.test(wi, new double[] {1, 3}, new double[] {3, 6}, ORIGIN))
                .isFalse();
    }

    @Test
    void products_below_the_smallest_double_are_compared_all_the_same() {
        double tiny = 0x1p-600;
        assertThat(ExactParallel.test(new double[] {tiny, tiny}, ORIGIN, new double[] {tiny, 2 * tiny}, ORIGIN))
                .isFalse();
        assertThat(ExactParallel.test(new double[] {tiny, 2 * tiny}, ORIGIN, new double[] {3 * tiny, 6 * tiny}, ORIGIN))
                .isTrue();
    }

    @Test
    void a_coordinate_that_is_zero_in_one_normal_only_decides() {
        assertThat(ExactParallel.test(new double[] {0, 1}, ORIGIN, new double[] {5, 1}, ORIGIN))
                .isFalse();
        assertThat(ExactParallel.test(new double[] {0, 1}, ORIGIN, new double[] {0, -7}, ORIGIN))
                .isTrue();
    }

    @Test
    void a_normal_that_is_a_multiple_of_the_modulus_is_not_lost() throws InterruptedException {
        // 2^61 - 1 divides both coordinates of the boundary 0|1, so it has no fingerprint.
        double[][] w = {{0x1p61, 0x1p62}, {1, 2}, {10, 0}, {13, 6}, {-5, 9}};
        ParallelDirections found = ParallelDirections.find(new ClassVectors(Heads.of(w)), new Workers(1));
        assertThat(found.directions()).hasSize(1);
        assertThat(found.directions().get(0).lines()).hasSize(2);
    }
}
