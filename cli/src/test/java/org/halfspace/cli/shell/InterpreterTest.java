package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.halfspace.cli.ExitStatus;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.TinyModelLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class InterpreterTest {
    @TempDir
    private Path folder;

    private ShellFixture shell;

    @BeforeEach
    void open() {
        shell = new ShellFixture(folder);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void theCurrentModelAndDataAreThoseOfCommandsThatNameNone() {
        Outcome outcome = shell.run("model " + shell.model(), "data " + shell.data() + " --data-limit 3", "predict");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .isEqualTo(shell.model() + ": softmax layer, 2 x 4, domain real, input [2]\n" + shell.data()
                        + ": 3 samples\nkept as predict1 (3 rows)\n");
        assertThat(outcome.out()).containsPattern("samples +3\n").containsPattern("correct +3\n");
        assertThat(shell.run("model; data").out()).isEqualTo(shell.model() + "\n" + shell.data() + " --data-limit=3\n");
        // Its own options go before those of the state; its own data come without them.
        assertThat(shell.run("predict --data-limit 1").out()).containsPattern("samples +1\n");
        assertThat(shell.run("predict --data " + shell.data()).out()).containsPattern("samples +4\n");
        assertThat(shell.run("data --none; predict").err()).contains("predict needs data");
    }

    @Test
    void everyOtherCommandOfTheCommandLineIsThereToo() throws IOException {
        Outcome outcome = shell.run("inspect " + shell.model() + " --json", "plugins list > " + file("plugins.txt"));
        assertThat(new ObjectMapper().readTree(outcome.out()).at("/classes").intValue())
                .isEqualTo(4);
        assertThat(folder.resolve("plugins.txt")).content().contains("rogue", "spread");
        assertThat(shell.run("runs list " + folder).status()).isZero();
    }

    @Test
    void aModelStaysOpenUntilItsFileChanges() {
        shell.run("model " + shell.model(), "spread");
        Subject first = shell.interpreter().session().opened().orElseThrow();
        shell.run("spread --seed 2");
        assertThat(shell.interpreter().session().opened()).containsSame(first);
        TinyModelLoader.write(Path.of(shell.model()), AnalyticHeads.simplex(3));
        assertThat(shell.run("spread").out()).contains("3 x 3").containsPattern("classes +3\n");
        assertThat(shell.interpreter().session().opened().orElseThrow()).isNotSameAs(first);
    }

    @Test
    void resultsHaveNamesAndCanBeShownAgain() throws IOException {
        Outcome named = shell.run("model " + shell.model(), "s = spread --factor 2", "spread");
        assertThat(named.err()).contains("kept as s (4 rows)", "kept as spread1 (4 rows)");
        // A named result prints its findings, one without a name all of itself.
        assertThat(named.out().split("largestSpread", -1)).hasSize(2);
        JsonNode shown = new ObjectMapper().readTree(shell.run("show s --json").out());
        assertThat(shown.at("/rows/1/spread").doubleValue()).isEqualTo(4);
        assertThat(shown.at("/provenance/parameters/factor").textValue()).isEqualTo("2");
        assertThat(shell.run("show s --rows 1").out()).contains("... and 3 more rows");
        assertThat(shell.run("show s --rows 1 --format csv").out().lines()).hasSize(2);
        assertThat(shell.run("results").out())
                .containsPattern("s +spread +model.tiny +- +4 +1 +--factor=2")
                .containsPattern("spread1 +spread +model.tiny +- +4 +1");
        assertThat(shell.run("compare s spread1").out())
                .containsPattern("classes +4 +4 +0\n")
                .containsPattern("largestSpread +4 +1 +-3\n");
        assertThat(shell.run("drop s; results").out()).startsWith("1 result\n");
    }

    @ParameterizedTest
    @CsvSource({
        "show sprad1, there is no result \"sprad1\"|expected: one of spread1|did you mean spread1?",
        "drop spread1 x, there is no result \"x\"",
        "show spread1 --rows many, the value of --rows cannot be used",
        "predict = spread, a result cannot be called \"predict\": a command is",
        "x = inspect, inspect gives no result that could be kept",
        "2x = spread, there is no command \"2x\"",
        "sprad, there is no command \"sprad\"|did you mean spread?|help:     help",
        "spread --factr 2, Unknown option: '--factr'|did you mean --factor?|help:     help spread",
        "spread --threads 7, a shell's --threads is chosen when it starts|halfspace shell --threads 7",
        "save spread1 x.txt, the format cannot be told from the name",
        "set seed x, a seed cannot be read",
        "set sed 1, there is nothing to set that is called \"sed\"",
        "help sprad, did you mean spread?",
        "history > no/such/folder, the output could not be written",
        "model no-such.tiny, no-such.tiny",
    })
    void aMistakeIsNamedAndLeavesEverythingAsItWas(String command, String messages) {
        shell.run("model " + shell.model(), "spread");
        var before = shell.interpreter().session().state();
        Outcome outcome = shell.run(command);
        assertThat(outcome.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.err()).contains(messages.split("\\|"));
        assertThat(outcome.out()).isEmpty();
        assertThat(shell.interpreter().session().state()).isSameAs(before);
    }

    @Test
    void aScriptStopsAtTheFirstCommandThatFails() {
        Outcome outcome = shell.run("# a study", "model " + shell.model(), "spread --mood defective", "model --none");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).endsWith("script.hs, line 3: spread ended with status 1; 1 command left out\n");
        assertThat(shell.interpreter().session().state().model()).isPresent();
    }

    @Test
    void onRequestAScriptGoesOnAndEndsWithTheFirstStatus() {
        Outcome outcome =
                shell.run("set -k", "model " + shell.model(), "spread --mood defective", "nonsense", "spread");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err())
                .contains(
                        "script.hs, line 3: spread ended with status 1; going on\n",
                        "script.hs, line 4: nonsense ended with status 2; going on\n",
                        "kept as spread1");
        assertThat(shell.run("set +k", "nonsense", "spread").err()).contains("1 command left out");
    }

    @Test
    void exitEndsTheScript() {
        Outcome outcome = shell.run("set; exit", "nonsense");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo("set +k\nset seed 1\n");
        assertThat(shell.interpreter().isEnded()).isTrue();
    }

    @Test
    void theSeedIsTheStates() throws IOException {
        Outcome outcome = shell.run("set seed 7", "spread " + shell.model() + " --json");
        assertThat(new ObjectMapper()
                        .readTree(outcome.out())
                        .at("/provenance/seed")
                        .longValue())
                .isEqualTo(7);
    }

    @Test
    void theHistoryIsAScriptThatDoesTheSame() throws IOException {
        shell.run("model " + shell.model() + "; s = spread --factor \\", "  2");
        shell.run("nonsense");
        shell.run("help", "history > " + file("h.hs"));
        String script = Files.readString(folder.resolve("h.hs"));
        assertThat(script)
                .isEqualTo(
                        "model " + shell.model() + "\ns = spread --factor \\\n  2\n# ended with status 2: nonsense\n");
        try (ShellFixture other = new ShellFixture(Files.createDirectory(folder.resolve("other")))) {
            assertThat(other.run(script).status()).isZero();
            assertThat(other.interpreter().session().state().names()).containsExactly("s");
        }
    }

    @Test
    void savesWhatWasFound() throws IOException {
        Outcome outcome = shell.run(
                "model " + shell.model(),
                "s = spread --factor 2",
                "save s " + file("s.csv"),
                "save s " + file("s.json"),
                "save s " + file("s.parquet"));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(folder.resolve("s.csv")).content().startsWith("label,spread\r\n0,0.0\r\n1,4.0\r\n");
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("s.json").toFile())
                        .at("/classes")
                        .intValue())
                .isEqualTo(4);
        assertThat(Files.readAllBytes(folder.resolve("s.parquet")))
                .startsWith("PAR1".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatWasAskedBecomesAnExperimentThatGivesTheSameRows() throws IOException {
        Path study = Files.createDirectory(folder.resolve("elsewhere")).resolve("study.yaml");
        Outcome outcome = shell.run(
                "model " + shell.model() + " --hidden-domain nonnegative",
                "s = spread --factor 2/3 --backwards --seed 5",
                "t = spread --factor 2/3 --backwards --seed 5",
                "data " + shell.data() + " --data-limit 3",
                "p = predict",
                "spread --spreads-file " + file("spreads.txt"),
                "export " + study,
                "run " + study + " --strict --to " + file("run"),
                "save s " + file("s.csv"),
                "save p " + file("p.csv"));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(study).content().contains("file: \"../model.tiny\"");
        Outcome jobs = shell.run("query " + file("run")
                + " \"SELECT analysis, seed, hiddenDomain, data IS NULL FROM jobs ORDER BY job\" --format csv");
        assertThat(jobs.out().lines().skip(1))
                .containsExactlyInAnyOrder(
                        "spread,5,nonnegative,true", "predict,1,nonnegative,false", "spread,1,nonnegative,false");
        Outcome rows = shell.run("query " + file("run")
                + " \"SELECT label, spread FROM spread JOIN jobs USING (job) WHERE seed = 5 ORDER BY rowNumber\""
                + " --format csv");
        assertThat(rows.out()).isEqualTo(Files.readString(folder.resolve("s.csv")));
        assertThat(folder.resolve("run/files")).isDirectoryRecursivelyContaining("glob:**/spreads.txt");
    }

    @Test
    void tablesAreAsWideAsTheTerminal() throws IOException {
        Path own = Files.createDirectory(folder.resolve("narrow"));
        try (ShellFixture narrow = new ShellFixture(own, Duration.ZERO, 20)) {
            assertThat(narrow.run("plugins list").out()).contains("more columns, from ");
            Path study =
                    Files.writeString(own.resolve("study.yaml"), "models: {square: model.tiny}\nanalyses: [spread]\n");
            Path run = own.resolve("run");
            assertThat(narrow.run(
                                    "run " + study + " --to " + run,
                                    "query " + run + " \"SELECT analysis, model, 'long enough' AS third FROM jobs\"")
                            .out())
                    .endsWith(
                            "analysis  model\nspread    square\n... and 1 more columns, from third on; a wider terminal,"
                                    + " --format csv or json show all\n");
        }
        assertThat(shell.run("plugins list").out()).doesNotContain("more columns");
    }

    @Test
    void helpHasTheManualWithoutTheProgramsName() {
        assertThat(shell.run("help").out())
                .contains("Analyses, of the current model")
                .containsPattern("  spread +Spread of the weights of every class\\.")
                .containsPattern("  show +Prints a result\\.");
        assertThat(shell.run("help spread").out())
                .isEqualTo(shell.run("spread --help").out())
                .startsWith("Usage: spread [")
                .contains("[MODEL]", "--factor=F", "--as=NAME", "\n  spread model.onnx --factor 8/255\n")
                .doesNotContain("halfspace spread");
        assertThat(shell.run("help plugins reload").out()).contains("Loads the jars");
    }

    @Test
    void figuresAreDrawnHereOrIntoFiles() throws IOException {
        Outcome outcome = shell.run(
                "model " + shell.model(),
                "r = rogue --deed draw",
                "plot r",
                "plot r others --to " + file("r.json"),
                "plot r --to " + file("r.svg"));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("bars: What it did\n").containsPattern(" 0\\.6 +0\\.8 +1 .* number\n");
        assertThat(outcome.err()).contains("figures of r: bars, others\n", "r.svg written");
        assertThat(folder.resolve("r.svg")).content().startsWith("<svg");
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("r.json").toFile())
                        .at("/datasets/rows/0/number")
                        .intValue())
                .isEqualTo(1);
        assertThat(shell.run("plot r othrs").err())
                .contains("r has no figure \"othrs\"", "one of bars, others", "did you mean others?");
        assertThat(shell.run("plot r --to x.gif").err()).contains("has no known kind");
        assertThat(shell.run("rogue; plot rogue1").err()).contains("rogue1 has no figures");
    }

    @Test
    void whatLiesBesideTheModelCountsAsItsOwn() throws IOException {
        shell.run("model " + shell.model(), "spread");
        Subject first = shell.interpreter().session().opened().orElseThrow();
        Files.writeString(folder.resolve("elsewhere.txt"), "nothing");
        shell.run("spread");
        assertThat(shell.interpreter().session().opened()).containsSame(first);
        Files.writeString(folder.resolve("model.halfspace.yaml"), "hidden-domain: nonnegative\n");
        assertThat(shell.run("spread").out()).contains("domain nonnegative");
    }

    @Test
    void anotherModelMayBeChosenThatTheDataDoNotFit() {
        Path larger = TinyModelLoader.write(folder.resolve("larger.tiny"), AnalyticHeads.simplex(4));
        Outcome outcome = shell.run("model " + shell.model(), "data " + shell.data(), "model " + larger);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("note: the current data cannot be used with it");
        assertThat(shell.run("predict").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("data --none; spread").status()).isZero();
    }

    @Test
    void outputThatCannotBeWrittenIsAFailureThatChangesNothing() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "needs a device that is full");
        shell.run("model " + shell.model());
        Outcome outcome = shell.run("spread > /dev/full", "results");
        assertThat(outcome.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.err()).contains("the output could not be written", "/dev/full", "1 command left out");
        assertThat(shell.interpreter().session().state().results()).isEmpty();
        // What comes next goes to its usual place.
        assertThat(shell.run("set").out()).contains("set seed 1");
    }
}
