package org.halfspace.spi.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The answer of a run. Immutable.
 *
 * @param values the figures, a record whose components carry {@link org.halfspace.spi.Column}; its components are fields of the
 *     JSON document
 * @param findings the answer in words, numbers first, one sentence each
 * @param witnesses what is needed to check the claims; core checks each before it is reported
 * @param figures pictures of the rows
 * @param artifacts files that were asked for
 */
public record Summary(
        Record values, List<String> findings, List<Witness> witnesses, List<Figure> figures, List<Artifact> artifacts) {

    public Summary {
        Objects.requireNonNull(values);
        findings = List.copyOf(findings);
        witnesses = List.copyOf(witnesses);
        figures = List.copyOf(figures);
        artifacts = List.copyOf(artifacts);
    }

    /** Figures and findings alone. */
    public static Summary of(Record values, List<String> findings) {
        return new Summary(values, findings, List.of(), List.of(), List.of());
    }

    /** The same answer with one more picture. */
    public Summary with(Figure figure) {
        List<Figure> more = new ArrayList<>(figures);
        more.add(figure);
        return new Summary(values, findings, witnesses, more, artifacts);
    }
}
