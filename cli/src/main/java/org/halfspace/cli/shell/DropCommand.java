package org.halfspace.cli.shell;

import java.util.List;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.session.Session;

/** {@code drop}: forgets results. */
final class DropCommand extends BuiltIn {
    private final Session session;

    DropCommand(Session session) {
        super("drop", "Forgets results.", "drop d", "drop directions1 directions2");
        this.session = session;
        word(0, "RESULT", "1..*", "The names of results.");
    }

    @Override
    public Integer call() {
        List<String> names = parsed().matchedPositionalValue(0, List.of());
        names.forEach(name -> Results.named(name, session));
        names.forEach(name -> session.state(session.state().without(name)));
        return ExitStatus.DONE;
    }
}
