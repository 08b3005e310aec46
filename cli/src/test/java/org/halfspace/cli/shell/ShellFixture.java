package org.halfspace.cli.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.halfspace.cli.CommandLineFixture;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.halfspace.cli.Console;
import org.halfspace.cli.session.Session;
import org.halfspace.spi.Host;
import org.halfspace.testkit.PluginJarBuilder;
import org.halfspace.workbench.Workbench;

/** A shell in this process, over a folder of plugins: a reader of models and one of data, and two strangers' analyses. */
final class ShellFixture implements AutoCloseable {
    private final CommandLineFixture files;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final PrintWriter outWriter = new PrintWriter(out);
    private final PrintWriter errWriter = new PrintWriter(err);
    private final Interpreter interpreter;

    /** A shell that waits for commands which are interrupted. */
    ShellFixture(Path folder) {
        this(folder, Duration.ofSeconds(60), 0);
    }

    ShellFixture(Path folder, Duration grace, int width) {
        files = new CommandLineFixture(folder);
        new PluginJarBuilder("rogue").extension(RogueAnalysis.class).buildIn(folder);
        Supplier<Workbench> loading = () -> Workbench.open(new Host("0.1.0", 1), List.of(folder));
        interpreter = new Interpreter(
                Session.lasting(loading.get(), loading),
                new Console(outWriter, errWriter, false, () -> width, false),
                grace);
        System.getProperties().put(RogueAnalysis.CTRL_C, (Runnable) interpreter::interrupt);
    }

    Interpreter interpreter() {
        return interpreter;
    }

    String model() {
        return files.model();
    }

    String data() {
        return files.data();
    }

    Path folder() {
        return files.folder();
    }

    /** Runs commands, one per line, as a script called {@code script.hs}. */
    Outcome run(String... lines) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        int status = interpreter.run("script.hs", String.join("\n", lines));
        outWriter.flush();
        errWriter.flush();
        return new Outcome(status, out.toString(), err.toString());
    }

    /** All that was printed since the last script began. */
    String printed() {
        outWriter.flush();
        errWriter.flush();
        return out.toString() + err;
    }

    Console console() {
        return interpreter.console();
    }

    @Override
    public void close() {
        System.getProperties().remove(RogueAnalysis.CTRL_C);
        interpreter.close();
    }
}
