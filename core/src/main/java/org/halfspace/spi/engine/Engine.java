package org.halfspace.spi.engine;

import java.util.List;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Task;
import org.pf4j.ExtensionPoint;

/** Runs the tasks of a plan. Thread-safe; built once per process. */
public interface Engine extends ExtensionPoint {

    /** The engine's name, unique among engines: {@code "local"}. */
    String name();

    /**
     * Runs tasks, in any order, and returns when all have ended. When the calling thread is interrupted, no further task is
     * started, running tasks are interrupted, and what was done has been reported.
     *
     * @param run computes the rows of a task
     * @param tasks what to run
     * @param threads how many tasks at once, where the engine has no better knowledge
     * @param listener is told of every task that ended, by one thread at a time
     * @param <R> the row record
     * @throws InterruptedException if the calling thread was interrupted
     */
    <R extends Record> void execute(AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener)
            throws InterruptedException;

    /**
     * Is told how tasks ended.
     *
     * @param <R> the row record
     */
    interface Listener<R extends Record> {

        /** A task is done. */
        void completed(Task task, List<R> rows);

        /** A task threw. The others go on. */
        void failed(Task task, Throwable cause);
    }
}
