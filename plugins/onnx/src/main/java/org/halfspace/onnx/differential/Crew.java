package org.halfspace.onnx.differential;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Threads that help a calling thread with pieces of its work. The caller works too and waits only for pieces that somebody works on, so
 * that many callers at once, and callers that are such threads themselves, get on. Thread-safe; threads that have nothing to do
 * end after a while.
 */
final class Crew {
    private static final long IDLE_SECONDS = 10;

    private final int threads;
    private final ExecutorService helpers;

    /** @param threads how many threads work at the same time, the caller's among them */
    Crew(int threads) {
        this.threads = threads;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                Math.max(1, threads - 1),
                Math.max(1, threads - 1),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "halfspace-onnx");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.helpers = pool;
    }

    /** How many threads work at the same time. */
    int threads() {
        return threads;
    }

    /**
     * Works on all pieces and returns when all are done; after a failure, pieces that nobody has begun are left.
     *
     * @param pieces how many
     * @param work is given numbers from 0 on, by several threads
     * @throws RuntimeException what the first piece to fail has thrown
     */
    void share(int pieces, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        CountDownLatch open = new CountDownLatch(pieces);
        Runnable share = () -> {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        work.accept(piece);
                    }
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                } finally {
                    open.countDown();
                }
            }
        };
        for (int i = 1; i < Math.min(threads, pieces); i++) {
            helpers.execute(share);
        }
        share.run();
        await(open);
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** Waits, interrupted or not: native code is writing into the caller's buffers. */
    private static void await(CountDownLatch open) {
        boolean interrupted = false;
        while (true) {
            try {
                open.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
