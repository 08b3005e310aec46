package org.halfspace.regions;

import java.util.Arrays;
import org.halfspace.spi.Column;

/** How distances are distributed over the samples. */
public record DistanceQuantiles(
        @Column("The norm") String norm,
        @Column(value = "The least", unit = "hidden") double min,
        @Column(value = "The first decile", unit = "hidden") double p10,
        @Column(value = "The median", unit = "hidden") double median,
        @Column(value = "The last decile", unit = "hidden") double p90,
        @Column(value = "The greatest", unit = "hidden") double max) {

    static DistanceQuantiles of(String norm, double[] distances) {
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        return new DistanceQuantiles(
                norm, sorted[0], at(sorted, 0.1), at(sorted, 0.5), at(sorted, 0.9), sorted[sorted.length - 1]);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
