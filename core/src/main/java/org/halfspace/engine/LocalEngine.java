package org.halfspace.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
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
    private record Outcome<R extends Record>(Task task, List<R> rows, Throwable failure) {

        void tell(Listener<R> listener) {
            if (failure == null) {
                listener.completed(task, rows);
            } else {
                listener.failed(task, failure);
            }
        }
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public <R extends Record> void execute(AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, daemons());
        BlockingQueue<Outcome<R>> outcomes = new LinkedBlockingQueue<>();
        try {
            // A few tasks ahead of the threads and no more: a plan may have a million of them.
            int ahead = 2 * threads;
            int next = 0;
            for (int done = 0; done < tasks.size(); done++) {
                while (next < tasks.size() && next < done + ahead) {
                    Task task = tasks.get(next++);
                    pool.execute(() -> outcomes.add(compute(run, task)));
                }
                outcomes.take().tell(listener);
            }
        } catch (InterruptedException e) {
            stop(pool);
            tellWhatIsDone(outcomes, listener);
            throw e;
        } finally {
            // After an interruption it has been waited for already.
            if (!pool.isShutdown()) {
                stop(pool);
            }
        }
    }

    /** What a task threw is its outcome, even an error: the other tasks go on. */
    private static <R extends Record> Outcome<R> compute(AnalysisRun<R> run, Task task) {
        try {
            return new Outcome<>(task, run.rows(task), null);
        } catch (Throwable e) {
            return new Outcome<>(task, List.of(), e);
        }
    }

    /** After an interruption: reports the tasks that are done, and not those that it ended, which are not failures. */
    private static <R extends Record> void tellWhatIsDone(Queue<Outcome<R>> outcomes, Listener<R> listener) {
        for (Outcome<R> outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            if (outcome.failure() == null) {
                outcome.tell(listener);
            }
        }
    }

    private static void stop(ExecutorService pool) {
        pool.shutdownNow();
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
