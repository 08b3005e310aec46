package org.halfspace.cli.shell;

import java.util.ArrayList;
import java.util.List;

/** The commands of a shell, as they were given, and how each ended. Used by one thread at a time. */
final class Journal {
    private final List<Entry> entries = new ArrayList<>();
    private boolean keepingGoing;
    private boolean ended;

    /**
     * A command.
     *
     * @param text as it was written
     * @param status its exit status
     */
    record Entry(String text, int status) {}

    void add(String text, int status) {
        entries.add(new Entry(text, status));
    }

    /** In their order. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Whether a script goes on behind a command that failed. */
    boolean isKeepingGoing() {
        return keepingGoing;
    }

    void keepGoing(boolean on) {
        keepingGoing = on;
    }

    /** Whether the shell is to end. */
    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }
}
