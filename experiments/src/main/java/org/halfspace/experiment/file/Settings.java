package org.halfspace.experiment.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.spi.InputException;

/** Reads the keys of a parameter record. */
final class Settings {
    private final List<ParameterSpec> specs;
    private final UnaryOperator<String> key;
    private final Variables variables;
    private final Mistakes mistakes;

    /**
     * @param specs the parameters
     * @param key a parameter's name as a key of the file
     */
    Settings(List<ParameterSpec> specs, UnaryOperator<String> key, Variables variables, Mistakes mistakes) {
        this.specs = specs;
        this.key = key;
        this.variables = variables;
        this.mistakes = mistakes;
    }

    /** The keys. */
    List<String> keys() {
        return specs.stream().map(spec -> key.apply(spec.name())).toList();
    }

    /** Values by parameter name; what cannot be read is a mistake and left out. */
    Map<String, String> read(Iterable<Node.Entry> entries, String kind) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Node.Entry entry : entries) {
            spec(entry, kind).ifPresent(spec -> text(entry.value(), entry.key(), spec)
                    .ifPresent(text -> values.put(spec.name(), text)));
        }
        return values;
    }

    /** Lists of values by parameter name. */
    Map<String, List<String>> readLists(Iterable<Node.Entry> entries) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Node.Entry entry : entries) {
            Optional<ParameterSpec> spec = spec(entry, "parameter");
            if (!(entry.value() instanceof Node.Sequence list) || list.items().isEmpty()) {
                mistakes.add(entry.line(), entry.key() + ": expected a list of values, such as [a, b]");
            } else if (spec.isPresent()) {
                List<String> texts = new ArrayList<>();
                for (Node item : list.items()) {
                    text(item, entry.key(), spec.get()).ifPresent(texts::add);
                }
                values.put(spec.get().name(), List.copyOf(texts));
            }
        }
        return values;
    }

    private Optional<ParameterSpec> spec(Node.Entry entry, String kind) {
        Optional<ParameterSpec> spec = specs.stream()
                .filter(one -> key.apply(one.name()).equals(entry.key()))
                .findFirst();
        if (spec.isEmpty()) {
            mistakes.unknown(entry.line(), kind, entry.key(), keys());
        }
        return spec;
    }

    private Optional<String> text(Node node, String name, ParameterSpec spec) {
        if (node instanceof Node.Scalar scalar) {
            return variables.expand(scalar).flatMap(text -> checked(text, scalar.line(), name, spec));
        }
        if (node instanceof Node.Sequence list && spec.isList()) {
            List<String> parts = new ArrayList<>();
            for (Node item : list.items()) {
                if (!(item instanceof Node.Scalar scalar)) {
                    mistakes.add(item.line(), name + ": expected a list of values");
                    return Optional.empty();
                }
                Optional<String> part = variables.expand(scalar);
                if (part.isEmpty()) {
                    return Optional.empty();
                }
                parts.add(part.get());
            }
            return checked(String.join(",", parts), list.line(), name, spec);
        }
        mistakes.add(node.line(), name + ": expected " + (spec.isList() ? "a list of values" : spec.expected()));
        return Optional.empty();
    }

    private Optional<String> checked(String text, int line, String name, ParameterSpec spec) {
        try {
            spec.read(text);
            return Optional.of(text);
        } catch (InputException e) {
            mistakes.add(line, name, spec.expected() + (spec.isList() ? ", of each value" : ""), text);
            return Optional.empty();
        }
    }
}
