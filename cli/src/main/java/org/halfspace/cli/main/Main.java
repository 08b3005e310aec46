package org.halfspace.cli.main;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.halfspace.cli.CommandTree;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.Interruption;
import org.halfspace.cli.MachineOptions;
import org.halfspace.cli.session.Session;
import org.halfspace.cli.shell.ShellCommand;
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
            Supplier<Workbench> loading = () -> Workbench.open(host, pluginFolders(environment));
            Workbench workbench = loading.get();
            ShellCommand shell = new ShellCommand(
                    new ShellCommand.Surroundings(
                            () -> Session.lasting(workbench, loading),
                            System.in,
                            inputIsTerminal(),
                            history(),
                            environment.getOrDefault("NO_COLOR", "").isEmpty()),
                    console);
            CommandTree.Additions additions = new CommandTree.Additions(List.of(shell.spec()), List.of());
            return new CommandTree(Session.ofOneCommand(workbench), console, additions)
                    .execute(words(arguments, inputIsTerminal()));
        } catch (RuntimeException | Error e) {
            // A defect of ours: said at once, instead of leaving the shutdown hook to wait for a thread that is dead.
            e.printStackTrace(console.err());
            return ExitStatus.FAILED;
        }
    }

    /** As the launcher saw it. Without one, nobody has said that there is a script. */
    private static boolean inputIsTerminal() {
        return !"script".equals(System.getProperty("halfspace.input"));
    }

    /** What is short for {@code shell}: -c, and nothing at all where standard input is a script. */
    static String[] words(String[] arguments, boolean inputIsTerminal) {
        boolean shell = arguments.length == 0 ? !inputIsTerminal : arguments[0].equals("-c");
        return shell
                ? Stream.concat(Stream.of("shell"), Arrays.stream(arguments)).toArray(String[]::new)
                : arguments;
    }

    /** The file of typed lines; none where the user's folder cannot be written to. */
    private static Optional<Path> history() {
        Path file = Path.of(System.getProperty("user.home"), ".halfspace", "history");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            return Optional.empty();
        }
        Path nearest = Files.exists(file) ? file : file.getParent();
        return Optional.of(file).filter(unused -> Files.isWritable(nearest));
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
