package org.halfspace.directions;

import java.util.List;
import org.halfspace.geometry.GordanAlternative;
import org.halfspace.spi.Column;

/** What holds for the head, and for all samples together. */
public record DirectionsSummary(
        @Column("dim V: how many independent directions change no probability; l - centredRank") int dimension,
        @Column("dim N: how many of them change no logit either; l - rank") int logitInvariantDimension,
        @Column("What Theorem 1 of the paper promises: l - m") int bound,
        @Column("l, the number of features") int hiddenSize,
        @Column("m, the number of classes") int classes,
        @Column("Rank of the centred weights, at rankTolerance") int centredRank,
        @Column("Rank of the weights, at rankTolerance") int rank,
        @Column("Rank of the centred weights when the stored numbers are taken as exact")
                int centredRankAtDoublePrecision,
        @Column("What a singular value must exceed to count: the rounding of the weights in their file")
                double rankTolerance,
        @Column("sigma_r / sigma_(r+1) of the centred weights, r = centredRank; empty where nothing follows")
                Double spectralGap,
        @Column(value = "Largest angle that rounding of the weights can have turned V by", unit = "radians")
                double canonicalAngleBound,
        @Column(
                        "Distance of the origin from the affine hull of the class weights; where it is not 0, one direction of V shifts all"
                                + " logits alike")
                double distanceToAffineHull,
        @Column("Where hidden vectors lie") String hiddenDomain,
        @Column(
                        value =
                                "Largest change of a softmax output of the head, in double precision, over all moves that were tried; 0"
                                        + " where V is trivial",
                        unit = "probability")
                double maxProbabilityChange,
        @Column(value = "What rounding alone can make of that number, at its sample", unit = "probability")
                double probabilityRoundingBound,
        @Column(value = "The same through the model's own last nodes in float32", unit = "probability")
                Double maxProbabilityChangeFloat32,
        @Column(value = "What float32 rounding alone can make of that number", unit = "probability")
                Double probabilityRoundingBoundFloat32,
        @Column(
                        "Longest move, in multiples of the length of h, up to which float32 changed no probability by more than 0.01, of those"
                                + " that were tried")
                Double reachFloat32,
        @Column("Whether these moves start at hidden vectors of the data or at random ones of the hidden domain")
                Starts movesFrom,
        @Column("From how many hidden vectors") int moves,
        @Column("Mean share of ‖h - mean‖^2 that lies in V") Double invisibleEnergy,
        @Column(
                        "That share by class of the label (of the prediction where there is none); empty where a class has no sample")
                List<Double> invisibleEnergyByClass,
        @Column(
                        "Whether V has a direction that stays in the hidden domain for ever, from everywhere; empty for R^l, where all do")
                GordanAlternative.Answer oneSidedDirections,
        @Column("How that was found") String oneSidedCertificate,
        @Column("How probable it is for weights with signs drawn by coin: Wendel's theorem") Double wendelProbability,
        @Column("Median over samples of the dimension of the directions that can be followed both ways")
                Double medianTwoSidedDimension,
        @Column("How many samples have a direction that can be followed both ways, of those looked at")
                Integer samplesWithTwoSidedDirections,
        @Column("How many samples were looked at for that") Integer samplesLookedAt,
        @Column("The singular values of the centred weights, largest first: min(l, m) of them")
                List<Double> singularValues) {

    /** What moves start from. */
    public enum Starts {
        /** Hidden vectors of the data. */
        DATA,
        /** Random vectors of the hidden domain. */
        RANDOM
    }
}
