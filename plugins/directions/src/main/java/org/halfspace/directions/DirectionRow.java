package org.halfspace.directions;

import org.halfspace.spi.Column;

/** What holds at one sample. */
public record DirectionRow(
        @Column("The sample's place in the data, from 0") int sample,
        @Column("The label, from 0; empty where the data have none") Integer label,
        @Column("The predicted class, from 0") int predicted,
        @Column("Euclidean length of the hidden vector h") double hiddenNorm,
        @Column(
                        value =
                                "Largest change of a softmax output of the head, in double precision, over the moves that were tried",
                        unit = "probability")
                double maxProbabilityChange,
        @Column(value = "What rounding alone can make of that number", unit = "probability")
                double probabilityRoundingBound,
        @Column(
                        value =
                                "The same through the model's own last nodes in float32; empty where the file has no network",
                        unit = "probability")
                Double maxProbabilityChangeFloat32,
        @Column(value = "What float32 rounding alone can make of that number", unit = "probability")
                Double probabilityRoundingBoundFloat32,
        @Column(
                        "Longest of these moves, in multiples of the length of h, up to which float32 changes no probability by more than 0.01")
                Double reachFloat32,
        @Column("Share of ‖h - mean‖^2 that lies in V and that no probability sees; empty where h is the mean")
                Double invisibleEnergy,
        @Column("How many coordinates of h lie on the boundary of the hidden domain; empty where it has none")
                Integer atBoundary,
        @Column(
                        "Dimension of the directions of V that can be followed from h both ways inside the hidden domain; empty where that is"
                                + " all of V, or was not computed")
                Integer twoSidedDimension,
        @Column(
                        "Shortest chord through h and the hidden domain, over random directions of V; empty where there is no boundary")
                Double chordMin,
        @Column("Median of these chords") Double chordMedian,
        @Column("Longest of these chords") Double chordMax) {}
