package org.halfspace.experiment.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of {@code ${name}}. */
final class Variables {
    private static final Pattern USE = Pattern.compile("\\$\\{([^}]*)}");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> fromCommandLine = new HashSet<>();
    private final Map<String, String> given;
    private final Path folder;
    private final Path working;
    private final Mistakes mistakes;

    /**
     * @param declared the part {@code variables} of the file
     * @param given values from the command line
     * @param folder where the file is
     * @param working where the user is: what paths on the command line are relative to
     */
    Variables(Optional<Node.Entry> declared, Map<String, String> given, Path folder, Path working, Mistakes mistakes) {
        this.working = working;
        this.given = given;
        this.folder = folder;
        this.mistakes = mistakes;
        declared.ifPresent(entry -> {
            for (Node.Entry one :
                    Section.ofNames(entry.value(), "variable", mistakes).all()) {
                declare(one);
            }
        });
        int line = declared.map(Node.Entry::line).orElse(1);
        for (String name : given.keySet()) {
            if (!values.containsKey(name)) {
                mistakes.unknown(line, "variable for --set,", name, values.keySet());
            }
        }
    }

    private void declare(Node.Entry one) {
        String value = given.get(one.key());
        boolean missing = false;
        if (value == null && one.value() instanceof Node.Scalar scalar) {
            // A variable may speak of those above it.
            Optional<String> expanded = expand(scalar);
            missing = expanded.isEmpty();
            value = expanded.orElse("");
        }
        if (value == null) {
            mistakes.add(one.line(), one.key() + ": expected a value");
        } else if (value.isEmpty() && !missing) {
            mistakes.add(one.line(), "the variable \"" + one.key() + "\" needs a value: --set " + one.key() + "=...");
        }
        Matcher use = one.value() instanceof Node.Scalar scalar ? USE.matcher(scalar.text()) : USE.matcher("");
        boolean inherited = use.lookingAt() && fromCommandLine.contains(use.group(1));
        if (given.containsKey(one.key()) || inherited) {
            fromCommandLine.add(one.key());
        }
        values.put(one.key(), value == null ? "" : value);
    }

    /** All values. */
    Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** A text with the variables replaced; nothing where one of them has no value, which has been complained of. */
    Optional<String> expand(Node.Scalar scalar) {
        Matcher use = USE.matcher(scalar.text());
        StringBuilder text = new StringBuilder();
        boolean whole = true;
        while (use.find()) {
            String value = values.get(use.group(1));
            if (value == null) {
                mistakes.unknown(scalar.line(), "variable", use.group(1), values.keySet());
            }
            whole &= value != null && !value.isEmpty();
            use.appendReplacement(text, Matcher.quoteReplacement(value == null ? "" : value));
        }
        use.appendTail(text);
        return whole ? Optional.of(text.toString()) : Optional.empty();
    }

    /** A path: relative to the file, or to the working directory where it begins with a variable of the command line. */
    Optional<Path> path(Node.Scalar scalar, String name) {
        Optional<String> expanded = expand(scalar);
        if (expanded.isEmpty()) {
            return Optional.empty();
        }
        String text = expanded.get();
        if (text.isBlank()) {
            mistakes.add(scalar.line(), name, "a file", "");
            return Optional.empty();
        }
        Matcher use = USE.matcher(scalar.text());
        Path base = use.lookingAt() && fromCommandLine.contains(use.group(1)) ? working : folder;
        try {
            return Optional.of(base.resolve(text).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            mistakes.add(scalar.line(), name, "a file", text);
            return Optional.empty();
        }
    }
}
