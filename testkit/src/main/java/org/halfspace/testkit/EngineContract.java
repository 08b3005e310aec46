package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every engine that runs in this process has to keep, as tests. A subclass gives the engine. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class EngineContract {
    private static final int THREADS = 4;

    /** The engine. */
    protected abstract Engine engine();

    /** A row of the tests: an item. */
    protected record Item(int number) {}

    @Test
    void hasAName() {
        assertThat(engine().name()).isNotBlank();
    }

    @Test
    void runsEveryTaskOnceAndReportsItsRows() throws InterruptedException {
        Map<Integer, AtomicInteger> calls = new TreeMap<>();
        List<Task> tasks = new Plan(1000, 3, "items").tasks();
        tasks.forEach(task -> calls.put(task.begin(), new AtomicInteger()));
        Recorder recorder = new Recorder();

        engine().execute(
                        run(task -> {
                            calls.get(task.begin()).incrementAndGet();
                            return items(task);
                        }),
                        tasks,
                        THREADS,
                        recorder);

        assertThat(calls.values()).allMatch(count -> count.get() == 1);
        assertThat(recorder.completed).hasSize(tasks.size());
        assertThat(recorder.completed.keySet()).containsExactlyElementsOf(calls.keySet());
        tasks.forEach(task -> assertThat(recorder.completed.get(task.begin())).isEqualTo(items(task)));
        assertThat(recorder.failed).isEmpty();
    }

    @Test
    void runsNothingWhenThereIsNothingToRun() throws InterruptedException {
        Recorder recorder = new Recorder();
        engine().execute(run(EngineContract::items), List.of(), THREADS, recorder);
        assertThat(recorder.completed).isEmpty();
    }

    @Test
    void reportsATaskThatThrowsAndRunsTheOthers() throws InterruptedException {
        Recorder recorder = new Recorder();
        engine().execute(
                        run(task -> {
                            switch (task.begin()) {
                                case 1 -> throw new IllegalStateException("an exception");
                                case 2 -> throw new AssertionError("an error");
                                case 3 -> throw new InterruptedException("an interruption that nobody asked for");
                                default -> {
                                    return items(task);
                                }
                            }
                        }),
                        new Plan(10, 1, "items").tasks(),
                        THREADS,
                        recorder);

        assertThat(recorder.completed.keySet()).containsExactly(0, 4, 5, 6, 7, 8, 9);
        assertThat(recorder.failed.keySet()).containsExactly(1, 2, 3);
        assertThat(recorder.failed.get(1)).hasMessageContaining("an exception");
        assertThat(recorder.failed.get(2)).hasMessageContaining("an error");
    }

    @Test
    void tellsTheListenerOneThingAtATime() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        AtomicInteger told = new AtomicInteger();
        engine().execute(
                        run(EngineContract::items),
                        new Plan(500, 1, "items").tasks(),
                        THREADS,
                        new Engine.Listener<>() {
                            @Override
                            public void completed(Task task, List<Item> rows) {
                                overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
                                told.incrementAndGet();
                                inside.decrementAndGet();
                            }

                            @Override
                            public void failed(Task task, Throwable cause) {
                                throw new AssertionError(cause);
                            }
                        });
        assertThat(told).hasValue(500);
        assertThat(overlapped).as("two calls of the listener at once").isFalse();
    }

    @Test
    void anInterruptionStopsTheRunAndKeepsWhatIsDone() throws InterruptedException {
        Thread caller = Thread.currentThread();
        CountDownLatch forever = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        AtomicBoolean interrupted = new AtomicBoolean();
        Set<Integer> ended = new ConcurrentSkipListSet<>();
        Recorder recorder = new Recorder();
        AnalysisRun<Item> run = run(task -> {
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
        });

        assertThatThrownBy(() -> engine().execute(run, new Plan(1000, 1, "items").tasks(), 2, recorder))
                .isInstanceOf(InterruptedException.class);

        assertThat(started.get()).as("tasks that were started").isLessThan(1000);
        assertThat(recorder.completed.keySet())
                .as("tasks that were done, and reported")
                .containsExactlyElementsOf(ended);
        assertThat(recorder.failed).as("an interrupted task is no failure").isEmpty();
        assertThat(caller.isInterrupted())
                .as("the interruption is in the exception alone")
                .isFalse();
    }

    @Test
    void aSecondRunStartsAfresh() throws InterruptedException {
        Engine engine = engine();
        for (int i = 0; i < 2; i++) {
            Recorder recorder = new Recorder();
            engine.execute(run(EngineContract::items), new Plan(5, 2, "items").tasks(), THREADS, recorder);
            assertThat(recorder.completed.keySet()).containsExactly(0, 2, 4);
        }
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

        @Override
        public void completed(Task task, List<Item> rows) {
            assertThat(completed.put(task.begin(), rows)).as("reported before").isNull();
        }

        @Override
        public void failed(Task task, Throwable cause) {
            failed.put(task.begin(), cause);
        }
    }
}
