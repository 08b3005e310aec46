package org.halfspace.parallelism;

import java.util.List;
import org.halfspace.spi.Column;

/** The answer of {@link ParallelismAnalysis}. */
public record ParallelismValues(
        @Column(
                        "Whether two decision boundaries are exactly parallel, for the weights as stored (Definition 2); null where that could"
                                + " not be decided")
                Boolean parallel,
        @Column("How many pairs of classes there are") long boundaries,
        @Column("How many pairs of boundaries there are") long pairs,
        @Column(
                        "How many boundaries have no normal, because their classes have the same weights; they are in no pair below")
                long zeroNormals,
        @Column(value = "No two boundaries meet at a smaller angle", unit = "radians") double excludedBelowAngle,
        @Column("Whether that angle is the smallest of all pairs, or a bound") Exactness excludedIs,
        @Column("The most parallel pairs, the most parallel first") List<ParallelPairRow> top,
        @Column("Whether these are the most parallel of all pairs, or of a sample") Exactness topIs,
        @Column(value = "The angle that was asked about", unit = "radians") Double angle,
        @Column(
                        "How many pairs are at a smaller angle; null where none was asked about, or not all pairs were looked at")
                Long pairsBelowAngle,
        @Column("How many pairs are exactly parallel and share a class") long sharedParallelPairs,
        @Column("How many pairs are exactly parallel and have four different classes, which forces nothing")
                long disjointParallelPairs,
        @Column("How many of the exactly parallel pairs are forced by identical classes")
                long pairsFromIdenticalClasses,
        @Column("Groups of classes with the same weights") List<List<Integer>> identicalClasses,
        @Column("How many triples of classes are exactly collinear, identical classes apart") long collinearTripleCount,
        @Column("Collinear triples, and, within the radius, almost collinear ones, with what follows")
                List<CollinearTriple> collinearTriples,
        @Column(value = "The norm of hidden vectors that the statements on almost collinear triples hold for")
                Double radius,
        @Column("The rank of the centred weights") int centredRank,
        @Column(
                        value =
                                "Lower bound of all angles from the spectrum of the centred weights; 0 excludes nothing",
                        unit = "radians")
                double spectralBound,
        @Column(
                        value = "Lower bound of all angles from the dual basis; null where it was not computed",
                        unit = "radians")
                Double dualBound,
        @Column("The histogram of all cosines, where it was asked for") Histogram histogram) {

    /** How far an answer can be trusted. */
    public enum Exactness {
        /** All pairs were decided. */
        EXACT,
        /** True for all pairs, but a better bound may hold. */
        CERTIFIED_BOUND,
        /** Of some pairs only. */
        SAMPLED_NOT_EXACT
    }

    /** The cosines of all pairs of boundaries with a normal. */
    public record Histogram(
            @Column("Whether all pairs were counted; an interrupted run counts some") boolean complete,
            @Column("How many pairs were counted") long counted,
            @Column("The middle of each bin of |cos|; the bins are half as wide at 0 and 1") double[] cosine,
            @Column("Pairs that share a class, by bin; 1/2 for a simplex (neural collapse)") long[] shared,
            @Column("Disjoint pairs, by bin; 0 for a simplex (neural collapse)") long[] disjoint) {}
}
