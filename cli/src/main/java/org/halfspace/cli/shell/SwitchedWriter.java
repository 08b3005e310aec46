package org.halfspace.cli.shell;

import java.io.IOException;
import java.io.Writer;

/**
 * Output whose way can be changed: into a file for one command, or nowhere when a command that was left behind still prints.
 * Thread-safe.
 */
final class SwitchedWriter extends Writer {
    private final Writer usual;
    private Writer target;

    SwitchedWriter(Writer usual) {
        this.usual = usual;
        this.target = usual;
    }

    /** From now on to another place. */
    void to(Writer other) {
        synchronized (lock) {
            target = other;
        }
    }

    /** From now on to the usual place. */
    void back() {
        to(usual);
    }

    /** From now on nowhere. */
    void mute() {
        to(Writer.nullWriter());
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        synchronized (lock) {
            target.write(buffer, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (lock) {
            target.flush();
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
