package org.halfspace.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The parts of help that every command has. */
public final class CommandHelp {
    /** How commands are called from outside. */
    private static final String PROGRAM = "halfspace ";

    private static final String INDENT = "  ";

    private CommandHelp() {}

    /** Puts examples at the end of a command's help, as they are called from outside. */
    public static void examples(CommandSpec spec, List<String> examples) {
        put(spec, PROGRAM, examples);
    }

    /** Puts examples at the end of the help of a command that only a shell has. */
    public static void shellExamples(CommandSpec spec, List<String> examples) {
        put(spec, "", examples);
    }

    private static void put(CommandSpec spec, String prefix, List<String> examples) {
        if (!examples.isEmpty()) {
            spec.usageMessage()
                    .footerHeading("%nExamples:%n")
                    .footer(examples.stream()
                            .map(e -> INDENT + prefix + e.replace("%", "%%"))
                            .toArray(String[]::new));
        }
    }

    /** Inside a shell, commands are called by their names alone. */
    static void forShell(CommandSpec spec) {
        String[] footer = spec.usageMessage().footer();
        for (int i = 0; i < footer.length; i++) {
            if (footer[i].startsWith(INDENT + PROGRAM)) {
                footer[i] = INDENT + footer[i].substring(INDENT.length() + PROGRAM.length());
            }
        }
        spec.usageMessage().footer(footer);
        spec.subcommands().values().forEach(child -> forShell(child.getCommandSpec()));
    }
}
