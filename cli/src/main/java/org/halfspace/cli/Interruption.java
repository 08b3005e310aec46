package org.halfspace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into an interruption of the thread that works, and gives it time to stop cleanly and write what is done. A
 * second Ctrl-C is the JVM's: it ends the process at once.
 */
public final class Interruption {
    /** How long the work may take to stop: enough to summarise what is done. */
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch finished = new CountDownLatch(1);

    private Interruption() {}

    /** Watches over the calling thread. */
    public static Interruption ofThisThread() {
        Interruption interruption = new Interruption();
        Thread worker = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.stop(worker), "interruption"));
        return interruption;
    }

    /** The work has ended and written everything. */
    public void finished() {
        finished.countDown();
    }

    private void stop(Thread worker) {
        worker.interrupt();
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
