package org.halfspace.experiment.file;

import java.util.List;

/** A piece of a YAML file that knows its line, counted from 1. Immutable. */
sealed interface Node {

    /** Where it begins. */
    int line();

    /** One value, as it is written; the text is empty where there is none. */
    record Scalar(String text, int line) implements Node {}

    /** A list. */
    record Sequence(List<Node> items, int line) implements Node {}

    /** Keys with values, in the order of the file; a key may come twice. */
    record Mapping(List<Entry> entries, int line) implements Node {}

    /** A key with its value. */
    record Entry(String key, int line, Node value) {}
}
