package org.halfspace.testkit.verify;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a stranger's code in a thread of its own, for so long and no longer. A thread that takes no notice of an interruption is left
 * behind: Java has no way to end it, and it keeps no process from ending. Immutable.
 *
 * @param seconds how long
 */
record TimeLimit(int seconds) {
    /** How long an interrupted thread may take to end by itself. */
    private static final long GRACE_MILLIS = 500;

    /** The code did not end. */
    static final class ExceededException extends Exception {
        private static final long serialVersionUID = 1L;

        ExceededException(String place) {
            super(place);
        }
    }

    /**
     * Runs it.
     *
     * @throws ExceededException if it does not end; its message is where it was
     * @throws InterruptedException if this thread was interrupted; the other one was told
     * @throws java.util.concurrent.ExecutionException if it threw
     */
    <T> T call(Callable<T> code) throws Exception {
        FutureTask<T> task = new FutureTask<>(code);
        Thread thread = new Thread(task, "verify");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            String place = Arrays.stream(thread.getStackTrace())
                    .limit(3)
                    .map(StackTraceElement::toString)
                    .reduce((a, b) -> a + " < " + b)
                    .orElse("its end");
            throw new ExceededException(place);
        } finally {
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(GRACE_MILLIS);
            }
        }
    }
}
