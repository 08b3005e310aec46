package org.halfspace.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.halfspace.spi.analysis.Context;

/**
 * What commands fall back on, and what they gave. Immutable: a command that fails leaves the state that was there before it.
 *
 * @param model the current model
 * @param data the current data set
 * @param seed the seed of analyses that are given none
 * @param results the named results, in the order in which they came
 */
public record State(Optional<ModelChoice> model, Optional<DataChoice> data, long seed, List<KeptResult> results) {

    /** Nothing chosen, nothing found. */
    public static final State EMPTY = new State(Optional.empty(), Optional.empty(), Context.DEFAULT_SEED, List.of());

    public State {
        results = List.copyOf(results);
    }

    /** The same with another current model, or none. */
    public State withModel(Optional<ModelChoice> other) {
        return new State(other, data, seed, results);
    }

    /** The same with another current data set, or none. */
    public State withData(Optional<DataChoice> other) {
        return new State(model, other, seed, results);
    }

    /** The same with another seed. */
    public State withSeed(long other) {
        return new State(model, data, other, results);
    }

    /** The same with a result more; it takes the place of one of the same name. */
    public State with(KeptResult result) {
        List<KeptResult> all = new ArrayList<>(without(result.name()).results());
        all.add(result);
        return new State(model, data, seed, all);
    }

    /** The same without a result. */
    public State without(String name) {
        return new State(
                model,
                data,
                seed,
                results.stream().filter(one -> !one.name().equals(name)).toList());
    }

    /** The result of a name. */
    public Optional<KeptResult> result(String name) {
        return results.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** The names of the results. */
    public List<String> names() {
        return results.stream().map(KeptResult::name).toList();
    }

    /** The first of {@code directions1}, {@code directions2}, ... that no result has. */
    public String freeName(String analysis) {
        List<String> taken = names();
        return Stream.iterate(1, number -> number + 1)
                .map(number -> analysis + number)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }
}
