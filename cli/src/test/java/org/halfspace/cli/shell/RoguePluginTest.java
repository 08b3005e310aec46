package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.SpreadAnalysis;
import org.halfspace.testkit.PluginJarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plugins that misbehave are named, and the shell goes on. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RoguePluginTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "throw-error, failed: java.lang.AssertionError: a slip of the author",
        "overflow, failed: java.lang.StackOverflowError",
        "wrong-rows, expected rows of the record",
        "no-rows, rows returned null",
        "no-summary, summarise returned null"
    })
    void whatItThrowsOrGivesIsItsOwnFault(String deed, String message) {
        try (ShellFixture shell = new ShellFixture(folder)) {
            Outcome outcome = shell.run("model " + shell.model(), "rogue --deed " + deed);
            assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(outcome.err()).contains(message, "plugin rogue 1.0.0");
            assertThat(shell.interpreter().session().state().results()).isEmpty();
            assertThat(shell.run("rogue").err()).contains("kept as rogue1 (1 row)");
        }
    }

    @Test
    void threadsThatItLeavesAreNamed() {
        try (ShellFixture shell = new ShellFixture(folder)) {
            Outcome outcome = shell.run("model " + shell.model(), "rogue --deed leak", "rogue");
            assertThat(outcome.status()).isZero();
            assertThat(outcome.err())
                    .containsOnlyOnce("note: rogue of plugin rogue 1.0.0 left threads running: rogue-worker\n");
        }
    }

    @Test
    void anInterruptionStopsTheCommandAndNotTheShell() {
        try (ShellFixture shell = new ShellFixture(folder)) {
            Outcome outcome = shell.run("set -k", "model " + shell.model(), "rogue --deed wait", "model --none");
            assertThat(outcome.status()).isEqualTo(ExitStatus.INTERRUPTED);
            assertThat(outcome.err())
                    .contains("interrupting ...", "line 3: rogue ended with status 130; 1 command left out");
            assertThat(shell.run("spread").err()).contains("kept as spread1");
        }
    }

    @Test
    void whatDoesNotStopIsLeftBehind() {
        try (ShellFixture shell = new ShellFixture(folder, Duration.ZERO, 0)) {
            shell.run("model " + shell.model(), "spread");
            var before = shell.interpreter().session();
            Outcome outcome = shell.run("rogue --deed hang > " + folder.resolve("nothing.txt"));
            assertThat(outcome.status()).isEqualTo(ExitStatus.INTERRUPTED);
            assertThat(outcome.err()).contains("rogue of plugin rogue 1.0.0 does not stop; it is left behind");
            // What it works with stays open, but nobody else's.
            assertThat(shell.interpreter().session()).isNotSameAs(before);
            assertThat(before.opened()).isEmpty();
            Outcome next = shell.run("results", "spread");
            assertThat(next.status()).as(next.err()).isZero();
            assertThat(next.out()).contains("spread1");
            assertThat(next.err()).isEqualTo("kept as spread2 (4 rows)\n");
        }
    }

    @Test
    void jarsAreTakenUpAgain() throws IOException {
        try (ShellFixture shell = new ShellFixture(folder)) {
            Path jar = folder.resolve("stranger.jar");
            shell.run("model " + shell.model(), "spread", "rogue");
            Files.delete(jar);
            Outcome without = shell.run("plugins reload", "spread");
            assertThat(without.err()).contains("2 plugins loaded", "there is no command \"spread\"");
            assertThat(shell.run("show spread1").out()).contains("largestSpread");

            new PluginJarBuilder("stranger").extension(SpreadAnalysis.class).buildIn(folder);
            assertThat(shell.run("plugins reload", "spread").err()).contains("3 plugins loaded", "kept as spread2");
            assertThat(shell.run("model").out()).isEqualTo(shell.model() + "\n");

            // The same file with something else in it.
            new PluginJarBuilder("stranger").extension(RenamedAnalysis.class).buildIn(folder);
            Outcome changed = shell.run("plugins reload", "renamed");
            assertThat(changed.status()).as(changed.err()).isZero();

            Files.writeString(jar, "no jar");
            Outcome broken = shell.run("set -k", "plugins reload", "results", "rogue");
            assertThat(broken.status()).isEqualTo(ExitStatus.PLUGIN);
            assertThat(broken.err())
                    .contains("a plugin could not be loaded", "line 2: plugins ended with status 3")
                    .contains("line 4: rogue ended with status 3")
                    .doesNotContain("line 3");
            assertThat(broken.out()).contains("spread2");
        }
    }
}
