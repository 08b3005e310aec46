package org.halfspace.cli.shell;

import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.Names;
import org.halfspace.spi.InputException;

/** Finds results by their names. */
final class Results {
    private Results() {}

    /**
     * The result of a name.
     *
     * @throws InputException if there is none
     */
    static KeptResult named(String name, Session session) {
        return session.state().result(name).orElseThrow(() -> {
            var names = session.state().names();
            InputException missing = new InputException("there is no result \"" + name + "\"")
                    .expected(names.isEmpty() ? "a result; there is none yet" : "one of " + String.join(", ", names));
            return Names.nearest(name, names)
                    .map(near -> missing.hint("did you mean " + near + "?"))
                    .orElse(missing);
        });
    }
}
