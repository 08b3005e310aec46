package org.halfspace.cli.shell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.halfspace.cli.CommandHelp;
import org.halfspace.cli.Console;
import org.halfspace.cli.MachineOptions;
import org.halfspace.cli.session.Session;
import org.halfspace.spi.InputException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code shell}: the interactive workbench, or a script for it. */
public final class ShellCommand implements Callable<Integer> {
    /** How long an interrupted command may take to stop: longer than the engine waits for its tasks, twice ten seconds. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private static final String STANDARD_INPUT = "-";

    private final Surroundings surroundings;
    private final Console console;
    private CommandSpec spec;

    /**
     * What a shell needs of its process.
     *
     * @param session begins a session; asked once
     * @param input where a script is read from when none is named
     * @param inputIsTerminal whether somebody types there
     * @param history the file of lines typed before, if it is to be kept
     * @param colour whether the user allows colours
     */
    public record Surroundings(
            Supplier<Session> session,
            InputStream input,
            boolean inputIsTerminal,
            Optional<Path> history,
            boolean colour) {}

    /** A shell that writes to a console. */
    public ShellCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    /** The command, for the parser. */
    public CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("shell");
        spec.usageMessage()
                .description(
                        "The interactive workbench: a model and data stay open between commands, and results have names."
                                + " With a script: runs its commands and stops at the first one that fails.");
        CommandHelp.examples(
                spec,
                List.of(
                        "shell",
                        "shell study.hs",
                        "-c \"model model.onnx; d = directions; save d d.csv\"",
                        "< study.hs"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("SCRIPT")
                .type(String.class)
                .description("A file of commands; - for standard input. (default: the terminal, or standard input where"
                        + " that is none)")
                .build());
        spec.addOption(OptionSpec.builder("-c")
                .type(String.class)
                .paramLabel("COMMANDS")
                .description(
                        "Run these commands, with semicolons or line ends between them. halfspace -c is short for it.")
                .build());
        spec.addOption(OptionSpec.builder("-k")
                .type(boolean.class)
                .arity("0")
                .description("Go on behind a command that fails; the exit status is that of the first one that did.")
                .build());
        MachineOptions.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        String commands = parsed.matchedOptionValue("-c", null);
        String script = parsed.matchedPositionalValue(0, null);
        if (commands != null && script != null) {
            throw new InputException("-c and a script exclude each other").found(script);
        }
        // Before the plugins are loaded: a script that is not there needs none.
        Optional<String> text = commands != null ? Optional.of(commands) : text(script);
        Session session = surroundings.session().get();
        MachineOptions.check(parsed, session.workbench().host(), false);
        try (ShellTerminal terminal = text.isPresent() ? null : ShellTerminal.ofSystem();
                Interpreter interpreter = new Interpreter(
                        session,
                        terminal == null ? console : terminal.console(console, surroundings.colour()),
                        GRACE)) {
            if (parsed.hasMatchedOption("-k")) {
                interpreter.keepGoing();
            }
            if (terminal != null) {
                return terminal.run(interpreter, surroundings.history());
            }
            String source = commands != null
                    ? "-c"
                    : script == null || script.equals(STANDARD_INPUT) ? "standard input" : script;
            return interpreter.run(source, text.get());
        }
    }

    /** Runs a shell that somebody leaves again, at a terminal that is none: for the classes that it needs. */
    public static void rehearse(Session session, Console console) throws IOException {
        InputStream typed =
                new ByteArrayInputStream("help\nresults\nmodel no-such-model\n".getBytes(StandardCharsets.UTF_8));
        try (ShellTerminal terminal = ShellTerminal.plain(typed, OutputStream.nullOutputStream());
                Interpreter interpreter = new Interpreter(session, console, GRACE)) {
            terminal.run(interpreter, Optional.empty());
            new Completions(interpreter).of("predict --");
            ShellTerminal.pseudo(InputStream.nullInputStream(), OutputStream.nullOutputStream())
                    .close();
        }
    }

    /** The script; nothing where somebody types. */
    private Optional<String> text(String script) throws IOException {
        if (script == null && surroundings.inputIsTerminal()) {
            return Optional.empty();
        }
        if (script == null || script.equals(STANDARD_INPUT)) {
            return Optional.of(new String(surroundings.input().readAllBytes(), StandardCharsets.UTF_8));
        }
        try {
            return Optional.of(Files.readString(Path.of(script)));
        } catch (IOException e) {
            throw new InputException("the script cannot be read", e)
                    .where(script)
                    .found(Files.exists(Path.of(script)) ? e.toString() : "no such file");
        }
    }
}
