package org.halfspace.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.Host;
import org.halfspace.workbench.Workbench;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        Console console = new Console(
                writer(FileDescriptor.out), writer(FileDescriptor.err), Boolean.getBoolean("halfspace.terminal"));
        Interruption interruption = Interruption.ofThisThread();
        int status = run(arguments, console, System.getenv());
        console.out().flush();
        console.err().flush();
        interruption.finished();
        // Ends threads that libraries left behind, and lets them remove the files that they unpacked.
        System.exit(status);
    }

    private static int run(String[] arguments, Console console, Map<String, String> environment) {
        try {
            Host host = MachineOptions.host(version(), arguments);
            Workbench workbench = Workbench.open(host, pluginFolders(environment));
            return new CommandTree(workbench, console).execute(arguments);
        } catch (RuntimeException | Error e) {
            // A defect of ours: said at once, instead of leaving the shutdown hook to wait for a thread that is dead.
            e.printStackTrace(console.err());
            return ExitStatus.FAILED;
        }
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(
                new BufferedOutputStream(new FileOutputStream(descriptor)), StandardCharsets.UTF_8));
    }

    /** The version in the jar's manifest; of classes outside a jar, the version that tests use. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }

    /** The distribution's plugins first, so that nobody's jar can take the name of one of them unseen. */
    static List<Path> pluginFolders(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        String home = System.getProperty("halfspace.home");
        if (home != null) {
            folders.add(Path.of(home, "plugins"));
        }
        String user = environment.get("HALFSPACE_PLUGINS");
        folders.add(
                user == null || user.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".halfspace", "plugins")
                        : Path.of(user));
        return folders;
    }
}
