package org.halfspace.search;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Quantiles and rank correlation. */
final class Statistics {
    /** Pairs of numbers below which a correlation says nothing. */
    private static final int LEAST_PAIRS = 3;

    private Statistics() {}

    /** The median, or null where there are no numbers. */
    static Double median(List<Double> numbers) {
        return numbers.isEmpty() ? null : quantile(numbers, 0.5);
    }

    /** A quantile by linear interpolation. */
    static Double quantile(List<Double> numbers, double share) {
        double[] sorted = numbers.stream().mapToDouble(x -> x).sorted().toArray();
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Spearman's rank correlation over the pairs in which neither is null; null where it is not defined. */
    static Double rankCorrelation(List<Double> first, List<Double> second) {
        int[] both = IntStream.range(0, first.size())
                .filter(i -> Objects.nonNull(first.get(i)) && Objects.nonNull(second.get(i)))
                .toArray();
        if (both.length < LEAST_PAIRS) {
            return null;
        }
        double[] a = ranks(Arrays.stream(both).mapToDouble(first::get).toArray());
        double[] b = ranks(Arrays.stream(both).mapToDouble(second::get).toArray());
        double mean = (a.length - 1) / 2.0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        return aa == 0 || bb == 0 ? null : Double.valueOf(ab / Math.sqrt(aa * bb));
    }

    /** Ranks from 0; equal numbers share the mean of theirs. */
    private static double[] ranks(double[] numbers) {
        double[] ranks = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            double below = 0;
            double equal = 0;
            for (double other : numbers) {
                below += other < numbers[i] ? 1 : 0;
                equal += other == numbers[i] ? 1 : 0;
            }
            ranks[i] = below + (equal - 1) / 2;
        }
        return ranks;
    }
}
