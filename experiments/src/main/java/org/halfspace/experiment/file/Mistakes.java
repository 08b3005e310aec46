package org.halfspace.experiment.file;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.halfspace.parameters.Names;
import org.halfspace.spi.InputException;

/** All that is wrong with a file, to be said at once. Used by one thread. */
final class Mistakes {
    private final Set<Mistake> found =
            new TreeSet<>(Comparator.comparingInt(Mistake::line).thenComparing(Mistake::text));

    private record Mistake(int line, String text) {}

    /** Whether something is wrong. */
    boolean any() {
        return !found.isEmpty();
    }

    /** Something is wrong at a line. */
    void add(int line, String text) {
        found.add(new Mistake(line, text));
    }

    /** A value is not what it has to be. */
    void add(int line, String name, String expected, String value) {
        add(line, name + ": expected " + expected + ", found " + (value.isEmpty() ? "nothing" : value));
    }

    /** A name is not one of those that are known. */
    void unknown(int line, String kind, String name, Collection<String> known) {
        add(line, "there is no " + kind + " \"" + name + "\"" + help(name, known));
    }

    private static String help(String name, Collection<String> known) {
        return Names.nearest(name, known)
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse(known.isEmpty() ? "; there are none" : "; known are " + String.join(", ", known));
    }

    /** @throws InputException with every mistake, in the order of their lines, if there is one */
    void throwIfAny(Path file) {
        if (found.isEmpty()) {
            return;
        }
        List<String> lines = found.stream()
                .map(one -> "line " + one.line() + ": " + one.text())
                .toList();
        throw new InputException("the experiment has " + (lines.size() == 1 ? "a mistake" : lines.size() + " mistakes"))
                .where(file)
                .found(String.join("\n", lines));
    }
}
