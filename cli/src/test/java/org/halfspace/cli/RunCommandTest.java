package org.halfspace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class RunCommandTest {
    @TempDir
    private Path folder;

    private CommandLineFixture halfspace;

    @BeforeEach
    void install() {
        halfspace = new CommandLineFixture(folder);
    }

    private String study(String... lines) throws IOException {
        return Files.writeString(folder.resolve("study.yaml"), String.join("\n", lines) + "\n")
                .toString();
    }

    private String run() {
        return folder.resolve("run").toString();
    }

    @Test
    void runsAFileAndAnswersQueriesAboutIt() throws IOException {
        String study = study(
                "models: {square: model.tiny}", "variables: {f: 1}", "analyses:", "  - spread: {factor: \"${f}\"}");
        Outcome outcome = halfspace.run("run", study, "--to", run(), "--set", "f=8/255", "--export", "csv", "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("1 jobs; results in", "[1/1] spread, square");
        JsonNode document = new ObjectMapper().readTree(outcome.out());
        assertThat(document.at("/schema/name").textValue()).isEqualTo("halfspace/run");
        assertThat(document.at("/tasks").intValue()).isEqualTo(4);
        assertThat(folder.resolve("run/report.html")).exists();
        assertThat(folder.resolve("run/csv/spread.csv")).content().startsWith("job,rowNumber,label,spread\n");

        Outcome rows = halfspace.run("query", run(), "SELECT label, spread FROM spread WHERE label = 1", "--json");
        assertThat(new ObjectMapper().readTree(rows.out()).at("/rows/0/spread").doubleValue())
                .isEqualTo(2 * 8.0 / 255);
        assertThat(halfspace
                        .run("query", run(), "SELECT 1 AS a, 'x,y' AS b", "--format", "csv")
                        .out())
                .isEqualTo("a,b\r\n1,\"x,y\"\r\n");
        assertThat(halfspace.run("query", run(), "SELECT 1 AS one, 'x' AS b").out())
                .isEqualTo("one  b\n  1  x\n");
        Outcome wrong = halfspace.run("query", run(), "SELECT nothing FROM spread");
        assertThat(wrong.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(wrong.err()).contains("the query cannot be answered", "SHOW TABLES");
    }

    @Test
    void goesOnListsAndReportsAgain() throws IOException {
        String study = study("models: {square: model.tiny}", "analyses: [spread]");
        assertThat(halfspace.run("run", study, "--to", run()).status()).isZero();
        assertThat(halfspace.run("run", "--resume", run()).err()).contains("1 of them done before");
        assertThat(halfspace.run("run", study, "--to", run()).err()).contains("the folder is not empty");
        assertThat(halfspace.run("runs", "list", folder.toString()).out())
                .containsPattern("run +study +2.* done +1 +1 +0");
        Files.delete(folder.resolve("run/report.html"));
        assertThat(halfspace.run("report", run()).status()).isZero();
        assertThat(folder.resolve("run/report.html")).exists();
        Outcome both = halfspace.run(
                "report", run(), run(), "--to", folder.resolve("both.html").toString());
        assertThat(both.status()).as(both.err()).isZero();
        assertThat(folder.resolve("both.html")).content().contains("Runs side by side");
    }

    @Test
    void checksWithoutRunning() throws IOException {
        String good = study("models: {square: model.tiny}", "analyses: [{spread: {}, matrix: {factor: [1, 2]}}]");
        Outcome outcome = halfspace.run("run", good, "--check");
        assertThat(outcome.out()).contains("is in order: 2 jobs", "{factor=2}");
        Outcome bad = halfspace.run("run", study("modles: {square: model.tiny}", "analyses: [spred]"), "--check");
        assertThat(bad.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(bad.err())
                .contains("2 mistakes", "line 1: there is no key \"modles\"; did you mean \"models\"?")
                .contains("line 2: there is no analysis \"spred\"; did you mean \"spread\"?");
    }

    @Test
    void theExitStatusSaysWhatCameOut() throws IOException {
        String failing = study("models: {square: model.tiny}", "analyses: [{spread: {mood: defective}}]");
        assertThat(halfspace.run("run", failing, "--to", run() + 1).status()).isZero();
        assertThat(halfspace.run("run", "--resume", run() + 1, "--strict").status())
                .isEqualTo(ExitStatus.FAILED);
        String expecting = study(
                "models: {square: model.tiny}",
                "analyses: [spread]",
                "expect: [{analysis: spread, field: classes, equals: 5}]");
        assertThat(halfspace.run("run", expecting, "--to", run() + 2).status()).isEqualTo(ExitStatus.FAILED);
        String hopeless = study("models: {square: model.tiny}", "analyses: [{spread: {mood: broken-library}}]");
        Outcome outcome = halfspace.run("run", hopeless, "--to", run() + 3);
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("failed: java.lang.UnsatisfiedLinkError: no native spread");
        String mixed = study("models: {square: model.tiny}", "analyses: [{spread: {mood: erring}}, spread]");
        Outcome others = halfspace.run("run", mixed, "--to", run() + 4, "--json");
        assertThat(others.status()).as("one of two jobs failed").isZero();
        assertThat(others.err()).contains("failed: java.lang.AssertionError: a stranger's assertion");
        assertThat(others.out()).contains("\"failedJobs\": 1");
    }

    @Test
    void anInterruptedRunGoesOnLater() throws IOException {
        String study = study(
                "models: {square: model.tiny}",
                "analyses: [predict, {spread: {mood: interrupted}}]",
                "data: {d: data.tiny}");
        Outcome outcome = halfspace.run("run", study, "--to", run());
        assertThat(outcome.status()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(outcome.err()).contains("halfspace run --resume " + run());
        Outcome state = halfspace.run("query", run(), "SELECT state FROM jobs ORDER BY job", "--format", "csv");
        assertThat(state.out()).isEqualTo("state\r\ndone\r\nrunning\r\n");
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(halfspace.run("run").err()).contains("an experiment is missing", "--resume DIR");
        assertThat(halfspace.run("run", "x.yaml", "--set", "a").err()).contains("NAME=VALUE");
        assertThat(halfspace.run("run", "x.yaml", "--export", "xml").err()).contains("parquet or csv");
        assertThat(halfspace.run("run", "x.yaml", "--engine", "steam").err()).contains("there is no engine \"steam\"");
        assertThat(halfspace.run("run", "no-such.yaml").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(halfspace.run("runs").err()).contains("runs list");
        assertThat(halfspace.run("run", "--schema").out()).startsWith("{").contains("\"spread\"");
    }
}
