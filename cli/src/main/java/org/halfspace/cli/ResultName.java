package org.halfspace.cli;

import java.util.Set;
import java.util.regex.Pattern;
import org.halfspace.spi.InputException;

/** The names of kept results. */
public final class ResultName {
    /** The option that gives one. */
    public static final String OPTION = "--as";

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private ResultName() {}

    /** Whether a word can be a name. */
    public static boolean isName(String word) {
        return FORM.matcher(word).matches();
    }

    /**
     * Looks at a name.
     *
     * @param commands the names of commands, which no result can have
     * @throws InputException if it is none
     */
    public static void require(String name, Set<String> commands) {
        if (!isName(name)) {
            throw new InputException("a result cannot be called \"" + name + "\"")
                    .expected("a letter, then letters, digits, hyphens and underscores");
        }
        if (commands.contains(name)) {
            throw new InputException("a result cannot be called \"" + name + "\": a command is").hint(name + "1");
        }
    }
}
