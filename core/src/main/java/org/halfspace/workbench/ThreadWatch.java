package org.halfspace.workbench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.ejml.concurrency.EjmlConcurrency;

/** Notices threads that a run leaves behind. Used by the thread that runs. */
public final class ThreadWatch {
    /** How long threads that are about to end are waited for, all together. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** How the names begin of threads that are not a run's: those of open models, of progress bars, of the platform. */
    private static final List<String> OTHERS = List.of("halfspace-", "ProgressBar", "process reaper");

    private final Set<Thread> before = new HashSet<>(alive());

    /** Remembers the threads that are there. */
    public ThreadWatch() {}

    /**
     * The threads that were not there, without those of pools which all of the process shares. Threads that are about to end are
     * waited for, unless the calling thread is interrupted.
     */
    public List<Thread> left() {
        List<Thread> left = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : alive()) {
            if (!before.contains(thread) && !shared(thread)) {
                if (!ends(thread, end)) {
                    left.add(thread);
                }
            }
        }
        return left;
    }

    private static boolean ends(Thread thread, long end) {
        try {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static boolean shared(Thread thread) {
        if (thread instanceof ForkJoinWorkerThread worker) {
            return worker.getPool() == ForkJoinPool.commonPool() || worker.getPool() == EjmlConcurrency.getThreadPool();
        }
        // Threads of the outermost group are the platform's own, such as its cleaner.
        return thread.getThreadGroup() == null
                || thread.getThreadGroup().getParent() == null
                || OTHERS.stream().anyMatch(thread.getName()::startsWith);
    }

    private static List<Thread> alive() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        // Twice what is there by the group's own estimate: threads may start meanwhile.
        Thread[] threads = new Thread[2 * root.activeCount() + 16];
        root.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull).toList();
    }
}
