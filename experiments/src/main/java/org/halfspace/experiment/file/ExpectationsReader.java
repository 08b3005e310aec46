package org.halfspace.experiment.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the part {@code expect}. */
final class ExpectationsReader {
    static final List<String> KEYS =
            List.of("analysis", "model", "data", "field", "query", "equals", "within", "at-least", "at-most");

    private final Set<String> analyses;
    private final Set<String> models;
    private final Set<String> data;
    private final Variables variables;
    private final Mistakes mistakes;

    ExpectationsReader(
            Set<String> analyses, Set<String> models, Set<String> data, Variables variables, Mistakes mistakes) {
        this.analyses = analyses;
        this.models = models;
        this.data = data;
        this.variables = variables;
        this.mistakes = mistakes;
    }

    List<Study.Expectation> read(Node node) {
        if (!(node instanceof Node.Sequence list)) {
            mistakes.add(node.line(), "expect: expected a list");
            return List.of();
        }
        List<Study.Expectation> expectations = new ArrayList<>();
        for (Node item : list.items()) {
            expectations.add(one(item));
        }
        return expectations;
    }

    private Study.Expectation one(Node item) {
        Section keys = Section.of(item, "key of an expectation", KEYS, mistakes);
        Optional<String> analysis = name(keys, "analysis", analyses);
        Optional<String> query = text(keys, "query");
        Optional<String> field = text(keys, "field");
        boolean complete = query.isPresent()
                ? keys.get("analysis").isEmpty() && field.isEmpty()
                : keys.get("analysis").isPresent() && field.isPresent();
        boolean silent = !(item instanceof Node.Mapping) || keys.hasUnknown();
        if (!complete && !silent) {
            mistakes.add(item.line(), "an expectation needs analysis and field, or query alone");
        }
        boolean compared = keys.get("equals").isPresent()
                || keys.get("at-least").isPresent()
                || keys.get("at-most").isPresent();
        if (!compared && !silent) {
            mistakes.add(item.line(), "an expectation needs equals, at-least or at-most");
        }
        return new Study.Expectation(
                item.line(),
                analysis,
                name(keys, "model", models),
                name(keys, "data", data),
                field,
                query,
                text(keys, "equals"),
                number(keys, "within").orElse(0.0),
                number(keys, "at-least"),
                number(keys, "at-most"));
    }

    private Optional<String> text(Section keys, String key) {
        Optional<Node.Entry> entry = keys.get(key);
        if (entry.isPresent() && !(entry.get().value() instanceof Node.Scalar)) {
            mistakes.add(entry.get().line(), key + ": expected one value");
            return Optional.empty();
        }
        return entry.flatMap(one -> variables.expand((Node.Scalar) one.value()));
    }

    private Optional<String> name(Section keys, String key, Set<String> known) {
        Optional<String> name = text(keys, key);
        if (name.isPresent() && !known.contains(name.get())) {
            mistakes.unknown(keys.get(key).orElseThrow().line(), key + " in this experiment", name.get(), known);
        }
        return name;
    }

    private Optional<Double> number(Section keys, String key) {
        Optional<String> text = text(keys, key);
        try {
            return text.map(Numbers::parse);
        } catch (NumberFormatException e) {
            mistakes.add(keys.get(key).orElseThrow().line(), key, "a number", text.orElse(""));
            return Optional.empty();
        }
    }
}
