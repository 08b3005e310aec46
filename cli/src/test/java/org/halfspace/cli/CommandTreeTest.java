package org.halfspace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.halfspace.parameters.ReservedNames;
import org.halfspace.testkit.PluginJarBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommandTreeTest {
    @TempDir
    private Path folder;

    private CommandLineFixture halfspace;

    @BeforeEach
    void install() {
        halfspace = new CommandLineFixture(folder);
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return new ObjectMapper().readTree(outcome.out());
    }

    @Test
    void helpListsAStrangersAnalysis() {
        Outcome help = halfspace.run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).containsPattern("spread +Spread of the weights of every class\\.");
        assertThat(help.out()).contains("inspect", "predict", "plugins");
        assertThat(halfspace.run().out()).isEqualTo(help.out());
    }

    @Test
    void optionsOfACommandComeFromItsRecord() {
        Outcome help = halfspace.run("spread", "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("--factor=F")
                .contains("Weights are multiplied by this. (default: 1/2)")
                .contains("--mood=good|defective|picky|broken-library|erring|empty-handed|interrupted")
                .contains("--backwards ")
                .contains("--spreads-file=FILE")
                .contains("--input-mean", "--data-layout", "--seed", "--format")
                .contains("halfspace spread model.onnx --factor 8/255");
    }

    @Test
    void everyOptionOfTheHostIsReserved() {
        Set<String> options = new TreeSet<>();
        halfspace.run("predict", "--help").out().lines().forEach(line -> {
            var matcher = Pattern.compile("^ .*?--([a-z][a-z-]*)").matcher(line);
            if (matcher.find() && !line.contains("halfspace ")) {
                options.add(matcher.group(1));
            }
        });
        assertThat(options).contains("data", "seed", "input-mean").isSubsetOf(ReservedNames.OPTIONS);
    }

    @Test
    void everyCommandOfTheHostIsReserved() {
        String known = halfspace
                .run("no-such-command")
                .err()
                .lines()
                .filter(line -> line.contains("expected: one of "))
                .findFirst()
                .orElseThrow();
        Set<String> commands =
                new TreeSet<>(Set.of(known.replaceFirst(".*one of ", "").split(", ", -1)));
        commands.removeAll(Set.of("predict", "spread"));
        assertThat(commands).contains("inspect").isSubsetOf(ReservedNames.COMMANDS);
    }

    @Test
    void printsTheVersion() {
        assertThat(halfspace.run("--version").out().strip()).isEqualTo("Halfspace 0.1.0");
    }

    @Test
    void aJsonDocumentBeginsWithItsSchemaAndTellsWhereItCameFrom() throws IOException {
        Outcome outcome = halfspace.run(
                "spread",
                halfspace.model(),
                "--json",
                "--factor",
                "8/255",
                "--seed",
                "5",
                "--bounds",
                "0,255",
                "--backwards");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("{\n  \"schema\": {");
        JsonNode document = json(outcome);
        assertThat(document.at("/schema/name").textValue()).isEqualTo("halfspace/spread");
        assertThat(document.at("/schema/version").intValue()).isEqualTo(2);
        assertThat(document.at("/classes").intValue()).isEqualTo(4);
        assertThat(document.at("/rows/1/spread").doubleValue()).isEqualTo(2 * 8.0 / 255);
        assertThat(document.at("/completed").intValue()).isEqualTo(4);
        assertThat(document.at("/notes/0").textValue()).contains("2 hidden numbers");
        JsonNode provenance = document.at("/provenance");
        assertThat(provenance.at("/version").textValue()).isEqualTo("0.1.0");
        assertThat(provenance.at("/plugin").textValue()).isEqualTo("stranger 1.0.0");
        assertThat(provenance.at("/seed").longValue()).isEqualTo(5);
        assertThat(provenance.at("/modelSha256").textValue()).matches("[0-9a-f]{64}");
        assertThat(provenance.at("/modelOptions/bounds").textValue()).isEqualTo("0,255");
        assertThat(provenance.at("/hiddenDomain").textValue()).isEqualTo("real");
        assertThat(provenance.at("/parameters/factor").textValue()).isEqualTo("8/255");
        assertThat(provenance.at("/parameters/mood").textValue()).isEqualTo("good");
        assertThat(provenance.at("/parameters/spreads-file").textValue()).isEmpty();
        assertThat(provenance.at("/parameters/backwards").textValue()).isEqualTo("true");
    }

    @Test
    void readsModelDataAndSidecar() throws IOException {
        JsonNode document =
                json(halfspace.run("predict", halfspace.model(), "--data", halfspace.data(), "--format", "json"));
        assertThat(document.at("/samples").intValue()).isEqualTo(4);
        assertThat(document.at("/correct").intValue()).isEqualTo(3);
        assertThat(document.at("/accuracy").doubleValue()).isEqualTo(0.75);
        assertThat(document.at("/rows/3/predicted").intValue()).isEqualTo(3);
        assertThat(json(halfspace.run(
                                "predict", halfspace.model(), "--data", halfspace.data(), "--data-limit=1", "--json"))
                        .at("/samples")
                        .intValue())
                .isEqualTo(1);

        Files.writeString(folder.resolve("model.halfspace.yaml"), "hidden-domain: nonnegative\n");
        assertThat(json(halfspace.run("inspect", halfspace.model(), "--json"))
                        .at("/hidden/domain")
                        .textValue())
                .isEqualTo("nonnegative");
        assertThat(json(halfspace.run("inspect", halfspace.model(), "--json", "--hidden-domain", "real"))
                        .at("/hidden/domain")
                        .textValue())
                .as("the command line goes before the file")
                .isEqualTo("real");
    }

    @Test
    void inspectTellsWhatIsInTheFile() throws IOException {
        JsonNode document = json(halfspace.run("inspect", halfspace.model(), "--json"));
        assertThat(document.at("/schema/name").textValue()).isEqualTo("halfspace/inspect");
        assertThat(document.at("/hidden/size").intValue()).isEqualTo(2);
        assertThat(document.at("/classes").intValue()).isEqualTo(4);
        assertThat(document.at("/head/kind").textValue()).isEqualTo("Gemm");
        assertThat(document.at("/agreement").isNull()).isTrue();
        assertThat(document.at("/unsupportedOperators/0").textValue()).isEqualTo("Opaque");
    }

    @Test
    void printsTheTableAsCsv() {
        Outcome outcome = halfspace.run("spread", halfspace.model(), "--format", "csv", "--factor=1");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo("label,spread\r\n0,0.0\r\n1,2.0\r\n2,0.0\r\n3,2.0\r\n");
    }

    @Test
    void printsForAPersonByDefault() {
        Outcome outcome = halfspace.run("spread", halfspace.model());
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .startsWith(
                        "spread of model.tiny (softmax layer, 2 x 4, domain real)\n\n* the largest spread is 1.0\n");
    }

    @Test
    void writesTheFilesThatWereAskedFor() {
        Path file = folder.resolve("spreads.txt");
        assertThat(halfspace
                        .run("spread", halfspace.model(), "--spreads-file", file.toString())
                        .status())
                .isZero();
        assertThat(file).content().contains("Row[label=3, spread=1.0]");
    }

    @Test
    void writesFiguresWithTheirRows() {
        Path figures = folder.resolve("figures");
        Outcome outcome =
                halfspace.run("spread", halfspace.model(), "--figures", figures.toString(), "--figures-as", "json");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("figure: " + figures.resolve("spreads.json"));
        assertThat(figures.resolve("spreads.json"))
                .content()
                .contains("\"mark\":\"bar\"", "{\"label\":3,\"spread\":1.0}");

        Outcome wrong = halfspace.run("spread", halfspace.model(), "--figures", "x", "--figures-as", "gif");
        assertThat(wrong.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(wrong.err()).contains("there is no kind of figure \"gif\"", "svg, png, html, json");

        Outcome blocked = halfspace.run("spread", halfspace.model(), "--figures", halfspace.model());
        assertThat(blocked.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(blocked.err()).contains("the figures cannot be written");
        assertThat(blocked.out()).contains("the largest spread is 1.0");
    }

    @Test
    void aFileThatCannotBeWrittenDoesNotCostTheResult() {
        Outcome outcome = halfspace.run(
                "spread",
                halfspace.model(),
                "--spreads-file",
                folder.resolve("no/file.txt").toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.out()).contains("the largest spread is 1.0");
        assertThat(outcome.err()).startsWith("error: the file cannot be written");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        Outcome outcome = halfspace.run("spraed", "model");
        assertThat(outcome.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("error: there is no command \"spraed\"")
                .contains("expected: one of evaluate, inspect, plugins, predict, query, report, run, runs, spread")
                .contains("did you mean spread?")
                .contains("halfspace --help");
    }

    @Test
    void suggestsTheOptionThatWasMeant() {
        Outcome outcome = halfspace.run("spread", halfspace.model(), "--facter", "1");
        assertThat(outcome.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.err())
                .contains("--facter")
                .contains("did you mean --factor?")
                .contains("spread --help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plugins",
                "spread",
                "spread MODEL extra",
                "spread MODEL --factor -1",
                "spread MODEL --factor",
                "spread MODEL --mood sad",
                "spread MODEL --format xml",
                "spread MODEL --threads none",
                "spread MODEL --seed x",
                "spread MODEL --input-scale many",
                "spread MODEL --mood picky",
                "spread absent.tiny",
                "predict MODEL",
                "predict MODEL --data absent",
                "predict MODEL --data MODEL",
                "predict MODEL --data MODEL --data-format idx"
            })
    void badUsageAndBadInputAreStatusTwoWithoutAStackTrace(String line) {
        Outcome outcome = halfspace.run(line.replace("MODEL", halfspace.model()).split(" ", -1));
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("error: ").doesNotContain("\tat ");
    }

    @Test
    void aFailedRunIsStatusOneAndNamesTheDefect() {
        Outcome outcome = halfspace.run("spread", halfspace.model(), "--mood", "defective");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("error: spread failed on 1 of 4 tasks; first on classes 1 to 1")
                .contains("a slip of the author", "where:    plugin stranger 1.0.0")
                .contains("--debug")
                .doesNotContain("\tat ");
    }

    @Test
    void aLibraryThatDoesNotLoadIsStatusOneAndNamesThePlugin() {
        Outcome outcome = halfspace.run("spread", halfspace.model(), "--mood", "broken-library");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err())
                .contains("spread of plugin stranger 1.0.0 failed: java.lang.UnsatisfiedLinkError: no native spread")
                .doesNotContain("\tat ");
    }

    @Test
    void whateverAStrangersAnalysisDoesItsPluginIsNamedAndTheOthersWork() {
        Outcome erring = halfspace.run("spread", halfspace.model(), "--mood", "erring");
        assertThat(erring.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(erring.err())
                .contains("spread of plugin stranger 1.0.0 failed: java.lang.AssertionError: a stranger's assertion")
                .doesNotContain("\tat ");
        Outcome emptyHanded = halfspace.run("spread", halfspace.model(), "--mood", "empty-handed");
        assertThat(emptyHanded.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(emptyHanded.err()).contains("rows returned null", "where:    plugin stranger 1.0.0");
        assertThat(halfspace
                        .run("predict", halfspace.model(), "--data", halfspace.data())
                        .status())
                .isZero();
    }

    @Test
    void debugShowsWhere() {
        Outcome outcome = halfspace.run("spread", halfspace.model(), "--mood", "defective", "--debug");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("\tat org.halfspace.cli.SpreadAnalysis.misbehave");
        assertThat(halfspace.run("--debug", "spread", "absent.tiny").err()).contains("\tat ");
    }

    @Test
    void anInterruptionIsStatus130WithWhatIsDone() throws IOException {
        Outcome outcome = halfspace.run("spread", halfspace.model(), "--mood", "interrupted", "--json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(outcome.err()).contains("interrupted: the result covers 1 of 4 items");
        JsonNode document = new ObjectMapper().readTree(outcome.out());
        assertThat(document.at("/completed").intValue()).isEqualTo(1);
        assertThat(document.at("/items").intValue()).isEqualTo(4);
    }

    @Test
    void listsWhatIsInstalled() throws IOException {
        JsonNode document = json(halfspace.run("plugins", "list", "--json"));
        assertThat(document.at("/schema/name").textValue()).isEqualTo("halfspace/plugins");
        assertThat(document.at("/problems")).isEmpty();
        assertThat(document.at("/rows").findValuesAsText("name"))
                .containsExactlyInAnyOrder("predict", "local", "spread", "tiny", "tiny-data");
    }

    @Test
    void aBrokenPluginStopsCommandsThatCouldMissIt() throws IOException {
        Path jar = new PluginJarBuilder("broken").withoutIndex().buildIn(folder);
        Outcome outcome = halfspace.run("spread", halfspace.model());
        assertThat(outcome.status()).isEqualTo(ExitStatus.PLUGIN);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("error: a plugin could not be loaded")
                .contains("where:    " + jar)
                .contains("META-INF/extensions.idx");

        assertThat(halfspace.run("spread", "--help").status()).as("help").isZero();
        Outcome list = halfspace.run("plugins", "list", "--json");
        assertThat(list.status()).isEqualTo(ExitStatus.PLUGIN);
        JsonNode problem = new ObjectMapper().readTree(list.out()).at("/problems/0");
        assertThat(problem.at("/jar").textValue()).isEqualTo(jar.toString());
        assertThat(problem.at("/message").textValue()).contains("it has no extension");
    }
}
