package org.halfspace.search;

import org.halfspace.spi.Column;

/** What was found for one pair (x, x'). */
public record PairRow(
        @Column("The pair's number, from 0") int pair,
        @Column("The sample x, from 0") int source,
        @Column("The sample x', from 0") int target,
        @Column("The predicted class of x") int sourceClass,
        @Column("The predicted class of x'") int targetClass,
        @Column("Whether a match x* was found within the largest distance asked about") boolean found,
        @Column(value = "Distance of the match from x, true of its float32 numbers", unit = "pixels") Double eps,
        @Column(value = "Largest distance that was searched, nearer than that, without success", unit = "pixels")
                Double epsTried,
        @Column(value = "Largest distance within which it is proved that there is no match", unit = "pixels")
                Double epsRefuted,
        @Column("How well the outputs of x* and x' agree, judged by logits") Agreement agreement,
        @Column(value = "Largest absolute difference of centred logits, in double precision", unit = "logits")
                Double residual,
        @Column(value = "The same by the network in float32, another path", unit = "logits") Double residualFloat32,
        @Column(value = "What storing x* in float32 can make of it, to first order", unit = "logits")
                Double roundingBound,
        @Column("Length of the difference of centred logits, relative to that between x and x'")
                Double relativeResidual,
        @Column(value = "Largest difference of a softmax output", unit = "probability") Double maxProbabilityDifference,
        @Column("theta: the length of the part of g(x*) - g(x') that lies in V") Double theta,
        @Column("theta relative to the length of g(x')") Double thetaRelative,
        @Column(value = "How much of the unit direction d' the logits see: largest |(w_i - w_0) . d'|", unit = "logits")
                Double directionLeak,
        @Column("Distance of g(x) and g(x') as far as logits see it, |P (g(x) - g(x'))|") double visibleDistance,
        @Column("Distance of g(x) from the boundary between the two classes; empty where they are the same")
                Double boundaryDistance,
        @Column("How it was proved that there is an exact match; empty where it was not") String certificate,
        @Column(value = "How far the exact match is from x* at most, in the largest change of a pixel", unit = "pixels")
                Double certifiedWithin,
        @Column(value = "Distance from x within which the exact match certainly is", unit = "pixels")
                Double certifiedEps,
        @Column("What is left of the agreement when pixels are rounded to 8 bits") Agreement agreement8Bit,
        @Column(value = "Largest absolute difference of centred logits then", unit = "logits") Double residual8Bit,
        @Column("Inputs that went forward through the network") long forwardPasses,
        @Column("Inputs that went forward and back") long gradientPasses,
        @Column("The row of inputs.npy; empty where nothing was found or saved") Integer input) {}
