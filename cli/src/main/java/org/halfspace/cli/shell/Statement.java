package org.halfspace.cli.shell;

import java.util.List;
import java.util.Optional;

/**
 * One command, as it was written.
 *
 * @param line its line, from 1
 * @param text all of it
 * @param name the name that its result is to have
 * @param words the command and what it is given
 * @param target where its output goes, if not to the terminal
 */
record Statement(int line, String text, Optional<String> name, List<String> words, Optional<Target> target) {

    Statement {
        words = List.copyOf(words);
    }

    /**
     * A file for output.
     *
     * @param file the file
     * @param append whether what is in it stays
     */
    record Target(String file, boolean append) {}
}
