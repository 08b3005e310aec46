package org.halfspace.workbench;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.halfspace.parameters.Names;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;

/** Chooses the one extension that a file belongs to: by the name that the user gave, or by looking at the file. */
final class Choice {
    private Choice() {}

    /**
     * Chooses.
     *
     * @param kind what is chosen, for messages: {@code "data format"}
     * @param option the option that forces it
     * @param forced the name that the user gave
     */
    static <T> T of(
            String kind,
            String option,
            Collection<T> all,
            Function<T, String> name,
            Predicate<T> recognises,
            Optional<String> forced,
            FileProbe probe) {
        List<String> names = all.stream().map(name).toList();
        if (forced.isPresent()) {
            return all.stream()
                    .filter(one -> name.apply(one).equals(forced.get()))
                    .findFirst()
                    .orElseThrow(() -> new InputException("there is no " + kind + " \"" + forced.get() + "\"")
                            .where(option)
                            .expected("one of " + String.join(", ", names))
                            .hint(Names.nearest(forced.get(), names)
                                    .map(near -> "did you mean \"" + near + "\"?")
                                    .orElse("halfspace plugins list shows what is installed")));
        }
        List<T> matches = all.stream().filter(recognises).toList();
        if (matches.size() == 1) {
            return matches.get(0);
        }
        if (matches.isEmpty()) {
            throw new InputException("the file is of no " + kind + " that is known")
                    .where(probe.path())
                    .expected("one of " + String.join(", ", names))
                    .found(probe.guess())
                    .hint("give another file, or name the format with " + option);
        }
        throw new InputException("the file could be of several formats")
                .where(probe.path())
                .found(String.join(", ", matches.stream().map(name).toList()))
                .hint("name the format with " + option);
    }
}
