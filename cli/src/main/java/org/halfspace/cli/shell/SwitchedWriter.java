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
    private boolean muted;
    private IOException failure;

    SwitchedWriter(Writer usual) {
        this.usual = usual;
        this.target = usual;
    }

    /** From now on to another place. */
    void to(Writer other) {
        synchronized (lock) {
            target = muted ? nullWriter() : other;
            failure = null;
        }
    }

    /**
     * Flushes, and says what went wrong since the way was changed: whoever prints does not hear of it.
     *
     * @throws IOException the first failure
     */
    void requireWritten() throws IOException {
        synchronized (lock) {
            flush();
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** From now on to the usual place. */
    void back() {
        to(usual);
    }

    /** From now on nowhere, for ever. */
    void mute() {
        synchronized (lock) {
            muted = true;
            target = nullWriter();
        }
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        synchronized (lock) {
            try {
                target.write(buffer, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (lock) {
            try {
                target.flush();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
