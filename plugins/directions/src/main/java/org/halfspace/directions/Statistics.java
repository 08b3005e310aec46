package org.halfspace.directions;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;

/** Means and medians of what is there. */
final class Statistics {

    private Statistics() {}

    /** The mean of the numbers that are not null; null where there is none. */
    static Double mean(Collection<Double> numbers) {
        double[] present = numbers.stream()
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return present.length == 0
                ? null
                : Double.valueOf(Arrays.stream(present).sum() / present.length);
    }

    /** The median of numbers in ascending order, at least one. */
    static double medianOfSorted(double[] sorted) {
        int middle = sorted.length / 2;
        if (sorted.length % 2 == 1 || sorted[middle - 1] == sorted[middle]) {
            return sorted[middle];
        }
        return (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
