package org.halfspace.cli.shell;

import java.util.Set;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;

/** {@code history}: the commands of this shell, as a script that does the same. */
final class HistoryCommand extends BuiltIn {
    /** What only looks, and what would end the script. */
    private static final Set<String> LEFT_OUT = Set.of("exit", "help", "history", "quit");

    private final Console console;
    private final Journal journal;

    HistoryCommand(Console console, Journal journal) {
        super(
                "history",
                "The commands of this shell as a script; those that failed are comments in it.",
                "history",
                "history > study.hs");
        this.console = console;
        this.journal = journal;
    }

    @Override
    public Integer call() {
        for (Journal.Entry entry : journal.entries()) {
            String first = entry.text().split("\\s", 2)[0];
            if (!LEFT_OUT.contains(first)) {
                console.out().println(entry.status() == ExitStatus.DONE ? entry.text() : comment(entry));
            }
        }
        return ExitStatus.DONE;
    }

    private static String comment(Journal.Entry entry) {
        return "# ended with status " + entry.status() + ": " + entry.text().replace("\n", "\n# ");
    }
}
