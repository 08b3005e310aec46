package org.halfspace.experiment.file;

import java.util.Map;
import java.util.Optional;

/**
 * One analysis of one model, with all that decides its answer. Immutable.
 *
 * @param index its place in the plan, from 0
 * @param analysis the analysis's name
 * @param model the model's name
 * @param data the data set's name; empty where it is asked without
 * @param seed the seed
 * @param parameters parameters by name, as texts, as far as the experiment gives them
 * @param point those of the parameters that the matrix varies
 */
public record Job(
        int index,
        String analysis,
        String model,
        Optional<String> data,
        long seed,
        Map<String, String> parameters,
        Map<String, String> point) {

    /** What it is, in one line: {@code search, mlp, glyphs, norm linf}. */
    public String title() {
        StringBuilder title = new StringBuilder(analysis).append(", ").append(model);
        data.ifPresent(name -> title.append(", ").append(name));
        point.forEach(
                (name, value) -> title.append(", ").append(name).append(' ').append(value));
        return title.toString();
    }
}
