package org.halfspace.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.Names;
import org.halfspace.plugin.PluginProblem;
import org.halfspace.spi.InputException;
import org.halfspace.workbench.RunFailedException;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands: the fixed ones, one for every installed analysis, and what a front end brings. Used by one thread at a time. */
public final class CommandTree {
    /** Commands that say what is wrong with the plugins, so that they run even when something is. */
    private static final Set<String> ALWAYS = Set.of("halfspace", "list", "plugins", "help", "new", "verify", "shell");

    private static final String DEBUG = "--debug";

    private final Session session;
    private final Workbench workbench;
    private final Console console;
    private final CommandLine commands;
    private final Set<String> always = new HashSet<>(ALWAYS);

    /**
     * Commands of a front end.
     *
     * @param commands beside all others; run even when a plugin could not be loaded
     * @param ofPlugins below {@code plugins}; likewise
     */
    public record Additions(List<CommandSpec> commands, List<CommandSpec> ofPlugins) {
        /** None. */
        public static final Additions NONE = new Additions(List.of(), List.of());
    }

    CommandTree(Workbench workbench, Console console) {
        this(Session.ofOneCommand(workbench), console, Additions.NONE);
    }

    /** The commands of a session with the plugins that it has now. */
    public CommandTree(Session session, Console console, Additions additions) {
        this.session = session;
        this.workbench = session.workbench();
        this.console = console;
        additions.commands().forEach(command -> always.add(command.name()));
        additions.ofPlugins().forEach(command -> always.add(command.name()));
        this.commands = new CommandLine(root(additions));
        if (session.isLasting()) {
            CommandHelp.forShell(commands.getCommandSpec());
            commands.setHelpFactory(ShellHelp::new);
            commands.setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF));
        }
        commands.setOut(console.out());
        commands.setErr(console.err());
        commands.setUsageHelpAutoWidth(true);
        commands.setAbbreviatedOptionsAllowed(false);
        commands.setExecutionStrategy(strategy());
        commands.setParameterExceptionHandler((e, arguments) -> badUsage(e));
        commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, debug(parsed)));
    }

    /** Runs a command and returns its exit status. */
    public int execute(String... arguments) {
        try {
            return commands.execute(arguments);
        } catch (Error e) {
            // The parser passes on what is no Exception: a native library that does not load, a model too large.
            return failed(e, List.of(arguments).contains(DEBUG));
        }
    }

    /** Help of commands whose root has no name: without the space behind it. */
    private static final class ShellHelp extends CommandLine.Help {
        ShellHelp(CommandSpec spec, ColorScheme colours) {
            super(spec, colours);
        }

        @Override
        public String synopsis(int headingLength) {
            return super.synopsis(headingLength).stripLeading();
        }
    }

    /** Whether the session has other plugins now than those that these commands are made of. */
    public boolean isOutdated() {
        return session.workbench() != workbench;
    }

    /** The commands as the parser knows them: what help and completion are made of. */
    public CommandLine commands() {
        return commands;
    }

    private CommandSpec root(Additions additions) {
        CommandSpec root = CommandSpec.wrapWithoutInspection((Runnable) () -> commands.usage(console.out()));
        // A shell is the program already: its commands are called by their names alone.
        root.name(session.isLasting() ? "" : "halfspace");
        root.usageMessage()
                .header("The geometry of a neural classifier's last layer, and what it lets an adversary do.")
                .synopsisSubcommandLabel("COMMAND")
                .commandListHeading("%nCommands:%n");
        CommandHelp.examples(
                root, List.of("inspect model.onnx", "directions model.onnx --data images.csv", "COMMAND --help"));
        root.version("Halfspace " + workbench.host().version());
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
        add(root, new InspectCommand(session, console).spec());
        add(root, new EvaluateCommand(session, console).spec());
        for (var entry : workbench.registry().analyses()) {
            add(root, new AnalysisCommand(session, console, entry).spec());
        }
        add(root, new RunCommand(session, console).spec());
        add(root, new ReportCommand(console).spec());
        add(root, new QueryCommand(console).spec());
        CommandSpec runs = CommandSpec.wrapWithoutInspection((Runnable) () -> {
            throw new ParameterException(commands, "runs: what about them? runs list");
        });
        runs.name("runs").usageMessage().description("The runs of experiments.");
        add(runs, new RunsCommand(console).spec());
        add(root, runs);
        CommandSpec plugins = CommandSpec.wrapWithoutInspection((Runnable) () -> {
            throw new ParameterException(commands, "plugins: what about them? plugins list, new or verify");
        });
        plugins.name("plugins").usageMessage().description("The installed plugins, and what helps to write another.");
        add(plugins, new PluginsCommand(workbench, console).spec());
        add(plugins, new PluginsNewCommand(workbench, console).spec());
        add(plugins, new PluginsVerifyCommand(workbench, console).spec());
        additions.ofPlugins().forEach(command -> add(plugins, command));
        add(root, plugins);
        additions.commands().forEach(command -> add(root, command));
        common(root);
        return root;
    }

    private void add(CommandSpec parent, CommandSpec child) {
        common(child);
        parent.addSubcommand(child.name(), child);
    }

    private static void common(CommandSpec spec) {
        spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Print this help and exit.")
                .build());
        spec.addOption(OptionSpec.builder(DEBUG)
                .type(boolean.class)
                .arity("0")
                .description("Print stack traces of errors.")
                .build());
    }

    private IExecutionStrategy strategy() {
        return parsed -> {
            Integer help = CommandLine.executeHelpRequest(parsed);
            List<PluginProblem> problems = workbench.problems();
            boolean blocked =
                    help == null && !always.contains(last(parsed).commandSpec().name());
            if (!problems.isEmpty() && blocked) {
                PluginProblems.print(problems, console);
                return ExitStatus.PLUGIN;
            }
            return help != null ? help : new RunLast().execute(parsed);
        };
    }

    private static ParseResult last(ParseResult parsed) {
        return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
    }

    private int badUsage(ParameterException e) {
        List<String> lines = new ArrayList<>();
        lines.add(e.getMessage());
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            Set<String> known = word.startsWith("-")
                    ? command.getCommandSpec().optionsMap().keySet()
                    : command.getSubcommands().keySet();
            boolean isCommand = !word.startsWith("-") && !known.isEmpty();
            if (isCommand) {
                lines.set(0, "there is no command \"" + word + "\"");
                lines.add("  expected: one of " + known.stream().sorted().collect(Collectors.joining(", ")));
            }
            Names.nearest(word, known).ifPresent(near -> lines.add("  try:      did you mean " + near + "?"));
        }
        String name = command.getCommandSpec().qualifiedName().strip();
        lines.add("  help:     " + (session.isLasting() ? ("help " + name).strip() : name + " --help"));
        console.error(String.join("\n", lines));
        return ExitStatus.BAD_INPUT;
    }

    private static boolean debug(ParseResult parsed) {
        return parsed.hasMatchedOption(DEBUG) || (parsed.hasSubcommand() && debug(parsed.subcommand()));
    }

    private int failed(Throwable e, boolean debug) {
        int status = report(e, debug);
        if (debug) {
            e.printStackTrace(console.err());
        }
        return status;
    }

    private int report(Throwable e, boolean debug) {
        if (e instanceof InputException) {
            console.error(printable(e.getMessage()));
            return ExitStatus.BAD_INPUT;
        }
        if (e instanceof InterruptedException) {
            console.err().println("interrupted");
            return ExitStatus.INTERRUPTED;
        }
        String what = e instanceof RunFailedException ? e.getMessage() : "a defect of Halfspace or a plugin: " + e;
        String hint = e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError
                ? "give Java more memory: JAVA_TOOL_OPTIONS=-Xmx8g"
                : "the same command with --debug shows where";
        console.error(printable(what) + (debug ? "" : "\n  try:      " + hint));
        return ExitStatus.FAILED;
    }

    /** Names in messages come from files: without what would move a terminal's cursor. */
    private static String printable(String message) {
        return message.replaceAll("[\\p{Cntrl}&&[^\n]]+", " ");
    }
}
