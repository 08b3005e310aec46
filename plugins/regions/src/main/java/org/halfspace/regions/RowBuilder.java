package org.halfspace.regions;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Puts a row together, from the verdict on. For one thread. */
final class RowBuilder {
    private final int classIndex;
    private final Region region;
    private final Method method;
    private boolean certified;
    private Boolean exact;
    private Integer linealityDimension;
    private Integer recessionDimension;
    private Double biasSlack;
    private Double inradius;
    private Double coneInradius;
    private Double coneInradiusBound;
    private double[] witness;
    private double[] direction;
    private int[] certificateClasses;
    private List<String> weights;
    private double[] multiples;

    private RowBuilder(int classIndex, Region region, Method method) {
        this.classIndex = classIndex;
        this.region = region;
        this.method = method;
    }

    static RowBuilder of(int classIndex, Region region, Method method) {
        return new RowBuilder(classIndex, region, method);
    }

    RowBuilder certified(boolean value) {
        certified = value;
        return this;
    }

    RowBuilder dimensions(int lineality, int recession) {
        linealityDimension = lineality;
        recessionDimension = recession;
        return this;
    }

    RowBuilder biasSlack(double value) {
        biasSlack = value;
        return this;
    }

    RowBuilder inradius(double value) {
        inradius = value;
        return this;
    }

    RowBuilder coneInradius(double least, double greatest) {
        coneInradius = least;
        coneInradiusBound = greatest;
        return this;
    }

    RowBuilder witness(double[] point) {
        witness = point;
        return this;
    }

    RowBuilder direction(double[] unit) {
        direction = unit;
        return this;
    }

    RowBuilder barredBy(int[] classes, BigInteger[] proportions, boolean isExact) {
        certificateClasses = classes;
        weights = Arrays.stream(proportions).map(BigInteger::toString).toList();
        exact = isExact;
        return this;
    }

    RowBuilder boundedBy(int[] classes, double[] positive) {
        certificateClasses = classes;
        multiples = positive;
        return this;
    }

    ClassRegionRow build() {
        return new ClassRegionRow(
                classIndex,
                region,
                region != Region.EMPTY,
                region == Region.BOUNDED,
                method,
                certified,
                exact,
                linealityDimension,
                recessionDimension,
                biasSlack,
                inradius,
                coneInradius,
                coneInradiusBound,
                witness,
                direction,
                certificateClasses,
                weights,
                multiples);
    }
}
