package org.halfspace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.starter.analysis.StarterAnalysis;
import com.example.starter.datareader.StarterReader;
import com.example.starter.engine.StarterEngine;
import com.example.starter.modelloader.StarterLoader;
import com.example.starter.searchmethod.StarterMethod;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.halfspace.testkit.PluginJarBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Strangers' plugins of every kind, each in a jar of its own, at work together: in commands, in an experiment, on its page. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class StrangersTest {
    private static final Path SEARCH = Path.of("../plugins/search/target/classes");

    @TempDir
    private Path folder;

    private CommandLineFixture halfspace;
    private String model;
    private String data;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.isDirectory(SEARCH), "the plugin search has not been compiled");
        halfspace = new CommandLineFixture(folder);
        new PluginJarBuilder("my-analysis").extension(StarterAnalysis.class).buildIn(folder);
        new PluginJarBuilder("my-loader").extension(StarterLoader.class).buildIn(folder);
        new PluginJarBuilder("my-reader").extension(StarterReader.class).buildIn(folder);
        new PluginJarBuilder("my-method").extension(StarterMethod.class).buildIn(folder);
        new PluginJarBuilder("my-engine").extension(StarterEngine.class).buildIn(folder);
        search(folder.resolve("search.jar"));
        model = write("model.txt", "starter", "0.5 1 0", "-1 0 2", "0 -1 -1", "end");
        data = write("data.txt", "starter", "0 3 1", "1 -1 3", "2 -3 -1", "0 2 0", "end");
    }

    /** The search plugin as the build packs it: with its own classes, index and manifest. */
    private static void search(Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream content = new JarOutputStream(out);
                Stream<Path> files = Files.walk(SEARCH)) {
            content.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            content.write("Manifest-Version: 1.0\r\nPlugin-Id: search\r\nPlugin-Version: 0.1.0\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.putNextEntry(
                        new ZipEntry(SEARCH.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, content);
            }
        }
    }

    private String write(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines)).toString();
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return new ObjectMapper().readTree(outcome.out());
    }

    @Test
    void eachKindIsListed() {
        assertThat(halfspace.run("plugins", "list").out())
                .containsPattern("my-analysis +1.0.0 +analysis +starter")
                .containsPattern("my-loader +1.0.0 +model loader +starter")
                .containsPattern("my-reader +1.0.0 +data reader +starter")
                .containsPattern("my-method +1.0.0 +search method +starter")
                .containsPattern("my-engine +1.0.0 +engine +starter");
    }

    @Test
    void aMethodOfSearchIsAValueOfAnOption() throws IOException {
        assertThat(halfspace.run("search", "--help").out().replaceAll("\\s+", " "))
                .contains("starter: walks from the source to the target in a straight line");
        JsonNode found = json(halfspace.run(
                "search",
                model,
                "--data",
                data,
                "--from",
                "0",
                "--to",
                "2",
                "--method",
                "starter",
                "--eps",
                "10",
                "--any-pair",
                "--json"));
        assertThat(found.at("/provenance/parameters/method").textValue()).isEqualTo("starter");
        assertThat(found.at("/rows/0/found").booleanValue()).isTrue();
        assertThat(found.at("/rows/0/distance").doubleValue()).isBetween(0.0, 6.0);
        Outcome misspelt = halfspace.run("search", model, "--data", data, "--method", "startr");
        assertThat(misspelt.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(misspelt.err()).contains("expected: one of auto", "did you mean starter?");
    }

    @Test
    void aLoaderAndAReaderServeEveryCommand() throws IOException {
        JsonNode inspection = json(halfspace.run("inspect", model, "--json"));
        assertThat(inspection.at("/hidden/size").intValue()).isEqualTo(2);
        assertThat(inspection.at("/classes").intValue()).isEqualTo(3);
        JsonNode predictions = json(halfspace.run("predict", model, "--data", data, "--json"));
        assertThat(predictions.at("/samples").intValue()).isEqualTo(4);
        assertThat(predictions.at("/correct").intValue()).isEqualTo(4);
        JsonNode lengths = json(halfspace.run("starter", model, "--limit", "1.1", "--json"));
        assertThat(lengths.at("/shorter").intValue()).isEqualTo(1);
        String damaged = write("damaged.txt", "starter", "1 2");
        assertThat(halfspace.run("inspect", damaged).status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void allOfThemMakeAnExperimentAndItsPage() throws IOException {
        String study = write(
                "study.yaml",
                "models: {text: model.txt}",
                "data: {text: data.txt}",
                "engine: starter",
                "analyses:",
                "  - starter: {limit: 1.1}",
                "  - search: {method: starter, pairs: 3, eps: 10, any-pair: true}",
                "expect:",
                "  - {analysis: starter, field: shorter, equals: 1}");
        String run = folder.resolve("run").toString();
        JsonNode outcome = json(halfspace.run("run", study, "--to", run, "--strict", "--json"));
        assertThat(outcome.at("/jobs").intValue()).isEqualTo(2);
        assertThat(outcome.at("/failedJobs").intValue()).isZero();
        assertThat(outcome.at("/rows").intValue()).isEqualTo(3 + 3);
        assertThat(halfspace
                        .run("query", run, "SELECT engine FROM run", "--format", "csv")
                        .out())
                .isEqualTo("engine\r\nstarter\r\n");
        assertThat(Files.readString(folder.resolve("run/report.html")))
                .contains("The length of each class's weights", "\"field\":\"length\"")
                .contains("\"rows\":[{\"label\":0,\"length\":");
    }

    @Test
    void anEngineCanBeNamedForARun() throws IOException {
        String study = write("study.yaml", "models: {text: model.txt}", "analyses: [starter]");
        String run = folder.resolve("run").toString();
        assertThat(halfspace
                        .run("run", study, "--to", run, "--engine", "starter")
                        .status())
                .isZero();
        assertThat(halfspace
                        .run("query", run, "SELECT engine FROM run", "--format", "csv")
                        .out())
                .contains("starter");
    }

    @Test
    void eachOfThemIsInOrder() throws IOException {
        for (String id : List.of("my-analysis", "my-loader", "my-reader", "my-method", "my-engine")) {
            Path jar = folder.resolve(id + ".jar");
            Outcome unversioned = halfspace.run("plugins", "verify", jar.toString(), "--json");
            JsonNode document = new ObjectMapper().readTree(unversioned.out());
            assertThat(document.at("/rows").findValuesAsText("what"))
                    .as("a jar of a test says nothing of the version it was built for")
                    .containsExactly("the manifest's Plugin-Requires is not in order");
        }
    }
}
