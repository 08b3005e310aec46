package org.halfspace.cli;

import java.io.PrintWriter;
import java.util.function.IntSupplier;

/**
 * Where a command writes.
 *
 * @param out data
 * @param err progress, messages and errors
 * @param terminal whether {@code err} is a terminal, where a progress bar can be drawn
 * @param width how many characters a line of the terminal has just now; 0 where that is not known
 * @param colour whether messages may be coloured
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal, IntSupplier width, boolean colour) {
    private static final String RED = "\u001b[1;31m";
    private static final String PLAIN = "\u001b[0m";

    /** Lines as long as they are, without colours. */
    public Console(PrintWriter out, PrintWriter err, boolean terminal) {
        this(out, err, terminal, () -> 0, false);
    }

    /**
     * Prints an error.
     *
     * @param message what, then indented lines with what belongs to it
     */
    public void error(String message) {
        err.println((colour ? RED + "error:" + PLAIN : "error:") + " " + message);
    }

    /** Sends what was printed on its way. */
    public void flush() {
        out.flush();
        err.flush();
    }
}
