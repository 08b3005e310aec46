package org.halfspace.cli.shell;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was chosen, as text. */
final class Choices {
    private Choices() {}

    /** Options as they are given behind a command, each with a space in front; in the order of their names. */
    static String options(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(one -> " --" + one.getKey() + "=" + Lexer.quote(one.getValue()))
                        .collect(Collectors.joining());
    }
}
