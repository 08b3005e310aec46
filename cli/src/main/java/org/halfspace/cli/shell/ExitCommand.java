package org.halfspace.cli.shell;

import org.halfspace.cli.ExitStatus;

/** {@code exit} and {@code quit}: end the shell, or the script. */
final class ExitCommand extends BuiltIn {
    private final Journal journal;

    ExitCommand(String name, Journal journal) {
        super(name, "Ends the shell, or the script; Ctrl-D does so too.", name);
        this.journal = journal;
    }

    @Override
    public Integer call() {
        journal.end();
        return ExitStatus.DONE;
    }
}
