package org.halfspace.search;

/**
 * What is measured at a match, as {@link PairRow} has it: agreement by two paths, theta, and what 8 bits leave of it.
 *
 * @param relativeResidual null where x and x' have the same logits
 * @param roundingBound null where it cannot be told
 * @param directionLeak null where theta is rounding
 * @param agreement8Bit null where pixels are not from 0 to 1, as {@code residual8Bit}
 */
record MatchMeasures(
        Agreement agreement,
        Double residual,
        Double residualFloat32,
        Double roundingBound,
        Double relativeResidual,
        Double maxProbabilityDifference,
        Double theta,
        Double thetaRelative,
        Double directionLeak,
        Agreement agreement8Bit,
        Double residual8Bit) {

    /** Where there is no match. */
    static final MatchMeasures NONE =
            new MatchMeasures(Agreement.NONE, null, null, null, null, null, null, null, null, null, null);
}
