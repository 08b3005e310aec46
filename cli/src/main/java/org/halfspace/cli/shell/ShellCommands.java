package org.halfspace.cli.shell;

import java.util.List;
import java.util.stream.Stream;
import org.halfspace.cli.CommandTree;
import org.halfspace.cli.Console;
import org.halfspace.cli.session.Session;

/** The commands that only a shell has, for the parser that has all others. */
final class ShellCommands {
    private final Session session;
    private final Console console;
    private final Journal journal;

    ShellCommands(Session session, Console console, Journal journal) {
        this.session = session;
        this.console = console;
        this.journal = journal;
    }

    /** The commands. */
    CommandTree.Additions additions() {
        Stream<BuiltIn> commands = Stream.of(
                new ModelCommand(session, console),
                new DataCommand(session, console),
                new SetCommand(session, console, journal),
                new ResultsCommand(session, console),
                new ShowCommand(session, console),
                new PlotCommand(session, console),
                new CompareCommand(session, console),
                new SaveCommand(session, console),
                new DropCommand(session),
                new HistoryCommand(console, journal),
                new ExportCommand(session, console),
                new HelpCommand(console),
                new ExitCommand("exit", journal),
                new ExitCommand("quit", journal));
        return new CommandTree.Additions(
                commands.map(BuiltIn::spec).toList(), List.of(new ReloadCommand(session, console).spec()));
    }
}
