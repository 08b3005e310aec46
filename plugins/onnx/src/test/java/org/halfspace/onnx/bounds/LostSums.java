package org.halfspace.onnx.bounds;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Sums that double precision gets wrong. */
final class LostSums {
    /** From here on a double that is added to has no room for quarters. */
    static final double LARGE = 0x1p53;

    /** Quarters that are lost one after the other: a hundred in all, more than the few units that any single step allows for. */
    static final int QUARTERS = 400;

    /** Its exact sum is 2^53 + 100, and in double precision, from left to right or in fours, 2^53. */
    static double[] swamped() {
        double[] terms = new double[QUARTERS + 1];
        Arrays.fill(terms, 0.25);
        terms[0] = LARGE;
        return terms;
    }

    /** Its exact sum is 100, and in double precision 0. */
    static double[] cancelled() {
        double[] terms = Arrays.copyOf(swamped(), QUARTERS + 2);
        terms[QUARTERS + 1] = -LARGE;
        return terms;
    }

    static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    static double[] negative(double... numbers) {
        return Arrays.stream(numbers).map(number -> -number).toArray();
    }

    static BigDecimal sum(double... terms) {
        return Exact.dot(ones(terms.length), terms);
    }

    static Stream<Arguments> sums() {
        return Stream.of(
                Arguments.of("swamped", swamped()),
                Arguments.of("cancelled", cancelled()),
                Arguments.of("swamped below", negative(swamped())),
                Arguments.of("cancelled below", negative(cancelled())));
    }

    private LostSums() {}
}
