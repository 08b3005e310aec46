package org.halfspace.regions;

import java.util.List;
import org.halfspace.geometry.GordanAlternative;
import org.halfspace.spi.Column;

/** The answer of a run. */
public record RegionsSummary(
        @Column("Where hidden vectors lie, for these verdicts") String domain,
        @Column("l, the hidden size") int hiddenSize,
        @Column("Rank of the centred weights, taken as exact") int centredRank,
        @Column("Whether the classes' weights are affinely independent, so that regions have closed forms on R^l")
                boolean affinelyIndependent,
        @Column("How many of the classes looked at win somewhere") int argmaxable,
        @Column("How many win nowhere") int unargmaxable,
        @Column("How many of the regions with interior are bounded") int boundedRegions,
        @Column("How many of the regions with interior are unbounded") int unboundedRegions,
        @Column("How many verdicts have a certificate") int certified,
        @Column(
                        "Whether V has a direction without negative coordinates: Theorem 2 behind a ReLU; null where it was not asked")
                GordanAlternative.Answer oneSidedDirections,
        @Column("How one can see it") String oneSidedCertificate,
        @Column(value = "Wendel's prediction for weights of random signs", unit = "probability")
                Double wendelProbability,
        @Column("How many pairs of regions share a facet; null where it was not decided") Long adjacentPairs,
        @Column("How many pairs are known to; null where none was looked at") Long adjacentPairsAtLeast,
        @Column("How that is known, or why it is not") String adjacencyNote,
        @Column("The pairs, with --adjacency") List<AdjacentPair> adjacency,
        @Column("The verdicts") List<ClassVerdict> classes,
        @Column("The samples, where there are data") List<SampleRow> samples,
        @Column("Distances of the samples to the end of their region") List<DistanceQuantiles> distances) {

    /** A pair of regions with a common facet. */
    public record AdjacentPair(@Column("The first class") int first, @Column("The second class") int second) {}

    /** A class in short; its row has the rest. */
    public record ClassVerdict(
            @Column("The class") int classIndex,
            @Column("Whether its region has interior") boolean argmaxable,
            @Column("Whether its region has interior and is bounded") boolean bounded,
            @Column("What its region is") Region region,
            @Column(value = "How much the bias may drop before the class wins nowhere", unit = "logits")
                    Double biasSlack,
            @Column(value = "Radius of the largest ball inside", unit = "hidden") Double inradius) {

        static ClassVerdict of(ClassRegionRow row) {
            return new ClassVerdict(
                    row.classIndex(), row.argmaxable(), row.bounded(), row.region(), row.biasSlack(), row.inradius());
        }
    }
}
