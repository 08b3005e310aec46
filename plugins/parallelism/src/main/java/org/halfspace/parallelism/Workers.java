package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs the items of a loop on some threads. Immutable; every call has threads of its own, which end with it. */
final class Workers {
    /** How long an interrupted call waits for its threads, which look for an interruption at every item. */
    private static final long STOP_SECONDS = 10;

    private final int threads;

    Workers(int threads) {
        this.threads = Math.max(1, threads);
    }

    /**
     * What is done with an item.
     *
     * @param <T> what a thread works with
     */
    interface Step<T> {
        void run(T local, int item) throws InterruptedException;
    }

    /** How many threads there are. */
    int threads() {
        return threads;
    }

    /**
     * Runs the items 0 to {@code items - 1}, in no particular order.
     *
     * @param local makes what one thread works with; called once per thread
     * @return what the threads worked with
     * @throws InterruptedException if the calling thread was interrupted
     */
    <T> List<T> run(int items, Supplier<T> local, Step<T> step) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "parallelism");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                futures.add(pool.submit(() -> {
                    T own = local.get();
                    for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                        if (Thread.currentThread().isInterrupted()) {
                            throw new InterruptedException();
                        }
                        step.run(own, item);
                    }
                    return own;
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(get(future));
            }
            return results;
        } finally {
            pool.shutdownNow();
            awaitQuietly(pool);
        }
    }

    /** The same for steps that need nothing of their own. */
    void run(int items, Step<Object> step) throws InterruptedException {
        run(items, () -> this, (local, item) -> step.run(local, item));
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException();
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void awaitQuietly(ExecutorService pool) {
        try {
            pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
