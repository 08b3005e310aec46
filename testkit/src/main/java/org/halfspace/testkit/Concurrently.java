package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same thing in several threads at once. */
final class Concurrently {
    private static final int THREADS = 4;
    private static final int TIMES = 16;

    private Concurrently() {}

    /** The results, one for each time. */
    static <T> List<T> call(Callable<T> what) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                futures.add(pool.submit(what));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
