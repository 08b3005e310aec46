package org.halfspace.directions;

import static org.halfspace.directions.DirectionsReport.brief;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.halfspace.directions.DirectionsSummary.Starts;

/** The summary in words. */
final class Findings {

    private Findings() {}

    static List<String> of(DirectionsSummary values, DirectionsParameters parameters) {
        List<String> findings = new ArrayList<>();
        findings.add(values.dimension() + " of " + values.hiddenSize()
                + " dimensions of hidden space change no probability: l - r_c with r_c = " + values.centredRank()
                + " at tolerance " + brief(values.rankTolerance()) + "; Theorem 1 promises "
                + Math.max(0, values.bound()));
        if (values.centredRankAtDoublePrecision() != values.centredRank()) {
            findings.add((values.hiddenSize() - values.centredRankAtDoublePrecision())
                    + " dimensions remain when the stored weights are taken as exact: their rounding fills up the rank to "
                    + values.centredRankAtDoublePrecision());
        }
        findings.add(values.logitInvariantDimension() + " of them change no logit either"
                + (values.rank() > values.centredRank()
                        ? "; one more shifts all logits alike (the affine hull of the class weights is "
                                + brief(values.distanceToAffineHull()) + " from the origin)"
                        : ""));
        if (values.dimension() > 0) {
            findings.add(brief(values.maxProbabilityChange()) + " is the largest change of a probability when "
                    + values.moves()
                    + (values.movesFrom() == Starts.DATA
                            ? " hidden vectors of the data"
                            : " random vectors of the hidden domain")
                    + " are moved by up to " + brief(parameters.reach()) + " times their length along "
                    + parameters.directions() + " directions each, in double precision; rounding alone allows "
                    + brief(values.probabilityRoundingBound()));
        }
        if (values.dimension() > 0 && values.maxProbabilityChangeFloat32() != null) {
            findings.add(brief(values.maxProbabilityChangeFloat32())
                    + " is that change through the model's own float32 nodes; float32 rounding alone allows "
                    + brief(values.probabilityRoundingBoundFloat32()) + ", and moves up to "
                    + brief(values.reachFloat32())
                    + " times the length change no probability by more than "
                    + brief(ProbabilityProbe.NOTICEABLE));
        }
        if (values.invisibleEnergy() != null) {
            findings.add(brief(100 * values.invisibleEnergy())
                    + " % of the variation of hidden vectors about their mean lies in V, on average");
        }
        domain(values, findings);
        return findings;
    }

    private static void domain(DirectionsSummary values, List<String> findings) {
        if (values.oneSidedDirections() == null) {
            return;
        }
        String answer =
                switch (values.oneSidedDirections()) {
                    case EXISTS -> "Some direction of V stays in the hidden domain for ever";
                    case NONE -> "No direction of V stays in the hidden domain for ever";
                    case UNDECIDED -> "Whether a direction of V stays in the hidden domain for ever was not decided";
                };
        findings.add(answer + " (" + values.hiddenDomain() + "): " + values.oneSidedCertificate()
                + (values.wendelProbability() == null
                        ? ""
                        : "; weights with random signs would have one with probability "
                                + brief(values.wendelProbability())));
        if (values.samplesLookedAt() != null) {
            findings.add(values.samplesWithTwoSidedDirections() + " of " + values.samplesLookedAt()
                    + " samples have directions of V that can be followed both ways inside the hidden domain; the median"
                    + " dimension is " + String.format(Locale.ROOT, "%.0f", values.medianTwoSidedDimension()));
        }
    }
}
