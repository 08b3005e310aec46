package org.halfspace.cli.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.halfspace.cli.CommandTree;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.PluginProblems;
import org.halfspace.cli.ResultName;
import org.halfspace.cli.session.Session;
import org.halfspace.cli.session.State;
import org.halfspace.spi.InputException;
import picocli.CommandLine;

/**
 * Runs statements, one after the other, on a session. It has no language of its own beyond {@link Statement}: the words of one go to
 * the same {@link CommandTree} that the command line has. Used by one thread; {@link #interrupt} may be called by any.
 */
final class Interpreter implements AutoCloseable {
    /** What the usual place of output is. */
    private final Console console;

    private final Journal journal = new Journal();
    private final Work work;
    private Session session;
    private CommandTree tree;
    private SwitchedWriter out;
    private SwitchedWriter err;

    /**
     * @param session closed with this
     * @param console where commands write
     * @param grace how long an interrupted command may take to stop
     */
    Interpreter(Session session, Console console, Duration grace) {
        this.session = session;
        this.console = console;
        this.work = new Work(grace, () -> {
            console.err().println("interrupting ... (Ctrl-C again leaves it behind)");
            console.err().flush();
        });
        build();
    }

    private void build() {
        out = new SwitchedWriter(console.out());
        err = new SwitchedWriter(console.err());
        Console switched = new Console(
                new PrintWriter(out), new PrintWriter(err), console.terminal(), console.width(), console.colour());
        tree = new CommandTree(session, switched, new ShellCommands(session, switched, journal).additions());
    }

    /** Where commands write. */
    Console console() {
        return console;
    }

    /** Says who this is, and what of the plugins is wrong. */
    void greet() {
        PluginProblems.print(session.workbench().problems(), console);
        console.err()
                .println(
                        "Halfspace " + session.workbench().host().version() + "; help shows the commands, Ctrl-D ends");
        console.flush();
    }

    /** What the commands work with. */
    Session session() {
        return session;
    }

    /** The commands, for help and completion. */
    CommandLine commands() {
        return tree.commands();
    }

    /** Whether a command has ended the shell. */
    boolean isEnded() {
        return journal.isEnded();
    }

    /** Lets scripts go on behind commands that fail. */
    void keepGoing() {
        journal.keepGoing(true);
    }

    /** Interrupts the command that runs, if one does. */
    void interrupt() {
        work.interrupt();
    }

    /**
     * Runs a text.
     *
     * @param source where it comes from, for messages
     * @param text commands
     * @return the exit status of the first command that failed; 0 if none did
     */
    int run(String source, String text) {
        List<Statement> statements;
        try {
            statements = StatementReader.read(text);
        } catch (InputException e) {
            // Its place is a line; of which text, is known here.
            console.error(
                    source.isEmpty()
                            ? e.getMessage()
                            : e.getMessage()
                                    .replaceFirst(
                                            "(where: +)(line )", "$1" + Matcher.quoteReplacement(source) + ", $2"));
            console.flush();
            return ExitStatus.BAD_INPUT;
        }
        int first = ExitStatus.DONE;
        for (int k = 0; k < statements.size() && !journal.isEnded(); k++) {
            Statement statement = statements.get(k);
            int status = execute(statement);
            journal.add(statement.text(), status);
            if (status != ExitStatus.DONE) {
                first = first == ExitStatus.DONE ? status : first;
                boolean on = journal.isKeepingGoing() && status != ExitStatus.INTERRUPTED;
                tell(source, statement, status, on, statements.size() - k - 1);
                if (!on) {
                    return first;
                }
            }
        }
        return first;
    }

    private void tell(String source, Statement statement, int status, boolean on, int more) {
        boolean alone = source.isEmpty() && more == 0;
        if (!alone) {
            String place = source.isEmpty() ? "line " + statement.line() : source + ", line " + statement.line();
            String rest = on
                    ? "going on"
                    : more == 0 ? "it was the last" : more + (more == 1 ? " command" : " commands") + " left out";
            console.err()
                    .println(place + ": " + statement.words().get(0) + " ended with status " + status + "; " + rest);
        }
        console.flush();
    }

    private int execute(Statement statement) {
        State before = session.state();
        try {
            List<String> words = words(statement);
            return statement.target().isEmpty()
                    ? execute(words, before)
                    : execute(words, before, statement.target().get());
        } catch (InputException e) {
            console.error(e.getMessage());
            return ExitStatus.BAD_INPUT;
        } finally {
            console.flush();
        }
    }

    private int execute(List<String> words, State before, Statement.Target target) {
        SwitchedWriter mine = out;
        try (Writer file = open(target)) {
            mine.to(file);
            int status = execute(words, before);
            mine.requireWritten();
            return status;
        } catch (IOException e) {
            session.state(before);
            throw new InputException("the output could not be written", e)
                    .where(target.file())
                    .found(e instanceof NoSuchFileException ? "no such folder" : e.getMessage());
        } finally {
            mine.back();
        }
    }

    private List<String> words(Statement statement) {
        List<String> words = new ArrayList<>(statement.words());
        if (statement.name().isPresent()) {
            CommandLine command = tree.commands().getSubcommands().get(words.get(0));
            boolean keeps =
                    command == null || command.getCommandSpec().optionsMap().containsKey(ResultName.OPTION);
            if (!keeps) {
                throw new InputException(words.get(0) + " gives no result that could be kept").found(statement.text());
            }
            if (command != null) {
                words.add(1, ResultName.OPTION + "=" + statement.name().get());
            }
        }
        return words;
    }

    private static Writer open(Statement.Target target) throws IOException {
        Path file = Path.of(target.file());
        return target.append()
                ? Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                : Files.newBufferedWriter(file);
    }

    private int execute(List<String> words, State before) {
        CommandTree commands = tree;
        Work.End end =
                work.run(words.get(0), () -> commands.execute(words.toArray(new String[0])), ExitStatus.INTERRUPTED);
        if (!end.stopped()) {
            leaveBehind(words.get(0), before);
            return ExitStatus.INTERRUPTED;
        }
        console.flush();
        if (end.status() != ExitStatus.DONE) {
            session.state(before);
        }
        if (commands.isOutdated()) {
            build();
        }
        return end.status();
    }

    /** What does not stop keeps what it works with; the shell goes on with the plugins and the state that it had. */
    private void leaveBehind(String command, State before) {
        out.mute();
        err.mute();
        session = session.leaveBehind(before);
        String whose = session.workbench()
                .registry()
                .analysis(command)
                .map(entry -> entry.plugin())
                .map(plugin -> " of plugin " + plugin.id() + " " + plugin.version())
                .orElse("");
        console.error(command + whose + " does not stop; it is left behind\n  found:    its thread \"" + command
                + "\" may go on using processors and memory\n  try:      exit, to be rid of it");
        build();
    }

    @Override
    public void close() {
        session.close();
    }
}
