package org.halfspace.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.halfspace.experiment.store.RunDatabase;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 180, threadMode = ThreadMode.SEPARATE_THREAD)
class ResumeTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path runs;

    private static Laboratory laboratory;

    @BeforeAll
    static void build() {
        laboratory = new Laboratory(shared);
    }

    /** Runs until the process dies at an item, as by kill -9. */
    private void die(Path file, Path run) throws IOException, InterruptedException {
        Process process = Laboratory.process(laboratory.folder(), file, run, runs.resolve("mark"))
                .redirectOutput(runs.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(runs.resolve("log")))
                .isEqualTo(137);
    }

    private static long count(Path run, String sql) {
        try (RunReader reader = RunReader.open(run)) {
            return ((Number) reader.query(sql).rows().get(0).get(0)).longValue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 150, 299})
    void aKilledRunComesToTheSameAsAWholeOne(int item) throws IOException, InterruptedException {
        Path file = laboratory.write(
                "study-" + item + ".yaml",
                "name: study",
                "models: {m: square.tiny}",
                "data: {p: points.tiny}",
                "analyses:",
                "  - predict",
                "  - counting: {items: 300, work: 200, failing: [17, 200], deadly: " + item + "}",
                "  - counting: {items: 5}",
                "expect: [{analysis: predict, field: accuracy, equals: 0.75}]");
        Path killed = runs.resolve("killed");
        die(file, killed);
        assertThat(count(killed, "SELECT count(*) FROM jobs WHERE state = 'done'"))
                .isEqualTo(1);
        // The mark keeps it alive.
        System.setProperty("counting.mark", runs.resolve("mark").toString());
        RunOutcome outcome = laboratory.resume(killed);
        assertThat(outcome.failedTasks()).isEqualTo(2);

        Path whole = runs.resolve("whole");
        laboratory.run(file, whole);
        assertThat(Laboratory.content(killed)).isEqualTo(Laboratory.content(whole));
        assertThat(count(killed, "SELECT count(*) FROM counting")).isEqualTo(303);
        assertThat(count(killed, "SELECT count(*) FROM sessions")).isEqualTo(2);
        assertThat(count(killed, "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'staging'"))
                .isZero();
    }

    @Test
    void whatIsRecordedIsNotDoneAgain() throws IOException, InterruptedException {
        Path file = laboratory.write(
                "long.yaml",
                "models: {m: square.tiny}",
                "analyses:",
                "  - counting: {items: 300, work: 20000, deadly: 200}");
        Path run = runs.resolve("run");
        die(file, run);
        // A row without its task would be there twice after the resumption.
        assertThat(count(run, "SELECT count(*) FROM staging.rows WHERE _item NOT IN (SELECT _item FROM staging.tasks)"))
                .isZero();
        // 200 tasks of 20 ms on two threads: those before the last few were recorded long ago.
        assertThat(count(run, "SELECT count(*) FROM staging.tasks")).isBetween(190L, 210L);
    }

    @Test
    void aRunThatHasEndedStaysAsItIs() throws InterruptedException {
        Path file = laboratory.write("ended.yaml", "models: {m: square.tiny}", "analyses: [counting]");
        Path run = runs.resolve("run");
        laboratory.run(file, run);
        var before = Laboratory.content(run);
        laboratory.resume(run);
        assertThat(Laboratory.content(run)).isEqualTo(before);
    }

    @Test
    void whatFailedIsDoneAgainWhereThatIsAsked() throws IOException, InterruptedException {
        Path file = laboratory.write(
                "again.yaml", "models: {m: square.tiny}", "analyses: [{counting: {failing: [3, 7]}}, counting]");
        Path whole = runs.resolve("whole");
        Path mended = Files.createFile(runs.resolve("whole.mended"));
        Path run = runs.resolve("run");
        Path later = runs.resolve("run.mended");
        try {
            System.setProperty("counting.mended", mended.toString());
            assertThat(laboratory.run(file, whole).failedTasks()).isZero();
            System.setProperty("counting.mended", later.toString());
            assertThat(laboratory.run(file, run).failedTasks()).isEqualTo(2);
            assertThat(laboratory.resume(run).failedTasks())
                    .as("without being asked")
                    .isEqualTo(2);
            Files.createFile(later);
            assertThat(laboratory.resume(run, true).failedTasks()).isZero();
        } finally {
            System.clearProperty("counting.mended");
        }
        // Jobs that were done again come last in their tables.
        assertThat(Laboratory.content(run)).containsExactlyInAnyOrderElementsOf(Laboratory.content(whole));
    }

    @Test
    void refusesToGoOnWithOtherFilesAndNamesThem() throws IOException, InterruptedException {
        Path model = Files.copy(
                laboratory.folder().resolve("square.tiny"), laboratory.folder().resolve("mine.tiny"));
        Path file = laboratory.write(
                "mine.yaml",
                "variables: {n: 3, model: mine.tiny}",
                "models: {mine: \"${model}\"}",
                "analyses: [{counting: {items: \"${n}\"}}]");
        Path run = runs.resolve("run");
        laboratory.run(file, run);
        laboratory.resume(run);
        Files.writeString(model, Files.readString(model).replace("1.0", "1.5"));
        assertThatThrownBy(() -> laboratory.resume(run))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be resumed")
                .hasMessageContaining("the model mine (" + model.toAbsolutePath() + ") has changed: sha256 ");
        Files.copy(
                laboratory.folder().resolve("square.tiny"), model, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> new StudyRunner(laboratory.workbench(), StudyProgress.silent())
                        .resume(run, Optional.empty(), Map.of("n", "4"), List.of(), Optional.empty(), false))
                .hasMessageContaining("the variable n has changed: \"3\" then, \"4\" now");
        Files.writeString(file, Files.readString(file) + "# more\n");
        assertThatThrownBy(() -> laboratory.resume(run)).hasMessageContaining("the experiment's file has changed");
        Files.delete(file);
        assertThatThrownBy(() -> laboratory.resume(run)).hasMessageContaining("the experiment's file is gone");
    }

    @Test
    void oneProcessAtATime() throws IOException, InterruptedException {
        Path file = laboratory.write("busy.yaml", "models: {m: square.tiny}", "analyses: [counting]");
        Path run = runs.resolve("run");
        laboratory.run(file, run);
        try (RunDatabase mine = RunDatabase.open(run)) {
            assertThat(mine.reader().jobs()).hasSize(1);
            Process other = Laboratory.process(laboratory.folder(), file, run, runs.resolve("mark"))
                    .redirectOutput(runs.resolve("log").toFile())
                    .start();
            assertThat(other.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(runs.resolve("log"))
                    .content()
                    .contains(
                            "another process is working on this run",
                            "process " + ProcessHandle.current().pid());
        }
    }
}
