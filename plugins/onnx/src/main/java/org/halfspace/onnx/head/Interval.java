package org.halfspace.onnx.head;

import java.util.Arrays;
import org.halfspace.spi.model.HiddenDomain;

/** A closed interval that holds every element of a tensor; the ends can be infinite. */
record Interval(double lower, double upper) {
    static final Interval REAL = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    static final Interval NONNEGATIVE = new Interval(0, Double.POSITIVE_INFINITY);

    /** The least interval that holds these numbers; everything where one is not a number. */
    static Interval of(double... numbers) {
        double lower = Arrays.stream(numbers).min().orElse(Double.NaN);
        double upper = Arrays.stream(numbers).max().orElse(Double.NaN);
        return Double.isNaN(lower) || Double.isNaN(upper) ? REAL : new Interval(lower, upper);
    }

    Interval union(Interval other) {
        return of(lower, upper, other.lower, other.upper);
    }

    Interval plus(Interval other) {
        return of(lower + other.lower, upper + other.upper);
    }

    Interval negated() {
        return new Interval(-upper, -lower);
    }

    Interval times(Interval other) {
        return of(
                product(lower, other.lower),
                product(lower, other.upper),
                product(upper, other.lower),
                product(upper, other.upper));
    }

    /** 0 times infinity is 0 here: an end that is never reached times a zero that is. */
    private static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    Interval atLeast(double bound) {
        return new Interval(Math.max(lower, bound), Math.max(upper, bound));
    }

    Interval atMost(double bound) {
        return new Interval(Math.min(lower, bound), Math.min(upper, bound));
    }

    /** As a domain; all of R where it is a single point. */
    HiddenDomain domain() {
        return lower < upper ? new HiddenDomain(lower, upper) : HiddenDomain.REAL;
    }
}
