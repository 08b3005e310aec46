package org.halfspace.cli.shell;

import java.util.List;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.session.Session;
import org.halfspace.spi.InputException;
import picocli.CommandLine.ParseResult;

/** {@code set}: how the shell behaves. */
final class SetCommand extends BuiltIn {
    private final Session session;
    private final Console console;
    private final Journal journal;

    SetCommand(Session session, Console console, Journal journal) {
        super(
                "set",
                "Says how scripts go on, and which seed analyses have. Without anything: what is set.",
                "set -k",
                "set +k",
                "set seed 7");
        this.session = session;
        this.console = console;
        this.journal = journal;
        word(0, "seed", "0..1", "The seed of analyses that are given none.");
        word(1, "N", "0..1", "A whole number.");
        flag("-k", "Scripts go on behind a command that failed; their exit status is that of the first one that did.");
        flag("+k", "Scripts stop at the first command that fails, as they do when nothing is set.");
    }

    @Override
    public Integer call() {
        ParseResult parsed = parsed();
        boolean on = parsed.hasMatchedOption("-k");
        boolean off = parsed.hasMatchedOption("+k");
        String what = parsed.matchedPositionalValue(0, null);
        if (on && off) {
            throw new InputException("-k and +k exclude each other");
        }
        if (what != null) {
            seed(what, parsed.matchedPositionalValue(1, ""));
        } else if (!on && !off) {
            console.out().println("set " + (journal.isKeepingGoing() ? "-k" : "+k"));
            console.out().println("set seed " + session.state().seed());
        }
        if (on || off) {
            journal.keepGoing(on);
        }
        return ExitStatus.DONE;
    }

    private void seed(String what, String value) {
        if (!what.equals("seed")) {
            throw new InputException("there is nothing to set that is called \"" + what + "\"")
                    .expected(String.join(", ", List.of("-k", "+k", "seed N")));
        }
        try {
            session.state(session.state().withSeed(Long.parseLong(value)));
        } catch (NumberFormatException e) {
            throw new InputException("a seed cannot be read", e)
                    .where("set seed")
                    .expected("a whole number")
                    .found(value.isEmpty() ? "nothing" : value);
        }
    }
}
