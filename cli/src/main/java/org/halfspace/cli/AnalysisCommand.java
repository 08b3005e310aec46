package org.halfspace.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.Classifier;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.ArtifactFiles;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** An analysis as a command: its parameters are options, its result a report. */
final class AnalysisCommand implements Callable<Integer> {
    private final Workbench workbench;
    private final Console console;
    private final ExtensionRegistry.Entry<Analysis<?, ?>> entry;
    private final List<ParameterSpec> parameters;
    private CommandSpec spec;

    AnalysisCommand(Workbench workbench, Console console, ExtensionRegistry.Entry<Analysis<?, ?>> entry) {
        this.workbench = workbench;
        this.console = console;
        this.entry = entry;
        this.parameters = new ParameterSchema<>(entry.extension().definition().parameters()).specs();
    }

    /** The command, for the parser. */
    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        var definition = entry.extension().definition();
        spec.name(definition.name());
        spec.usageMessage().description(definition.description() + ".");
        CommandTree.examples(spec, definition.examples());
        SubjectOptions.addTo(spec);
        if (!parameters.isEmpty()) {
            spec.addArgGroup(Options.group(
                    "Options of this analysis", parameters, entry.extension().choices()));
        }
        spec.addArgGroup(ArgGroupSpec.builder()
                .heading("%nRun options:%n")
                .validate(false)
                .addArg(OptionSpec.builder("--seed")
                        .type(long.class)
                        .paramLabel("N")
                        .description("Seed of all random numbers. (default: " + Context.DEFAULT_SEED + ")")
                        .build())
                .build());
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        ReportWriter writer = OutputOptions.writer(parsed);
        Workbench.Inputs inputs = SubjectOptions.inputs(parsed);
        Subject subject = workbench.open(inputs);
        try (Classifier open = subject.classifier()) {
            AnalysisResult result = workbench.run(
                    entry,
                    subject,
                    inputs,
                    Options.given(parsed, parameters),
                    parsed.matchedOptionValue("--seed", Context.DEFAULT_SEED),
                    console.terminal() ? new ProgressLine(console) : new ProgressLog(console));
            // Printed first: a file that cannot be written must not cost the result of a long run.
            OutputOptions.print(result.report(open), writer, console);
            ArtifactFiles.write(result.summary().artifacts());
            if (result.completed() < result.items()) {
                console.err()
                        .println("interrupted: the result covers " + result.completed() + " of " + result.items()
                                + " items");
                return ExitStatus.INTERRUPTED;
            }
            return ExitStatus.DONE;
        }
    }
}
