package org.halfspace.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RunDatabaseTest {
    @TempDir
    private Path folder;

    record None() {}

    record Row(@Column("The item") int item) {}

    record Taken(@Column("A job") int job) {}

    record Odd(@Column("A thread") Thread thread) {}

    record One(@Column("A number") int one) {}

    record Two(@Column("A number") int two) {}

    private static <R extends Record> Definition<None, R> definition(Class<R> rows) {
        return new Definition<>("counting", 1, "Counts", None.class, rows, Set.of(), List.of());
    }

    private RunDatabase database() {
        RunInfo info = new RunInfo("run", "", "", "local", Map.of(), Map.of(), "/", List.of(), List.of());
        List<JobRecord> jobs = IntStream.range(0, 2)
                .mapToObj(k -> new JobRecord(
                        k,
                        "id",
                        "counting",
                        "m",
                        null,
                        1,
                        "",
                        "waiting",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of()))
                .toList();
        return RunDatabase.create(folder, info, jobs);
    }

    @Test
    void refusesColumnsThatATableCannotHave() {
        try (RunDatabase database = database()) {
            assertThatThrownBy(() -> database.begin(0, definition(Taken.class)))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("a column's name is taken");
            assertThatThrownBy(() -> database.begin(0, definition(Odd.class)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("java.lang.Thread");
            database.fail(0, definition(Taken.class), "its columns", 0);
            assertThat(database.reader().jobs()).extracting(JobRecord::state).containsExactly("failed", "waiting");
        }
    }

    @Test
    void cutsWhatIsMissingAnew() throws InterruptedException {
        try (RunDatabase database = database()) {
            try (TaskLedger<Row> ledger = database.begin(0, definition(Row.class))) {
                assertThat(ledger.remaining(new Plan(10, 4, "items")))
                        .containsExactly(new Task(0, 4), new Task(4, 8), new Task(8, 10));
                ledger.completed(new Task(4, 8), List.of(new Row(5), new Row(4)));
                ledger.failed(new Task(0, 1), new IllegalStateException("no"));
            }
            try (TaskLedger<Row> ledger = database.begin(0, definition(Row.class))) {
                assertThat(ledger.remaining(new Plan(10, 2, "items")))
                        .containsExactly(new Task(1, 3), new Task(3, 4), new Task(8, 10));
                ledger.completed(new Task(1, 3), List.of(new Row(1)));
                assertThat(ledger.rows()).containsExactly(new Row(1), new Row(5), new Row(4));
            }
        }
    }

    @Test
    void anAnswerThatDoesNotFitItsTableFailsItsJobAlone() {
        try (RunDatabase database = database()) {
            Definition<None, Row> definition = definition(Row.class);
            database.begin(0, definition).close();
            database.finish(0, definition, Summary.of(new One(1), List.of("one")), List.of(), 0, Map.of(), "real", 0);
            TaskLedger<Row> second = database.begin(1, definition);
            second.completed(new Task(0, 1), List.of(new Row(7)));
            second.close();
            assertThatThrownBy(() -> database.finish(
                            1, definition, Summary.of(new Two(1), List.of()), List.of(), 0, Map.of(), "real", 0))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("[two]");
            database.fail(1, definition, "it does not fit", 0);
            assertThat(database.reader()
                            .query("SELECT state, rows FROM jobs ORDER BY job")
                            .rows())
                    .containsExactly(List.of("done", 0L), List.of("failed", 1L));
            assertThat(database.reader().query("SELECT job, item FROM counting").rows())
                    .containsExactly(List.of(1, 7));
        }
    }
}
