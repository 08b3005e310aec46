package org.halfspace.onnx.differential;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Threads that help a calling thread with pieces of its work. The caller works too and waits only for pieces that somebody works on, so
 * that many callers at once, and callers that are such threads themselves, get on. Thread-safe; threads that have nothing to do
 * end after a while.
 */
final class Crew {
    private static final long IDLE_SECONDS = 10;

    /** A caller who has called within so long is about to call again: between its calls it computes, and keeps a processor busy. */
    private static final long RECENT_NANOS = 100_000_000;

    /**
     * How long a thread looks out for work, or for the end of it, before it sleeps. To be woken takes it up to a tenth of a millisecond,
     * in which small networks are done with their rows; and a caller in a loop comes back within a few.
     */
    private static final long ALERT_NANOS = 200_000;

    private final int threads;
    private final ExecutorService helpers;
    private final LongSupplier clock;
    private final Map<Thread, Long> callers = new ConcurrentHashMap<>();

    /** @param threads how many threads work at the same time, the caller's among them */
    Crew(int threads) {
        this(threads, System::nanoTime);
    }

    /** @param clock tells nanoseconds */
    Crew(int threads, LongSupplier clock) {
        this.threads = threads;
        this.clock = clock;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                Math.max(1, threads - 1),
                Math.max(1, threads - 1),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new AlertQueue(),
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
     * How many threads there are for the thread that calls: less where other callers need some, one where they keep all of them busy.
     * Pieces that are cut for threads that have work of their own are smaller and no faster.
     */
    int threadsForCaller() {
        long now = clock.getAsLong();
        callers.put(Thread.currentThread(), now);
        callers.values().removeIf(last -> now - last > RECENT_NANOS);
        return Math.max(1, threads / Math.max(1, callers.size()));
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
        long end = System.nanoTime() + ALERT_NANOS;
        while (open.getCount() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
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

    /** A queue of work whose takers look out for it for a while before they sleep. */
    private static final class AlertQueue extends LinkedBlockingQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
            long end = System.nanoTime() + ALERT_NANOS;
            do {
                Runnable task = poll();
                if (task != null) {
                    return task;
                }
                Thread.onSpinWait();
            } while (System.nanoTime() < end);
            return super.poll(timeout, unit);
        }
    }
}
