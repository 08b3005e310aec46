package org.halfspace.workbench;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.halfspace.parameters.Names;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;

/**
 * Chooses the one extension that a file belongs to: by the name that the user gave, or by looking at the file.
 *
 * @param kind what is chosen, for messages: {@code "data format"}
 * @param all what there is
 * @param name gives an extension's name
 * @param recognises whether the file is an extension's own
 * @param <T> the kind of extension
 */
record Choice<T>(String kind, Collection<T> all, Function<T, String> name, Predicate<T> recognises) {

    /**
     * The extension of a name.
     *
     * @param option the option that gave the name
     */
    T named(String wanted, String option) {
        return all.stream()
                .filter(one -> name.apply(one).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new InputException("there is no " + kind + " \"" + wanted + "\"")
                        .where(option)
                        .expected(known())
                        .hint(Names.nearest(wanted, names())
                                .map(near -> "did you mean \"" + near + "\"?")
                                .orElse("halfspace plugins list shows what is installed")));
    }

    /** The extension that recognises a file; there is no option to name one. */
    T of(FileProbe probe) {
        return of(probe, "give another file", "remove one of the plugins that read it");
    }

    /**
     * The extension that recognises a file.
     *
     * @param option the option that names one
     */
    T of(FileProbe probe, String option) {
        String hint = "name the format with " + option;
        return of(probe, "give another file, or " + hint, hint);
    }

    private T of(FileProbe probe, String hintIfNone, String hintIfMany) {
        List<T> matches = all.stream().filter(recognises).toList();
        if (matches.isEmpty()) {
            throw new InputException("the file is of no " + kind + " that is known")
                    .where(probe.path())
                    .expected(known())
                    .found(probe.guess())
                    .hint(hintIfNone);
        }
        if (matches.size() > 1) {
            throw new InputException("the file could be of several formats")
                    .where(probe.path())
                    .found(String.join(", ", matches.stream().map(name).toList()))
                    .hint(hintIfMany);
        }
        return matches.get(0);
    }

    private List<String> names() {
        return all.stream().map(name).toList();
    }

    private String known() {
        return all.isEmpty()
                ? "a plugin that brings one; none is installed"
                : all.size() == 1 ? names().get(0) : "one of " + String.join(", ", names());
    }
}
