package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.cli.CommandLineFixture;
import org.halfspace.cli.CommandTree;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.session.Session;
import org.halfspace.spi.Host;
import org.halfspace.workbench.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code shell} of the command line, with scripts. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ShellCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String input, String... arguments) {
        Workbench workbench = Workbench.open(new Host("0.1.0", 1), List.of(folder));
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
        ShellCommand shell = new ShellCommand(
                new ShellCommand.Surroundings(
                        () -> Session.lasting(workbench, () -> workbench),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        false,
                        Optional.empty(),
                        false),
                console);
        int status = new CommandTree(
                        Session.ofOneCommand(workbench),
                        console,
                        new CommandTree.Additions(List.of(shell.spec()), List.of()))
                .execute(arguments);
        console.flush();
        return status;
    }

    @Test
    void runsAFileOfCommands() throws IOException {
        String model = new CommandLineFixture(folder).model();
        Path script = Files.writeString(folder.resolve("study.hs"), "model " + model + "\nnonsense\nspread\n");
        assertThat(run("", "shell", script.toString())).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(err.toString()).contains(script + ", line 2: nonsense ended with status 2; 1 command left out");
        assertThat(run("", "shell", "-k", script.toString())).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(err.toString()).contains("going on", "kept as spread1");
    }

    @Test
    void runsStandardInputWhereNobodyTypes() {
        assertThat(run("set seed 3; set", "shell")).isZero();
        assertThat(out.toString()).isEqualTo("set +k\nset seed 3\n");
        assertThat(run("'", "shell", "-")).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(err.toString()).contains("a quotation mark is not closed", "standard input, line 1");
    }

    @Test
    void runsWhatIsGivenBehindC() {
        assertThat(run("nonsense", "shell", "-c", "set seed 3; set")).isZero();
        assertThat(out.toString()).endsWith("set seed 3\n");
        assertThat(run("", "shell", "-c", "set", "x.hs")).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(err.toString()).contains("-c and a script exclude each other");
    }

    @Test
    void saysWhichScriptCannotBeRead() {
        assertThat(run("", "shell", "no-such.hs")).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(err.toString()).contains("the script cannot be read", "no-such.hs", "no such file");
    }
}
