package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.halfspace.cli.Console;
import org.halfspace.cli.session.Session;
import org.halfspace.spi.Host;
import org.halfspace.workbench.Workbench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What docs/shell.md says. */
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
class ShellManualTest {
    private static final Path HOME = home();

    @TempDir
    private Path folder;

    private final List<Path> links = new ArrayList<>();

    /** The temporary folder's own end would warn of each. */
    @AfterEach
    void removeLinks() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }

    /** The folder of the checkout: the nearest one above with the manual. */
    private static Path home() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/shell.md"))) {
            here = here.getParent();
        }
        return here;
    }

    private static String manual() throws IOException {
        return Files.readString(HOME.resolve("docs/shell.md"));
    }

    /** The real plugins, where they have been packaged before this module's tests. */
    private Path plugins() throws IOException {
        Path place = Files.createDirectory(folder.resolve("plugins"));
        List<Path> jars;
        try (Stream<Path> files = Files.find(HOME.resolve("plugins"), 3, (file, attributes) -> file.toString()
                .matches(".*/plugins/[a-z]+/target/halfspace-[a-z]+-[0-9.]+\\.jar"))) {
            jars = files.toList();
        }
        for (Path jar : jars) {
            links.add(Files.createSymbolicLink(place.resolve(jar.getFileName()), jar));
        }
        Set<String> names = new TreeSet<>();
        jars.forEach(jar -> names.add(jar.getParent().getParent().getFileName().toString()));
        assumeTrue(
                names.containsAll(Set.of("onnx", "data", "directions", "search")),
                "needs the plugins' jars: mvn package, or verify");
        return place;
    }

    @Test
    void theSessionRunsAsItStands() throws IOException {
        Matcher session = Pattern.compile("```hs\\n(.*?)```", Pattern.DOTALL).matcher(manual());
        assertThat(session.find()).isTrue();
        // Tests do not run in the folder of Halfspace, and leave nothing there.
        String script = session.group(1)
                .replace("examples/", HOME + "/examples/")
                .replaceAll("(?m)(t\\.parquet|distances\\.svg|study\\.hs|study\\.yaml)", folder + "/$1");
        Path plugins = plugins();
        Supplier<Workbench> loading = () -> Workbench.open(new Host("0.1.0", 2), List.of(plugins));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try (Interpreter interpreter = new Interpreter(
                Session.lasting(loading.get(), loading),
                new Console(new PrintWriter(out), new PrintWriter(err), false),
                Duration.ofSeconds(20))) {
            assertThat(interpreter.run("the manual", script)).as(err.toString()).isZero();
            assertThat(interpreter.session().state().names()).containsExactly("directions1", "d", "s", "t");
        }
        assertThat(err.toString()).doesNotContain("note:");
        assertThat(out.toString()).contains("study.yaml is in order: 4 jobs");
        assertThat(folder.resolve("t.parquet")).isNotEmptyFile();
        assertThat(folder.resolve("distances.svg")).content().contains("<svg");
    }

    @Test
    void everyCommandOfTheShellIsInTheManual() throws IOException {
        String manual = manual();
        try (ShellFixture shell = new ShellFixture(folder)) {
            Set<String> commands = new TreeSet<>(
                    shell.interpreter().commands().getSubcommands().keySet());
            // Those of the command line, and the strangers', are elsewhere.
            commands.removeAll(Set.of(
                    "evaluate", "inspect", "predict", "query", "renamed", "report", "rogue", "run", "runs", "spread"));
            assertThat(commands).contains("model", "export").allSatisfy(name -> assertThat(manual)
                    .containsPattern("\\| .*`" + name + "[ `]"));
        }
    }
}
