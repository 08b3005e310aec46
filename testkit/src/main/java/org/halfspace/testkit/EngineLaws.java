package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;

/** What every engine that runs in this process has to keep, one method a law. Needs no test library. */
public final class EngineLaws {
    private static final int THREADS = 4;

    private final Supplier<Engine> engine;

    /** A row: an item. */
    record Item(int number) {}

    /** @param engine gives the engine, the same one or a new one */
    public EngineLaws(Supplier<Engine> engine) {
        this.engine = engine;
    }

    /** All of them, by what they say. */
    public Map<String, AnalysisLaws.Law> all() {
        Map<String, AnalysisLaws.Law> laws = new LinkedHashMap<>();
        laws.put("it has a name", () -> FormatLaws.name(engine.get().name()));
        laws.put("it runs every task once and reports its rows", this::everyTask);
        laws.put("it runs nothing when there is nothing to run", this::nothing);
        laws.put("it reports a task that throws and runs the others", this::failures);
        laws.put("it tells the listener one thing at a time", this::listener);
        laws.put("an interruption stops the run and keeps what is done", this::interruption);
        laws.put("a second run starts afresh", this::secondRun);
        return laws;
    }

    List<Finding> everyTask() throws InterruptedException {
        Map<Integer, AtomicInteger> calls = new ConcurrentHashMap<>();
        List<Task> tasks = new Plan(1000, 3, "items").tasks();
        Recorder recorder = new Recorder();
        execute(
                task -> {
                    calls.computeIfAbsent(task.begin(), begin -> new AtomicInteger())
                            .incrementAndGet();
                    return items(task);
                },
                tasks,
                THREADS,
                recorder);
        Map<Integer, List<Item>> expected = new TreeMap<>();
        tasks.forEach(task -> expected.put(task.begin(), items(task)));
        List<Finding> broken = new ArrayList<>();
        if (calls.size() != tasks.size() || calls.values().stream().anyMatch(count -> count.get() != 1)) {
            broken.add(broken("some task was not run exactly once")
                    .expected(tasks.size() + " tasks, once each", calls.size() + " tasks"));
        }
        if (!recorder.completed.equals(expected) || !recorder.failed.isEmpty() || recorder.twice) {
            broken.add(broken("the rows of a task were not reported, or not as they were")
                    .expected(
                            tasks.size() + " tasks completed",
                            recorder.completed.size() + " completed, " + recorder.failed.size() + " failed"));
        }
        return broken;
    }

    List<Finding> nothing() throws InterruptedException {
        Recorder recorder = new Recorder();
        execute(EngineLaws::items, List.of(), THREADS, recorder);
        return recorder.completed.isEmpty() ? List.of() : List.of(broken("tasks were reported of a run without any"));
    }

    List<Finding> failures() throws InterruptedException {
        Recorder recorder = new Recorder();
        Rows throwing = task -> {
            switch (task.begin()) {
                case 1 -> throw new IllegalStateException("an exception");
                case 2 -> throw new AssertionError("an error");
                case 3 -> throw new InterruptedException("an interruption that nobody asked for");
                default -> {
                    return items(task);
                }
            }
        };
        try {
            execute(throwing, new Plan(10, 1, "items").tasks(), THREADS, recorder);
        } catch (RuntimeException | Error | InterruptedException e) {
            return List.of(broken("what a task threw came out of the engine")
                    .expected("Listener.failed, and the other tasks run", e)
                    .hint("catch Throwable around AnalysisRun.rows"));
        }
        boolean right = recorder.completed.keySet().equals(Set.of(0, 4, 5, 6, 7, 8, 9))
                && recorder.failed.keySet().equals(Set.of(1, 2, 3))
                && "an exception".equals(recorder.failed.get(1).getMessage());
        return right
                ? List.of()
                : List.of(broken("tasks that threw were not reported as failed, or others were not run")
                        .expected(
                                "failed: [1, 2, 3], completed: [0, 4, 5, 6, 7, 8, 9]",
                                "failed: " + recorder.failed.keySet() + ", completed: " + recorder.completed.keySet()));
    }

    List<Finding> listener() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        AtomicInteger told = new AtomicInteger();
        engine.get()
                .execute(run(EngineLaws::items), new Plan(500, 1, "items").tasks(), THREADS, new Engine.Listener<>() {
                    @Override
                    public void completed(Task task, List<Item> rows) {
                        overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
                        told.incrementAndGet();
                        inside.decrementAndGet();
                    }

                    @Override
                    public void failed(Task task, Throwable cause) {
                        told.decrementAndGet();
                    }
                });
        List<Finding> broken = new ArrayList<>();
        if (told.get() != 500) {
            broken.add(broken("the listener was not told of every task").expected(500, told.get()));
        }
        if (overlapped.get()) {
            broken.add(broken("two calls of the listener at once").hint("tell it from one thread, or under a lock"));
        }
        return broken;
    }

    List<Finding> interruption() throws InterruptedException {
        Thread caller = Thread.currentThread();
        CountDownLatch forever = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        AtomicBoolean interrupted = new AtomicBoolean();
        Set<Integer> ended = new ConcurrentSkipListSet<>();
        Recorder recorder = new Recorder();
        Rows stuck = task -> {
            started.incrementAndGet();
            if (task.begin() % 2 == 0) {
                ended.add(task.begin());
                return items(task);
            }
            // Once: a second thread's interruption might come after the engine has thrown the first one's exception.
            if (interrupted.compareAndSet(false, true)) {
                caller.interrupt();
            }
            forever.await();
            return items(task);
        };
        try {
            execute(stuck, new Plan(1000, 1, "items").tasks(), 2, recorder);
            return List.of(broken("an interrupted run returns as if it had ended")
                    .expected("InterruptedException", "none")
                    .hint("let it pass when the calling thread was interrupted"));
        } catch (InterruptedException e) {
            return afterInterruption(started.get(), ended, recorder);
        } finally {
            Thread.interrupted();
        }
    }

    private List<Finding> afterInterruption(int started, Set<Integer> ended, Recorder recorder) {
        List<Finding> broken = new ArrayList<>();
        if (started == 1000) {
            broken.add(broken("an interruption did not keep tasks from being started"));
        }
        if (!recorder.completed.keySet().equals(ended)) {
            broken.add(broken("an interrupted run did not report what was done")
                    .expected(ended, recorder.completed.keySet()));
        }
        if (!recorder.failed.isEmpty()) {
            broken.add(broken("a task that the interruption ended was reported as failed")
                    .expected("no failure", recorder.failed));
        }
        if (Thread.currentThread().isInterrupted()) {
            broken.add(broken("the thread is still interrupted after the exception that says so"));
        }
        return broken;
    }

    List<Finding> secondRun() throws InterruptedException {
        Engine one = engine.get();
        for (int i = 0; i < 2; i++) {
            Recorder recorder = new Recorder();
            one.execute(run(EngineLaws::items), new Plan(5, 2, "items").tasks(), THREADS, recorder);
            if (!recorder.completed.keySet().equals(Set.of(0, 2, 4))) {
                return List.of(broken("run " + (i + 1) + " did not run its tasks")
                        .expected("[0, 2, 4]", recorder.completed.keySet()));
            }
        }
        return List.of();
    }

    private Finding broken(String what) {
        return Finding.of(what).where("engine " + engine.get().name());
    }

    private void execute(Rows rows, List<Task> tasks, int threads, Recorder recorder) throws InterruptedException {
        engine.get().execute(run(rows), tasks, threads, recorder);
    }

    /** The rows of a task, and what it may throw. */
    private interface Rows {
        List<Item> of(Task task) throws InterruptedException;
    }

    private static List<Item> items(Task task) {
        List<Item> items = new ArrayList<>();
        for (int i = task.begin(); i < task.end(); i++) {
            items.add(new Item(i));
        }
        return items;
    }

    private static AnalysisRun<Item> run(Rows rows) {
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                throw new AssertionError("an engine is given its tasks");
            }

            @Override
            public List<Item> rows(Task task) throws InterruptedException {
                return rows.of(task);
            }

            @Override
            public Summary summarise(List<Item> all) {
                throw new AssertionError("an engine does not summarise");
            }
        };
    }

    private static final class Recorder implements Engine.Listener<Item> {
        private final Map<Integer, List<Item>> completed = new TreeMap<>();
        private final Map<Integer, Throwable> failed = new TreeMap<>();
        private boolean twice;

        @Override
        public void completed(Task task, List<Item> rows) {
            twice |= completed.put(task.begin(), rows) != null;
        }

        @Override
        public void failed(Task task, Throwable cause) {
            failed.put(task.begin(), cause);
        }
    }
}
