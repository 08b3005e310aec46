package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.halfspace.cli.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A session at a terminal without abilities, typed from a text. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ShellTerminalTest {
    @TempDir
    private Path folder;

    private String session(String typed, Optional<Path> history) throws IOException {
        try (ShellFixture shell = new ShellFixture(Files.createTempDirectory(folder, "plugins"));
                ShellTerminal terminal = ShellTerminal.plain(
                        new ByteArrayInputStream(
                                typed.replace("MODEL", shell.model()).getBytes(StandardCharsets.UTF_8)),
                        OutputStream.nullOutputStream())) {
            assertThat(terminal.run(shell.interpreter(), history)).isEqualTo(ExitStatus.DONE);
            return shell.printed();
        }
    }

    @Test
    void linesAreRunUntilTheInputEnds() throws IOException {
        assertThat(session("model MODEL\nd = spread\nresults\n", Optional.empty()))
                .contains("help shows the commands", "kept as d (4 rows)", "1 result");
    }

    @Test
    void aMistakeDoesNotEndTheShell() throws IOException {
        assertThat(session("nonsense\nspread MODEL\n", Optional.empty()))
                .contains("there is no command \"nonsense\"", "kept as spread1")
                .doesNotContain("ended with status");
    }

    @Test
    void aCommandMayHaveSeveralLines() throws IOException {
        assertThat(session("spread MODEL \\\n--factor 3\nshow 'spread\n1'\n", Optional.empty()))
                .contains("largestSpread  6", "there is no result \"spread\n1\"");
    }

    @Test
    void exitEndsIt() throws IOException {
        assertThat(session("exit\nnonsense\n", Optional.empty())).doesNotContain("nonsense");
    }

    @Test
    void linesAreKeptForTheNextShell() throws IOException {
        Path history = folder.resolve("history");
        session("set seed 5\nset\n", Optional.of(history));
        assertThat(history).content().contains("set seed 5");
    }
}
