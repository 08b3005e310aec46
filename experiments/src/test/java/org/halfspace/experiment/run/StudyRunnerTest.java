package org.halfspace.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunDatabase;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class StudyRunnerTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path runs;

    private static Laboratory laboratory;

    @BeforeAll
    static void build() {
        laboratory = new Laboratory(shared);
    }

    private RunOutcome run(String name, String... lines) throws InterruptedException {
        return laboratory.run(laboratory.write(name + ".yaml", lines), runs.resolve(name));
    }

    private ResultTable query(String name, String sql) {
        try (RunReader reader = RunReader.open(runs.resolve(name))) {
            return reader.query(sql);
        }
    }

    @Test
    void rowsAreTypedAndInTheOrderOfTheirItems() throws InterruptedException {
        RunOutcome outcome =
                run("typed", "models: {m: square.tiny}", "analyses:", "  - counting: {items: 40, per-task: 3}");
        assertThat(outcome)
                .extracting(RunOutcome::jobs, RunOutcome::tasks, RunOutcome::rows)
                .containsExactly(1, 14L, 40L);
        ResultTable rows = query("typed", "FROM counting");
        assertThat(rows.columns())
                .containsExactly(
                        "job",
                        "rowNumber",
                        "item",
                        "value",
                        "twice",
                        "even",
                        "name",
                        "colour",
                        "numbers",
                        "pairs",
                        "pair",
                        "nested",
                        "maybe");
        assertThat(rows.types())
                .containsExactly(
                        "INTEGER",
                        "INTEGER",
                        "INTEGER",
                        "DOUBLE",
                        "BIGINT",
                        "BOOLEAN",
                        "VARCHAR",
                        "VARCHAR",
                        "DOUBLE[]",
                        "STRUCT(one INTEGER, other VARCHAR)[]",
                        "STRUCT(one INTEGER, other VARCHAR)",
                        "INTEGER[][]",
                        "DOUBLE");
        for (int i = 0; i < 40; i++) {
            assertThat(rows.rows().get(i).subList(0, 3)).containsExactly(0, i, i);
        }
        List<Object> seven = rows.rows().get(7);
        assertThat(seven.subList(4, 8)).containsExactly(14L, false, "name 7", "blue");
        assertThat(((List<?>) seven.get(8)).subList(1, 3)).isEqualTo(List.of(Double.NEGATIVE_INFINITY, -0.0));
        assertThat(seven.get(9).toString()).isEqualTo("[{one=7, other=o'7\n\"}, {one=-7, other=}]");
        assertThat(seven.get(11)).isEqualTo(List.of(List.of(7, 8), List.of()));
        assertThat(rows.rows().get(5).get(10)).isNull();
        assertThat(query(
                                "typed",
                                "SELECT comment FROM duckdb_columns() WHERE column_name = 'value' AND table_name = 'counting'")
                        .rows())
                .containsExactly(List.of("A random number [logits]"));
        assertThat(query("typed", "SELECT count, halves FROM counting_summary")
                        .rows()
                        .get(0)
                        .toString())
                .isEqualTo("[40, [{one=1, other=a}, {one=2, other=<b>}]]");
    }

    @Test
    void howTasksAreCutChangesNoRow() throws InterruptedException {
        run("fine", "models: {m: square.tiny}", "analyses:", "  - counting: {items: 40, per-task: 1}");
        run("coarse", "models: {m: square.tiny}", "analyses:", "  - counting: {items: 40, per-task: 17}");
        assertThat(query("fine", "FROM counting")).isEqualTo(query("coarse", "FROM counting"));
        assertThat(query("fine", "FROM counting_summary")).isEqualTo(query("coarse", "FROM counting_summary"));
    }

    @Test
    void failedTasksAreRowsAndTheRunGoesOn() throws InterruptedException {
        RunOutcome outcome = run(
                "failing",
                "models: {m: square.tiny}",
                "analyses:",
                "  - counting: {items: 10, failing: [3, 7]}",
                "  - counting: {refuse: true}",
                "  - predict",
                "data: {p: points.tiny}");
        assertThat(outcome.failedTasks()).isEqualTo(2);
        assertThat(outcome.failedJobs()).isEqualTo(1);
        assertThat(outcome.clean()).isFalse();
        assertThat(query("failing", "SELECT firstItem, reason FROM tasks WHERE state = 'failed'")
                        .rows())
                .containsExactly(
                        List.of(3, "java.lang.IllegalStateException: item 3 is not for us"),
                        List.of(7, "java.lang.IllegalStateException: item 7 is not for us"));
        assertThat(query("failing", "SELECT item FROM counting").rows()).hasSize(8);
        assertThat(query("failing", "SELECT state, reason FROM jobs ORDER BY job")
                        .rows())
                .element(1)
                .isEqualTo(List.of("failed", "it does not want to"));
        assertThat(query("failing", "SELECT state FROM jobs WHERE analysis = 'predict'")
                        .rows())
                .containsExactly(List.of("done"));
    }

    @Test
    void aModelThatCannotBeReadFailsItsJobsAlone() throws InterruptedException {
        laboratory.write("broken.tiny", "tiny-model", "1 2");
        RunOutcome outcome = run("broken", "models: {bad: broken.tiny, good: square.tiny}", "analyses: [counting]");
        assertThat(outcome.failedJobs()).isEqualTo(1);
        assertThat(query("broken", "SELECT state, reason FROM jobs ORDER BY job")
                        .rows()
                        .get(0)
                        .toString())
                .contains("failed", "the tiny model is damaged");
    }

    @Test
    void holdsAnswersAgainstExpectations() throws InterruptedException {
        RunOutcome outcome = run(
                "expecting",
                "models: {m: square.tiny}",
                "analyses:",
                "  - counting: {items: 10}",
                "expect:",
                "  - {analysis: counting, field: count, equals: 10}",
                "  - {analysis: counting, field: count, equals: 11}",
                "  - {analysis: counting, field: count, equals: 11, within: 1}",
                "  - {analysis: counting, field: \"halves[1].one\", at-least: 2, at-most: 2}",
                "  - {analysis: counting, field: \"halves[1].two\", at-least: 2}",
                "  - {query: SELECT sum(twice) FROM counting, equals: 90}",
                "  - {query: SELECT nonsense, equals: 90}");
        assertThat(outcome.expectations()).isEqualTo(7);
        assertThat(query("expecting", "SELECT line FROM expectations WHERE NOT holds")
                        .rows())
                .containsExactly(List.of(6), List.of(9), List.of(11));
        assertThat(outcome.failedExpectations()).isEqualTo(3);
    }

    @Test
    void writesTheFilesOfAnAnalysisIntoTheRun() throws InterruptedException, IOException {
        run("files", "models: {m: square.tiny}", "analyses:", "  - counting: {items: 2, sum-to: sum.txt}");
        assertThat(query("files", "SELECT file FROM artifacts").rows())
                .containsExactly(List.of("files/000-counting/sum.txt"));
        assertThat(Double.parseDouble(Files.readString(runs.resolve("files/files/000-counting/sum.txt"))))
                .isEqualTo(query("files", "SELECT sum FROM counting_summary")
                        .rows()
                        .get(0)
                        .get(0));
        assertThat(run("outside", "models: {m: square.tiny}", "analyses:", "  - counting: {sum-to: ../../sum.txt}")
                        .failedJobs())
                .isEqualTo(1);
    }

    @Test
    void exportsEveryTable() throws InterruptedException {
        run(
                "exporting",
                "models: {m: square.tiny}",
                "analyses:",
                "  - counting: {items: 10}",
                "export: [parquet, csv]");
        Path run = runs.resolve("exporting");
        assertThat(run.resolve("csv/counting.csv")).content().startsWith("job,rowNumber,item,value,twice");
        try (RunDatabase database = RunDatabase.open(run)) {
            for (String table : List.of("counting", "counting_summary", "tasks", "inputs")) {
                String parquet = run.resolve("parquet/" + table + ".parquet").toString();
                assertThat(database.value(
                                "SELECT count(*) FROM (FROM " + table + " EXCEPT ALL FROM '" + parquet + "')"))
                        .as(table)
                        .contains(0L);
            }
        }
    }

    @Test
    void refusesAFolderThatIsNotEmptyOrCannotBeMade() throws IOException {
        Files.writeString(runs.resolve("file"), "in the way");
        assertThatThrownBy(() -> run("file", "models: {m: square.tiny}", "analyses: [counting]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be written to");
        Files.createDirectories(runs.resolve("full/of things"));
        assertThatThrownBy(() -> run("full", "models: {m: square.tiny}", "analyses: [counting]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is not empty")
                .hasMessageContaining("--resume");
    }

    @Test
    void tellsWhereItComesFrom() throws InterruptedException, IOException {
        run("told", "name: told", "description: why", "models: {m: square.tiny}", "analyses: [counting]");
        assertThat(runs.resolve("told/run.json"))
                .content()
                .contains(
                        "\"sha256\"",
                        "\"halfspace/run-directory\"",
                        "\"processors\"",
                        "\"kind\" : \"plugin\"",
                        "\"ended\" : \"2");
        assertThat(runs.resolve("told/experiment.yaml")).content().startsWith("name: told\n");
    }

    @Test
    void aQueryReadsAndNothingElse() throws InterruptedException {
        run("read", "models: {m: square.tiny}", "analyses: [counting]");
        for (String sql : List.of(
                "DELETE FROM counting",
                "DROP TABLE counting",
                "COPY counting TO '" + runs.resolve("x.csv") + "'",
                "nonsense")) {
            assertThatThrownBy(() -> query("read", sql)).as(sql).isInstanceOf(InputException.class);
        }
        assertThat(runs.resolve("x.csv")).doesNotExist();
        assertThat(query("read", "FROM counting").rows()).hasSize(12);
        assertThatThrownBy(() -> RunReader.open(runs)).hasMessageContaining("not the folder of a run");
    }

    @Test
    void theIdOfAJobIsItsContent() throws InterruptedException {
        run("one", "models: {m: square.tiny}", "analyses: [counting, {counting: {items: 3}}]");
        run("two", "name: other", "models: {m: square.tiny}", "analyses: [{counting: {items: 3}}, counting]");
        assertThat(query("one", "SELECT id FROM jobs WHERE job = 0").rows())
                .isEqualTo(query("two", "SELECT id FROM jobs WHERE job = 1").rows())
                .isNotEqualTo(query("two", "SELECT id FROM jobs WHERE job = 0").rows());
    }
}
