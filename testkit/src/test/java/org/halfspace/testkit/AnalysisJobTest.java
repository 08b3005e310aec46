package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.halfspace.engine.LocalEngine;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.workbench.AnalysisJob;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.Progress;
import org.halfspace.workbench.Provenance;
import org.halfspace.workbench.RunFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class AnalysisJobTest {
    private static final int ITEMS = 20;

    record None() {}

    record Row(@Column("The item") int item) {}

    record Values(@Column("How many rows") int count) {}

    /** What a task does. */
    private interface Work {
        void on(Task task) throws InterruptedException;
    }

    private record Numbers(Set<Definition.Need> needs, Work work) implements Analysis<None, Row> {
        @Override
        public Definition<None, Row> definition() {
            return new Definition<>("numbers", 1, "Numbers", None.class, Row.class, needs, List.of());
        }

        @Override
        public AnalysisRun<Row> prepare(Subject subject, None parameters, Context context) {
            return new AnalysisRun<>() {
                @Override
                public Plan plan() {
                    return new Plan(ITEMS, 2, "numbers");
                }

                @Override
                public List<Row> rows(Task task) throws InterruptedException {
                    work.on(task);
                    List<Row> rows = new ArrayList<>();
                    for (int i = task.begin(); i < task.end(); i++) {
                        rows.add(new Row(i));
                    }
                    return rows;
                }

                @Override
                public Summary summarise(List<Row> rows) {
                    return Summary.of(new Values(rows.size()), List.of());
                }
            };
        }
    }

    private static final class Steps implements Progress {
        private final List<String> steps = new ArrayList<>();
        private long advanced;

        @Override
        public void begin(String title, long items, String unit) {
            steps.add("begin " + title + " " + items + " " + unit);
        }

        @Override
        public void advance(long items) {
            advanced += items;
        }

        @Override
        public void end() {
            steps.add("end");
        }
    }

    private static AnalysisResult run(Work work, Progress progress) throws InterruptedException {
        return new AnalysisJob<>(
                        new Numbers(Set.of(), work),
                        Subjects.of(AnalyticHeads.square()),
                        new None(),
                        new Context(Context.DEFAULT_SEED, 2))
                .run(new LocalEngine(), progress, AnalysisJobTest::provenance);
    }

    private static Provenance provenance() {
        return new Provenance("0", "numbers", "test", "m", "", Map.of(), "real", null, Map.of(), 1, Map.of());
    }

    @Test
    void givesTheRowsInTheOrderOfTheirItemsWhoeverIsFirst() throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        Steps progress = new Steps();
        AnalysisResult result = run(
                task -> {
                    if (task.begin() == 0) {
                        last.await();
                    } else if (task.begin() == 4) {
                        last.countDown();
                    }
                },
                progress);
        assertThat(result.rows()).hasSize(ITEMS);
        for (int i = 0; i < ITEMS; i++) {
            assertThat(result.rows().get(i)).isEqualTo(new Row(i));
        }
        assertThat(result.summary().values()).isEqualTo(new Values(ITEMS));
        assertThat(result.completed()).isEqualTo(ITEMS).isEqualTo(result.items());
        assertThat(progress.steps).containsExactly("begin numbers 20 numbers", "end");
        assertThat(progress.advanced).isEqualTo(ITEMS);
    }

    @Test
    void anInterruptionKeepsWhatIsDone() throws InterruptedException {
        Thread caller = Thread.currentThread();
        CountDownLatch forever = new CountDownLatch(1);
        Steps progress = new Steps();
        AnalysisResult result = run(
                task -> {
                    if (task.begin() >= 6) {
                        caller.interrupt();
                        forever.await();
                    }
                },
                progress);
        assertThat(result.completed()).isEqualTo(6);
        assertThat(result.items()).isEqualTo(ITEMS);
        assertThat(result.rows().get(5)).isEqualTo(new Row(5));
        assertThat(result.summary().values()).isEqualTo(new Values(6));
        assertThat(progress.steps).endsWith("end");
    }

    @Test
    void anInterruptionBeforeAnythingIsDoneEndsTheRun() {
        Thread caller = Thread.currentThread();
        CountDownLatch forever = new CountDownLatch(1);
        Steps progress = new Steps();
        assertThatThrownBy(() -> run(
                        task -> {
                            caller.interrupt();
                            forever.await();
                        },
                        progress))
                .isInstanceOf(InterruptedException.class);
        assertThat(progress.steps).endsWith("end");
    }

    @Test
    void reportsTheFirstFailureInTheOrderOfItems() {
        CountDownLatch later = new CountDownLatch(1);
        assertThatThrownBy(() -> run(
                        task -> {
                            if (task.begin() == 2) {
                                later.await();
                                throw new IllegalStateException("early item, late failure");
                            }
                            if (task.begin() == 4) {
                                later.countDown();
                                throw new IllegalStateException("late item, early failure");
                            }
                        },
                        new Steps()))
                .isInstanceOf(RunFailedException.class)
                .hasMessage("numbers failed on 2 of 10 tasks; first on numbers 2 to 3: "
                        + "java.lang.IllegalStateException: early item, late failure")
                .hasRootCauseMessage("early item, late failure");
    }

    /** Answers something else than it promised. */
    private static AnalysisJob<None, Row> lying(List<Row> rows, Summary summary) {
        Numbers numbers = new Numbers(Set.of(), task -> {});
        Analysis<None, Row> lying = new Analysis<>() {
            @Override
            public Definition<None, Row> definition() {
                return numbers.definition();
            }

            @Override
            public AnalysisRun<Row> prepare(Subject subject, None parameters, Context context) {
                return new AnalysisRun<>() {
                    @Override
                    public Plan plan() {
                        return new Plan(1, 1, "numbers");
                    }

                    @Override
                    public List<Row> rows(Task task) {
                        return rows;
                    }

                    @Override
                    public Summary summarise(List<Row> all) {
                        return summary;
                    }
                };
            }
        };
        return new AnalysisJob<>(lying, Subjects.of(AnalyticHeads.square()), new None(), new Context(1, 1));
    }

    @Test
    void answersOtherThanThosePromisedAreFailures() {
        Summary sound = Summary.of(new Values(1), List.of());
        // What an author gets with a raw type or an unchecked cast.
        @SuppressWarnings("unchecked")
        List<Row> others = (List<Row>) (List<?>) List.of(new Values(1));
        List<Row> nothing = new ArrayList<>();
        nothing.add(null);
        assertThatThrownBy(() -> run(lying(null, sound))).hasMessageContaining("rows returned null");
        assertThatThrownBy(() -> run(lying(nothing, sound))).hasMessageContaining("found null");
        assertThatThrownBy(() -> run(lying(others, sound)))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining(
                        "expected rows of the record org.halfspace.testkit.AnalysisJobTest$Row, found one of "
                                + "org.halfspace.testkit.AnalysisJobTest$Values");
        assertThatThrownBy(() -> run(lying(List.of(), null))).hasMessageContaining("summarise returned null");
        assertThatThrownBy(() -> run(lying(List.of(), Summary.of(new Task(0, 1), List.of()))))
                .hasMessageContaining("Task.begin needs @Column");
    }

    private static AnalysisResult run(AnalysisJob<None, Row> job) throws InterruptedException {
        return job.run(new LocalEngine(), new Steps(), AnalysisJobTest::provenance);
    }

    @Test
    void badInputOfATaskIsBadInput() {
        assertThatThrownBy(() -> run(
                        task -> {
                            throw new InputException("a pixel is NaN").where("sample " + task.begin());
                        },
                        new Steps()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("sample 0");
    }

    @Test
    void asksForWhatTheAnalysisNeeds() {
        assertThatThrownBy(() -> job(Definition.Need.DATA))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("numbers needs data")
                .hasMessageContaining("--data FILE[,LABELS]");
        assertThatThrownBy(() -> job(Definition.Need.GRADIENT))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("needs gradients");
    }

    private static AnalysisJob<None, Row> job(Definition.Need need) {
        return new AnalysisJob<>(
                new Numbers(Set.of(need), task -> {}),
                Subjects.withoutGradient(Subjects.of(AnalyticHeads.square())),
                new None(),
                new Context(Context.DEFAULT_SEED, 1));
    }
}
