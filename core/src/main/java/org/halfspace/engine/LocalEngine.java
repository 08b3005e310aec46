package org.halfspace.engine;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;

/** Runs tasks in threads of this process. Every run has threads of its own, which end with it. */
public final class LocalEngine implements Engine {
    /** How long an interrupted task may go on before the engine stops waiting for it. */
    private static final long STOP_SECONDS = 10;

    /** The rows of a task, or why there are none. */
    private record Outcome<R>(Task task, List<R> rows, Throwable failure) {}

    @Override
    public String name() {
        return "local";
    }

    @Override
    public <R extends Record> void execute(AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, daemons());
        try {
            CompletionService<Outcome<R>> results = new ExecutorCompletionService<>(pool);
            // A few tasks ahead of the threads and no more: a plan may have a million of them.
            int ahead = 2 * threads;
            int next = 0;
            for (int done = 0; done < tasks.size(); done++) {
                while (next < tasks.size() && next < done + ahead) {
                    Task task = tasks.get(next++);
                    results.submit(() -> compute(run, task));
                }
                report(results.take(), listener);
            }
        } finally {
            pool.shutdownNow();
            awaitQuietly(pool);
        }
    }

    private static <R extends Record> Outcome<R> compute(AnalysisRun<R> run, Task task) throws InterruptedException {
        try {
            return new Outcome<>(task, run.rows(task), null);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
            return new Outcome<>(task, List.of(), e);
        }
    }

    private static <R extends Record> void report(Future<Outcome<R>> future, Listener<R> listener)
            throws InterruptedException {
        Outcome<R> outcome;
        try {
            outcome = future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IllegalStateException("a task ended the engine", e.getCause());
        }
        if (outcome.failure() == null) {
            listener.completed(outcome.task(), outcome.rows());
        } else {
            listener.failed(outcome.task(), outcome.failure());
        }
    }

    private static void awaitQuietly(ExecutorService pool) {
        try {
            pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "task-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
