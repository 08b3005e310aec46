package org.halfspace.cli.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.workbench.FileHash;
import org.halfspace.workbench.Workbench;

/**
 * The one subject that is kept open between commands: the last one. Two would be twice the memory, and a large network has little
 * to spare. Used by one thread at a time.
 */
final class SubjectCache {
    private Kept kept;

    /** An open subject, what it was opened from, and the state of those files then. */
    private record Kept(Workbench.Inputs inputs, FileStamp stamp, Subject subject, CompletableFuture<String> hash) {}

    /**
     * A subject: the kept one where it is of the same inputs and their files have not changed, otherwise a new one in its place.
     *
     * @param workbench opens it
     * @throws org.halfspace.spi.InputException if something cannot be used; then what was kept still is
     */
    OpenSubject open(Workbench workbench, Workbench.Inputs inputs) {
        FileStamp stamp = FileStamp.of(inputs);
        if (kept == null || !kept.inputs().equals(inputs) || !kept.stamp().equals(stamp)) {
            Subject subject = workbench.open(inputs);
            CompletableFuture<String> hash = CompletableFuture.supplyAsync(() -> FileHash.sha256(inputs.model()));
            close();
            kept = new Kept(inputs, stamp, subject, hash);
        }
        return new OpenSubject(kept.subject(), kept.hash(), () -> {});
    }

    /** What is open, if anything is: for looking at, not for keeping. */
    Optional<Subject> peek() {
        return Optional.ofNullable(kept).map(Kept::subject);
    }

    /** Forgets the kept subject without closing it: somebody who cannot be stopped still works with it. */
    void abandon() {
        kept = null;
    }

    void close() {
        if (kept != null) {
            kept.subject().classifier().close();
            kept = null;
        }
    }
}
