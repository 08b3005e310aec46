package org.halfspace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.halfspace.parameters.Names;
import org.halfspace.plugin.PluginProblem;
import org.halfspace.spi.InputException;
import org.halfspace.workbench.RunFailedException;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands: the fixed ones, and one for every installed analysis. Used by one thread. */
final class CommandTree {
    /** Commands that say what is wrong with the plugins, so that they run even when something is. */
    private static final Set<String> ALWAYS = Set.of("halfspace", "list", "plugins", "help", "new", "verify");

    private static final String DEBUG = "--debug";

    private final Workbench workbench;
    private final Console console;
    private final CommandLine commands;

    CommandTree(Workbench workbench, Console console) {
        this.workbench = workbench;
        this.console = console;
        this.commands = new CommandLine(root());
        commands.setOut(console.out());
        commands.setErr(console.err());
        commands.setUsageHelpAutoWidth(true);
        commands.setAbbreviatedOptionsAllowed(false);
        commands.setExecutionStrategy(strategy());
        commands.setParameterExceptionHandler((e, arguments) -> badUsage(e));
        commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, debug(parsed)));
    }

    /** Runs a command and returns its exit status. */
    int execute(String... arguments) {
        try {
            return commands.execute(arguments);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
            // The parser passes on what is no Exception: a native library that does not load, a model too large.
            return failed(e, List.of(arguments).contains(DEBUG));
        }
    }

    private CommandSpec root() {
        CommandSpec root = CommandSpec.wrapWithoutInspection((Runnable) () -> commands.usage(console.out()));
        root.name("halfspace");
        root.usageMessage()
                .header("The geometry of a neural classifier's last layer, and what it lets an adversary do.")
                .synopsisSubcommandLabel("COMMAND")
                .commandListHeading("%nCommands:%n");
        examples(root, List.of("inspect model.onnx", "directions model.onnx --data images.csv", "COMMAND --help"));
        root.version("Halfspace " + workbench.host().version());
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
        add(root, new InspectCommand(workbench, console).spec());
        add(root, new EvaluateCommand(workbench, console).spec());
        for (var entry : workbench.registry().analyses()) {
            add(root, new AnalysisCommand(workbench, console, entry).spec());
        }
        add(root, new RunCommand(workbench, console).spec());
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
        add(root, plugins);
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

    /** Puts examples at the end of a command's help. */
    static void examples(CommandSpec spec, List<String> examples) {
        if (!examples.isEmpty()) {
            spec.usageMessage()
                    .footerHeading("%nExamples:%n")
                    .footer(examples.stream()
                            .map(e -> "  halfspace " + e.replace("%", "%%"))
                            .toArray(String[]::new));
        }
    }

    /** Prints what could not be loaded. */
    static void print(List<PluginProblem> problems, Console console) {
        for (PluginProblem problem : problems) {
            console.err()
                    .println("error: a plugin could not be loaded\n  where:    " + problem.jar() + "\n  found:    "
                            + problem.message());
        }
    }

    private IExecutionStrategy strategy() {
        return parsed -> {
            Integer help = CommandLine.executeHelpRequest(parsed);
            List<PluginProblem> problems = workbench.problems();
            boolean blocked =
                    help == null && !ALWAYS.contains(last(parsed).commandSpec().name());
            if (!problems.isEmpty() && blocked) {
                print(problems, console);
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
        lines.add("error: " + e.getMessage());
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            Set<String> known = word.startsWith("-")
                    ? command.getCommandSpec().optionsMap().keySet()
                    : command.getSubcommands().keySet();
            boolean isCommand = !word.startsWith("-") && !known.isEmpty();
            if (isCommand) {
                lines.set(0, "error: there is no command \"" + word + "\"");
                lines.add("  expected: one of " + known.stream().sorted().collect(Collectors.joining(", ")));
            }
            Names.nearest(word, known).ifPresent(near -> lines.add("  try:      did you mean " + near + "?"));
        }
        lines.add("  help:     " + command.getCommandSpec().qualifiedName() + " --help");
        lines.forEach(console.err()::println);
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
            console.err().println("error: " + printable(e.getMessage()));
            return ExitStatus.BAD_INPUT;
        }
        if (e instanceof InterruptedException) {
            console.err().println("interrupted");
            return ExitStatus.INTERRUPTED;
        }
        String what = e instanceof RunFailedException ? e.getMessage() : "a defect of Halfspace or a plugin: " + e;
        String hint = e instanceof OutOfMemoryError
                ? "give Java more memory: JAVA_TOOL_OPTIONS=-Xmx8g"
                : "the same command with --debug shows where";
        console.err().println("error: " + printable(what) + (debug ? "" : "\n  try:      " + hint));
        return ExitStatus.FAILED;
    }

    /** Names in messages come from files: without what would move a terminal's cursor. */
    private static String printable(String message) {
        return message.replaceAll("[\\p{Cntrl}&&[^\n]]+", " ");
    }
}
