package org.halfspace.cli.shell;

import java.util.List;
import java.util.concurrent.Callable;
import org.halfspace.cli.CommandHelp;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What the shell's own commands have in common: a name, a sentence, examples, words. */
abstract class BuiltIn implements Callable<Integer> {
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    BuiltIn(String name, String description, String... examples) {
        spec.name(name);
        spec.usageMessage().description(description.replace("%", "%%"));
        CommandHelp.shellExamples(spec, List.of(examples));
    }

    /** The command, for the parser. */
    final CommandSpec spec() {
        return spec;
    }

    /** What was given. */
    final ParseResult parsed() {
        return spec.commandLine().getParseResult();
    }

    /**
     * Adds a word that may be given.
     *
     * @param arity how many: {@code "1"}, {@code "0..1"}, {@code "0..*"}
     */
    final void word(int index, String label, String arity, String description) {
        boolean several = arity.endsWith("*");
        spec.addPositional(PositionalParamSpec.builder()
                .index(several ? index + "..*" : String.valueOf(index))
                .arity(arity)
                .paramLabel(label)
                .type(several ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .required(!arity.startsWith("0"))
                .description(description)
                .build());
    }

    /** Adds an option with a value. */
    final void option(String name, String label, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description.replace("%", "%%"))
                .build());
    }

    /** Adds an option without a value. */
    final void flag(String name, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build());
    }
}
