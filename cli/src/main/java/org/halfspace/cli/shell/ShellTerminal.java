package org.halfspace.cli.shell;

import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Signals;

/** The terminal: reads lines, hands them to an interpreter, and passes Ctrl-C on to the command that runs. */
final class ShellTerminal implements AutoCloseable {
    private static final String PROGRAM = "halfspace";
    private static final String GOING_ON = "... ";

    /** Lines of earlier shells that are kept. */
    private static final int HISTORY_LINES = 5000;

    private final Terminal terminal;
    private final boolean system;

    private ShellTerminal(Terminal terminal, boolean system) {
        this.terminal = terminal;
        this.system = system;
    }

    /** A shell on the terminal of this process; on a plain one where that has no abilities. */
    static ShellTerminal ofSystem() throws IOException {
        return new ShellTerminal(
                TerminalBuilder.builder().name(PROGRAM).system(true).dumb(true).build(), true);
    }

    /** A shell on something that has no abilities, and is typed from a stream. */
    static ShellTerminal plain(InputStream typed, OutputStream shown) throws IOException {
        return new ShellTerminal(new DumbTerminal(typed, shown), false);
    }

    /** The same on a terminal with all abilities that the system has to make one of: loads what a real one needs. */
    static ShellTerminal pseudo(InputStream typed, OutputStream shown) throws IOException {
        return new ShellTerminal(
                TerminalBuilder.builder()
                        .name(PROGRAM)
                        .system(false)
                        .streams(typed, shown)
                        .build(),
                false);
    }

    private boolean isDumb() {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /**
     * Where commands write: as before, in lines as wide as the terminal is at the time.
     *
     * @param colour whether the user allows colours
     */
    Console console(Console console, boolean colour) {
        return new Console(console.out(), console.err(), console.terminal(), terminal::getColumns, colour && !isDumb());
    }

    /** Reads and runs until the input or the shell ends; the exit status. */
    int run(Interpreter interpreter, Optional<Path> history) {
        terminal.handle(Terminal.Signal.INT, signal -> interpreter.interrupt());
        if (system && isDumb()) {
            // A terminal without abilities passes no signals on.
            Signals.register(Terminal.Signal.INT.name(), interpreter::interrupt);
        }
        LineReader reader = reader(interpreter, history);
        interpreter.greet();
        Optional<String> line = read(reader, interpreter);
        while (line.isPresent() && !interpreter.isEnded()) {
            interpreter.run("", line.get());
            line = interpreter.isEnded() ? Optional.empty() : read(reader, interpreter);
        }
        return ExitStatus.DONE;
    }

    /** The next lines; an empty one where Ctrl-C cleared them, nothing at the end of the input. */
    private Optional<String> read(LineReader reader, Interpreter interpreter) {
        try {
            return Optional.of(reader.readLine(prompt(interpreter)));
        } catch (UserInterruptException e) {
            return Thread.currentThread().isInterrupted() ? Optional.empty() : Optional.of("");
        } catch (EndOfFileException e) {
            return Optional.empty();
        } catch (IllegalStateException | IOError e) {
            // The terminal is gone: somebody ends the process, or has closed the window.
            return Optional.empty();
        }
    }

    private LineReader reader(Interpreter interpreter, Optional<Path> history) {
        Completions completions = new Completions(interpreter);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .appName(PROGRAM)
                .terminal(terminal)
                .parser(new LineParser())
                .completer(new LineCompleter(completions))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, GOING_ON)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                // A ! in a line is a character like others.
                .option(Option.DISABLE_EVENT_EXPANSION, true);
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        if (interpreter.console().colour()) {
            builder.highlighter(new LineColours(interpreter));
        }
        return builder.build();
    }

    private String prompt(Interpreter interpreter) {
        String text = interpreter
                        .session()
                        .state()
                        .model()
                        .map(model -> String.valueOf(model.file().getFileName()))
                        .orElse(PROGRAM)
                + "> ";
        return interpreter.console().colour()
                ? new AttributedStringBuilder()
                        .append(text, AttributedStyle.BOLD.foreground(AttributedStyle.CYAN))
                        .toAnsi(terminal)
                : text;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
