package org.halfspace.experiment.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The keys of one part of the file, of which each may come once. */
final class Section {
    private final Map<String, Node.Entry> entries = new LinkedHashMap<>();
    private final List<String> unknown = new ArrayList<>();

    private Section() {}

    /** Keys that must be among the known ones. */
    static Section of(Node node, String kind, Collection<String> known, Mistakes mistakes) {
        return of(node, kind, known, known::contains, mistakes);
    }

    /** Keys that are names of the user's own choice. */
    static Section ofNames(Node node, String kind, Mistakes mistakes) {
        Section section = of(node, kind, List.of(), key -> true, mistakes);
        for (Node.Entry entry : section.all()) {
            if (!entry.key().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                mistakes.add(entry.line(), kind, "a name of letters, digits, dots and hyphens", entry.key());
            }
        }
        return section;
    }

    private static Section of(
            Node node, String kind, Collection<String> known, Predicate<String> accepted, Mistakes mistakes) {
        Section section = new Section();
        if (!(node instanceof Node.Mapping mapping)) {
            mistakes.add(node.line(), kind + ": expected keys with values");
            return section;
        }
        for (Node.Entry entry : mapping.entries()) {
            if (!accepted.test(entry.key())) {
                mistakes.unknown(entry.line(), kind, entry.key(), known);
                section.unknown.add(entry.key());
            } else if (section.entries.putIfAbsent(entry.key(), entry) != null) {
                mistakes.add(entry.line(), "\"" + entry.key() + "\" is given twice");
            }
        }
        return section;
    }

    Optional<Node.Entry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** Whether keys are there that are not known: what is missing may be one of them, misspelt. */
    boolean hasUnknown() {
        return !unknown.isEmpty();
    }

    /** The entries whose keys are none of these. */
    List<Node.Entry> without(Set<String> keys) {
        return entries.values().stream()
                .filter(entry -> !keys.contains(entry.key()))
                .toList();
    }

    Collection<Node.Entry> all() {
        return entries.values();
    }
}
