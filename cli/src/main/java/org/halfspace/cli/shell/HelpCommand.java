package org.halfspace.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.parameters.Names;
import org.halfspace.spi.InputException;
import picocli.CommandLine;

/** {@code help}: what there is, or one command's manual. */
final class HelpCommand extends BuiltIn {
    /** The commands that are no analysis, by what they are for. */
    private static final Map<String, List<String>> GROUPS = groups();

    private static final String LANGUAGE =
            """
            Names and files:
              d = directions          keeps a result under a name; without one it is directions1, directions2, ...
              show d --json > d.json  writes what a command prints into a file; >> appends
            Writing:
              "two words", 'as it is', \\; before any character; \\ at the end of a line joins it to the next;
              ; between commands; # before a comment
            Keys:
              Tab completes; Ctrl-C stops the command that runs, or clears the line; Ctrl-D ends; Ctrl-R searches
            help COMMAND, or COMMAND --help, has all options and examples of a command.
            """;

    private final Console console;

    HelpCommand(Console console) {
        super("help", "What there is, or the manual of one command.", "help", "help directions", "help plugins reload");
        this.console = console;
        word(0, "COMMAND", "0..*", "The command.");
    }

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("What commands are about", List.of("model", "data", "set", "inspect", "evaluate"));
        groups.put("Results", List.of("results", "show", "plot", "compare", "save", "drop", "query", "report", "runs"));
        groups.put("Scripts and experiments", List.of("history", "export", "run"));
        groups.put("The shell", List.of("help", "plugins", "exit", "quit"));
        return groups;
    }

    @Override
    public Integer call() {
        CommandLine root = spec().root().commandLine();
        List<String> words = parsed().matchedPositionalValue(0, List.of());
        if (words.isEmpty()) {
            overview(root);
        } else {
            CommandLine command = root;
            for (String word : words) {
                command = below(command, word);
            }
            command.usage(console.out());
        }
        console.out().flush();
        return ExitStatus.DONE;
    }

    private static CommandLine below(CommandLine command, String word) {
        Set<String> known = new TreeSet<>(command.getSubcommands().keySet());
        return Optional.ofNullable(command.getSubcommands().get(word)).orElseThrow(() -> {
            InputException missing = new InputException("there is no command \"" + word + "\"");
            if (!known.isEmpty()) {
                missing.expected("one of " + String.join(", ", known));
            }
            return Names.nearest(word, known)
                    .map(near -> missing.hint("did you mean " + near + "?"))
                    .orElse(missing);
        });
    }

    private void overview(CommandLine root) {
        Map<String, CommandLine> commands = root.getSubcommands();
        List<String> analyses = new ArrayList<>(commands.keySet());
        GROUPS.values().forEach(analyses::removeAll);
        group("Analyses, of the current model and data or of those that are named", analyses, commands);
        GROUPS.forEach((heading, names) -> group(heading, names, commands));
        console.out().print(LANGUAGE);
    }

    private void group(String heading, List<String> names, Map<String, CommandLine> commands) {
        console.out().println(heading + ":");
        int longest = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
        for (String name : names) {
            if (commands.containsKey(name)) {
                String[] description =
                        commands.get(name).getCommandSpec().usageMessage().description();
                console.out()
                        .println(("  " + name + " ".repeat(longest - name.length()) + "  " + sentence(description)));
            }
        }
    }

    /** The first sentence. */
    private static String sentence(String[] description) {
        String all = String.join(" ", description).replace("%%", "%");
        int colon = all.indexOf(": ");
        int stop = all.indexOf(". ");
        int end = colon > 0 && (stop < 0 || colon < stop) ? colon : stop;
        return end < 0 ? all : all.substring(0, end) + ".";
    }
}
