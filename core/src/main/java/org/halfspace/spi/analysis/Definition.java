package org.halfspace.spi.analysis;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an analysis is. Immutable.
 *
 * @param <P> the parameter record
 * @param <R> the row record
 * @param name the command's name: lower-case letters, digits and hyphens
 * @param version the version of the result's layout, raised when a column changes its meaning
 * @param description one sentence, as help shows it
 * @param parameters the class of the parameter record
 * @param rows the class of the row record
 * @param needs what a run cannot do without
 * @param examples command lines for help, without the program's name: {@code "directions model.onnx --data images.csv"}
 */
public record Definition<P extends Record, R extends Record>(
        String name,
        int version,
        String description,
        Class<P> parameters,
        Class<R> rows,
        Set<Need> needs,
        List<String> examples) {

    /** What a run cannot do without, beyond the head. */
    public enum Need {
        /** g, from a model with a network. */
        FEATURES,
        /** Gradients of g. */
        GRADIENT,
        /** A data set. */
        DATA
    }

    public Definition {
        Objects.requireNonNull(name);
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "expected a name of lower-case letters, digits and hyphens, found " + name);
        }
        needs = Set.copyOf(needs);
        examples = List.copyOf(examples);
    }
}
