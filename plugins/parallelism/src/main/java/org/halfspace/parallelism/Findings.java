package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.halfspace.spi.model.SoftmaxHead;

/** The answer in words. Immutable. */
final class Findings {
    /** Below this two boundaries of float32 weights are the same to everyone but a mathematician; degrees are unreadable there. */
    private static final double DEGREES_FROM = 1e-3;

    private final ParallelismValues values;
    private final SoftmaxHead head;
    private final boolean sampled;

    Findings(ParallelismValues values, SoftmaxHead head, boolean sampled) {
        this.values = values;
        this.head = head;
        this.sampled = sampled;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(verdict());
        identical(sentences);
        if (Boolean.TRUE.equals(values.parallel())) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%,d pairs are exactly parallel: %,d share a class (collinear weights), %,d are disjoint (which forces"
                            + " nothing); %,d of them only because classes are identical",
                    values.sharedParallelPairs() + values.disjointParallelPairs(),
                    values.sharedParallelPairs(),
                    values.disjointParallelPairs(),
                    values.pairsFromIdenticalClasses()));
        } else if (values.pairs() > 0) {
            smallest(sentences);
        }
        angle(sentences);
        triples(sentences);
        histogram(sentences);
        return sentences;
    }

    private String verdict() {
        String size =
                String.format(Locale.ROOT, "%,d boundaries, %,d pairs of them", values.boundaries(), values.pairs());
        if (values.pairs() == 0) {
            return "Two classes have one boundary, and no pair: the layer is not parallel";
        }
        if (values.parallel() == null) {
            return size + "; whether two are exactly parallel was not decided";
        }
        String reason = values.centredRank() == head.classes() - 1 && !values.parallel()
                ? " (the weights are affinely independent)"
                : "";
        return (values.parallel() ? "The layer is parallel: " : "The layer is not parallel: ")
                + size
                + ", decided exactly for the weights as stored"
                + reason;
    }

    private void identical(List<String> sentences) {
        if (values.identicalClasses().isEmpty()) {
            return;
        }
        int classes = values.identicalClasses().stream().mapToInt(List::size).sum();
        sentences.add(String.format(
                Locale.ROOT,
                "%,d classes have the same weights as another one, in %,d groups; their %,d boundaries have no normal and are"
                        + " in no pair",
                classes,
                values.identicalClasses().size(),
                values.zeroNormals()));
    }

    private void smallest(List<String> sentences) {
        switch (values.excludedIs()) {
            case EXACT ->
                sentences.add(
                        values.top().isEmpty()
                                ? "No two boundaries meet at less than " + angle(values.excludedBelowAngle())
                                : "The most parallel two boundaries, "
                                        + values.top().get(0).first() + " and "
                                        + values.top().get(0).second() + ", meet at "
                                        + angle(values.excludedBelowAngle()) + "; all pairs were decided");
            case CERTIFIED_BOUND ->
                sentences.add(
                        values.excludedBelowAngle() > 0
                                ? "No two boundaries meet at less than " + angle(values.excludedBelowAngle())
                                        + " (a certified bound; smaller angles were not looked for)"
                                : "No angle above 0 could be excluded for all pairs");
            default -> throw new IllegalStateException("an excluded angle is never sampled");
        }
        if (sampled) {
            sentences.add("The most parallel pairs are those of a sample of the classes, not of all");
        }
    }

    private void angle(List<String> sentences) {
        if (values.angle() == null) {
            return;
        }
        if (values.pairsBelowAngle() == null) {
            sentences.add(
                    values.excludedBelowAngle() >= values.angle()
                            ? "No pair is at an angle below " + angle(values.angle()) + " (certified)"
                            : "How many pairs are at an angle below " + angle(values.angle())
                                    + " is not known: there are too many pairs to look at all");
        } else {
            sentences.add(
                    values.pairsBelowAngle() == 0
                            ? "No pair is at an angle below " + angle(values.angle()) + "; all pairs were decided"
                            : String.format(
                                    Locale.ROOT,
                                    "%,d pairs are at an angle below %s",
                                    values.pairsBelowAngle(),
                                    angle(values.angle())));
        }
    }

    private void triples(List<String> sentences) {
        if (values.collinearTripleCount() > 0) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%,d triples of classes are exactly collinear; of the %,d listed, %,d make the outer classes non-adjacent,"
                            + " %,d make the middle class unargmaxable, %,d leave it without an interior",
                    values.collinearTripleCount(),
                    exactTriples(null),
                    exactTriples(Consequence.OUTER_CLASSES_NOT_ADJACENT),
                    exactTriples(Consequence.MIDDLE_CLASS_UNARGMAXABLE),
                    exactTriples(Consequence.MIDDLE_REGION_WITHOUT_INTERIOR)));
        }
        if (values.radius() != null) {
            long near = values.collinearTriples().stream()
                    .filter(triple -> triple.radius() != null && triple.consequence() != Consequence.UNDECIDED)
                    .count();
            sentences.add(String.format(
                    Locale.ROOT,
                    "Of the almost collinear triples among these pairs, %,d have a consequence for hidden vectors of norm up to"
                            + " %.6g",
                    near,
                    values.radius()));
        }
    }

    private long exactTriples(Consequence consequence) {
        return values.collinearTriples().stream()
                .filter(triple ->
                        triple.radius() == null && (consequence == null || triple.consequence() == consequence))
                .count();
    }

    private void histogram(List<String> sentences) {
        if (values.histogram() != null) {
            sentences.add(String.format(
                    Locale.ROOT,
                    values.histogram().complete()
                            ? "The histogram has the cosines of all %,d pairs"
                            : "The histogram is not complete: %,d pairs were counted",
                    values.histogram().counted()));
        }
    }

    private static String angle(double radians) {
        return radians < DEGREES_FROM
                ? String.format(Locale.ROOT, "%.6g rad", radians)
                : String.format(Locale.ROOT, "%.6g rad (%.4g degrees)", radians, Math.toDegrees(radians));
    }
}
