package org.halfspace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginsNewCommandTest {
    @TempDir
    private Path plugins;

    @TempDir
    private Path work;

    private CommandLineFixture halfspace;

    @BeforeEach
    void install() {
        halfspace = new CommandLineFixture(plugins);
    }

    private Outcome create(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("plugins", "new", name));
        if (!List.of(more).contains("--to")) {
            arguments.addAll(List.of("--to", work.resolve("project").toString()));
        }
        arguments.addAll(List.of(more));
        return halfspace.run(arguments.toArray(new String[0]));
    }

    /** Every name that a stranger could choose and that could collide with one in the sources. */
    private static Stream<String> names() {
        return Stream.of("mine", "my-starter", "starter", "switch", "model-loader", "search-method", "engine", "a1-b2");
    }

    @ParameterizedTest
    @EnumSource(Starter.class)
    void everyKindCompilesUnderEveryName(Starter starter) throws IOException {
        for (String name : names().toList()) {
            Path project = work.resolve(name);
            Outcome outcome = create(name, "--kind", starter.kind(), "--to", project.toString());
            assertThat(outcome.status()).as(outcome.err()).isZero();
            String type = starter.className(name);
            assertThat(outcome.out()).contains("Wrote " + project, "mvn -q install", "plugins verify");
            List<Path> sources;
            try (Stream<Path> files = Files.walk(project)) {
                sources =
                        files.filter(file -> file.toString().endsWith(".java")).toList();
            }
            assertThat(sources)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(type + ".java", type + "Test.java");
            assertCompiles(sources, Files.createDirectories(project.resolve("classes")));
            assertThat(project.resolve("README.md")).content().contains("target/" + name + "-1.0.0.jar");
            assertThat(project.resolve(".gitignore")).hasContent("target/");
        }
    }

    private static void assertCompiles(List<Path> sources, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        var files = compiler.getStandardFileManager(null, null, null);
        boolean done = compiler.getTask(
                        messages,
                        files,
                        null,
                        List.of("-d", classes.toString(), "-proc:none", "-parameters"),
                        null,
                        files.getJavaFileObjectsFromPaths(sources))
                .call();
        assertThat(done).as(messages.toString()).isTrue();
    }

    @Test
    void thePomNamesThisVersionAndNothingIsLeftToFillIn() throws IOException {
        assertThat(create("mine", "--package", "org.me.mine").status()).isZero();
        assertThat(work.resolve("project/pom.xml"))
                .content()
                .contains("<halfspace.version>0.1.0</halfspace.version>", "<groupId>org.me.mine</groupId>")
                .contains("<Plugin-Id>mine</Plugin-Id>", "<version>${halfspace.version}</version>")
                .doesNotContainPattern("@[a-z]")
                .doesNotContain("starter");
        assertThat(work.resolve("project/src/main/java/org/me/mine/MineAnalysis.java"))
                .content()
                .startsWith("package org.me.mine;")
                .contains("\"mine\",")
                .doesNotContainIgnoringCase("starter");
    }

    @Test
    void theTutorialsResultHasThePomOfANewProject() throws IOException {
        String line = "<Plugin-Description>.*";
        assertThat(Files.readString(Path.of("../examples/plugin/pom.xml")).replaceFirst(line, ""))
                .isEqualTo(Starter.ANALYSIS
                        .files("margins", "com.example.margins")
                        .get("pom.xml")
                        .replaceFirst(line, ""));
    }

    @Test
    void thePackageOfAWordOfTheLanguageIsAnother() {
        assertThat(create("switch").out()).contains("com.example.switchplugin");
        assertThat(work.resolve("project/src/main/java/com/example/switchplugin/SwitchAnalysis.java"))
                .exists();
    }

    @ParameterizedTest
    @CsvSource({
        "mine, MineAnalysis",
        "my-analysis, MyAnalysis",
        "analysis, AnalysisAnalysis",
        "two-2-words, Two2WordsAnalysis"
    })
    void aClassHasTheNameAndTheKind(String name, String type) {
        assertThat(Starter.ANALYSIS.className(name)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mine",
                "1st",
                "my_analysis",
                "-",
                "a--b",
                "a-",
                "a b",
                "../mine",
                "mine/",
                "ä",
                "run",
                "x-summary"
            })
    void aNameThatCannotBeIsBadInput(String name) {
        Outcome outcome = create(name);
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.err()).startsWith("error: the name ").contains("found:", "try:");
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void aNameThatIsTakenIsBadInput() {
        assertThat(create("spread").err()).contains("the name is taken", "plugin stranger 1.0.0");
        assertThat(create("stranger").err()).contains("the name is taken");
        assertThat(create("spread", "--kind", "engine").status())
                .as("an engine may have the name of an analysis")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"org.halfspace", "org.halfspace.mine", "java.mine", "com.switch.x", "com..x", "com/x", "1.x", ""
            })
    void aPackageThatCannotBeIsBadInput(String name) {
        Outcome outcome = create("mine", "--package", name);
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(outcome.err()).startsWith("error: the package cannot be a plugin's");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path folder = Files.createDirectory(work.resolve("full"));
        Files.writeString(folder.resolve("thesis.tex"), "years of work");
        assertThat(create("mine", "--to", folder.toString()).err())
                .contains("the project has no place", "thesis.tex is in it");
        Path file = Files.writeString(work.resolve("file"), "x");
        assertThat(create("mine", "--to", file.toString()).err()).contains("found:    a file");
        assertThat(create("mine", "--to", file.resolve("below").toString()).err())
                .contains("the project cannot be written");
        Path empty = Files.createDirectory(work.resolve("empty"));
        assertThat(create("mine", "--to", empty.toString()).status()).isZero();
        assertThat(create("mine", "--to", empty.toString()).status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void aKindThatThereIsNotIsBadInput() {
        assertThat(create("mine", "--kind", "model-lodaer").err())
                .contains("there is no kind of plugin", "did you mean model-loader?");
        assertThat(halfspace.run("plugins", "new", "--help").out())
                .contains("search-method: a method of search", "my-analysis");
    }
}
