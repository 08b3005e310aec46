package org.halfspace.cli.session;

import java.util.concurrent.CompletableFuture;
import org.halfspace.spi.analysis.Subject;

/**
 * A model and data that are open for a command. Closing it gives them back to the session, which may keep them for the next
 * command.
 */
public final class OpenSubject implements AutoCloseable {
    private final Subject subject;
    private final CompletableFuture<String> hash;
    private final Runnable giveBack;

    OpenSubject(Subject subject, CompletableFuture<String> hash, Runnable giveBack) {
        this.subject = subject;
        this.hash = hash;
        this.giveBack = giveBack;
    }

    /** What was opened; usable until this is closed. */
    public Subject subject() {
        return subject;
    }

    /** The SHA-256 of the model's file, as it was when it was opened. */
    public CompletableFuture<String> hash() {
        return hash;
    }

    @Override
    public void close() {
        giveBack.run();
    }
}
