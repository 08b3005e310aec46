package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.halfspace.spi.Column;
import org.junit.jupiter.api.Test;

class DeepComparisonTest {
    record Inner(@Column("Numbers") double[] numbers) {}

    record Outer(@Column("A name") String name, @Column("More") List<Inner> inner) {}

    private static Outer outer(double... numbers) {
        return new Outer("a", List.of(new Inner(numbers)));
    }

    private static Finding different(String where, String expected, String found) {
        return Finding.of("two answers that ought to be equal differ")
                .where(where)
                .expected(expected, found);
    }

    @Test
    void findsNoDifferenceInEqualArraysAndNaN() {
        assertThat(new DeepComparison(0).difference("x", outer(1, Double.NaN), outer(1, Double.NaN)))
                .isEmpty();
    }

    @Test
    void saysWhereTheFirstDifferenceIs() {
        assertThat(new DeepComparison(0).difference("row", outer(1, 2), outer(1, 3)))
                .contains(different("row.inner[0].numbers[1]", "2.0", "3.0"));
        assertThat(new DeepComparison(0).difference("row", outer(1, 2), outer(1)))
                .contains(different("row.inner[0].numbers", "2 elements", "1 elements"));
    }

    @Test
    void seesOneBitWithoutToleranceAndNotWithOne() {
        Outer a = outer(1);
        Outer b = outer(Math.nextUp(1.0));
        assertThat(new DeepComparison(0).difference("x", a, b)).isPresent();
        assertThat(new DeepComparison(1e-15).difference("x", a, b)).isEmpty();
        assertThat(new DeepComparison(0).difference("x", outer(0.0), outer(-0.0)))
                .as("0 equals -0, as numbers")
                .isEmpty();
    }

    @Test
    void tellsAMissingValueFromNone() {
        assertThat(new DeepComparison(1).difference("x", null, 1)).contains(different("x", "null", "1"));
        assertThat(new DeepComparison(1).difference("x", Double.NaN, 1.0)).isPresent();
    }
}
