package org.halfspace.cli.main;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.halfspace.cli.CommandTree;
import org.halfspace.cli.Console;
import org.halfspace.cli.MachineOptions;
import org.halfspace.cli.session.Session;
import org.halfspace.cli.shell.ShellCommand;
import org.halfspace.spi.Host;
import org.halfspace.workbench.Workbench;

/**
 * Loads the classes that every start needs, so that the launcher can have the JVM archive them. Started once after a build;
 * ends by returning, since the archive is written when the JVM ends by itself.
 */
public final class Warmup {
    private Warmup() {}

    /** Runs the commands that touch no model. */
    public static void main(String[] arguments) throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Console console = new Console(nowhere, nowhere, false);
        Host host = MachineOptions.host(Main.version());
        Workbench workbench = Workbench.open(host, Main.pluginFolders(System.getenv()));
        CommandTree commands = new CommandTree(Session.ofOneCommand(workbench), console, CommandTree.Additions.NONE);
        commands.execute("--help");
        commands.execute("plugins", "list", "--json");
        commands.execute("predict", "--help");
        commands.execute("inspect", "no-such-model");
        ShellCommand.rehearse(Session.lasting(workbench, () -> workbench), console);
    }
}
