package org.halfspace.cli.shell;

import java.util.List;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.PluginProblems;
import org.halfspace.cli.session.Session;
import org.halfspace.plugin.PluginProblem;

/** {@code plugins reload}: takes up changed jars without a new start. */
final class ReloadCommand extends BuiltIn {
    private final Session session;
    private final Console console;

    ReloadCommand(Session session, Console console) {
        super(
                "reload",
                "Loads the jars of all plugins again. Closes the model, which the next command opens again; results stay.",
                "plugins reload");
        this.session = session;
        this.console = console;
    }

    @Override
    public Integer call() {
        session.reload();
        List<PluginProblem> problems = session.workbench().problems();
        PluginProblems.print(problems, console);
        // One of them is core's own.
        console.err().println((session.workbench().plugins().size() - 1) + " plugins loaded");
        return problems.isEmpty() ? ExitStatus.DONE : ExitStatus.PLUGIN;
    }
}
