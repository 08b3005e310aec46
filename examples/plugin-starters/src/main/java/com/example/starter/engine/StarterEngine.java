package com.example.starter.engine;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;
import org.pf4j.Extension;

/** Runs one task after the other, in a thread of its own. */
@Extension
public final class StarterEngine implements Engine {
    /** How long an interrupted task may go on before the engine stops waiting for it. */
    private static final long STOP_SECONDS = 10;

    @Override
    public String name() {
        return "starter";
    }

    @Override
    public <R extends Record> void execute(AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener)
            throws InterruptedException {
        ExecutorService worker = Executors.newSingleThreadExecutor(StarterEngine::daemon);
        try {
            for (Task task : tasks) {
                Future<List<R>> rows = worker.submit(() -> run.rows(task));
                try {
                    // An interruption of the caller comes out here, when what is done has been reported.
                    listener.completed(task, rows.get());
                } catch (ExecutionException e) {
                    listener.failed(task, e.getCause()); // the others go on
                }
            }
        } finally {
            worker.shutdownNow();
            worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "starter");
        thread.setDaemon(true);
        return thread;
    }
}
