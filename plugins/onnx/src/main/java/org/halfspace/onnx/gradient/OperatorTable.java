package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.onnx.graph.Node;

/** How each operator is differentiated. Immutable and thread-safe. */
public final class OperatorTable {
    private final Map<String, OperatorEntry> entries;

    OperatorTable(List<OperatorEntry> entries) {
        Map<String, OperatorEntry> byName = new HashMap<>();
        for (OperatorEntry entry : entries) {
            if (byName.put(key(entry.domain(), entry.operator()), entry) != null) {
                throw new IllegalArgumentException("two entries for " + entry.operator());
            }
        }
        this.entries = Map.copyOf(byName);
    }

    private static String key(String domain, String operator) {
        return domain + ":" + operator;
    }

    /** The entry of a node's operator; empty where there is none. */
    public Optional<OperatorEntry> find(Node node) {
        return Optional.ofNullable(entries.get(key(node.domain(), node.opType())));
    }

    /** What is done with a node's operator; empty where there is no entry. */
    Optional<OperatorEntry.Way> way(Node node) {
        return find(node).map(OperatorEntry::way);
    }

    /** All entries, by family, domain and name. */
    public List<OperatorEntry> entries() {
        List<OperatorEntry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparing(OperatorEntry::family)
                .thenComparing(OperatorEntry::domain)
                .thenComparing(OperatorEntry::operator));
        return sorted;
    }
}
