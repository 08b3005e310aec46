package org.halfspace.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.OpenSubject;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.ArtifactFiles;
import org.halfspace.workbench.Progress;
import org.halfspace.workbench.ThreadWatch;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** An analysis as a command: its parameters are options, its result a report, which a shell keeps under a name. */
final class AnalysisCommand implements Callable<Integer> {
    private final Session session;
    private final Console console;
    private final ExtensionRegistry.Entry<Analysis<?, ?>> entry;
    private final List<ParameterSpec> parameters;
    private CommandSpec spec;

    AnalysisCommand(Session session, Console console, ExtensionRegistry.Entry<Analysis<?, ?>> entry) {
        this.session = session;
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
        CommandHelp.examples(spec, definition.examples());
        SubjectOptions.addTo(spec, session.isLasting());
        if (!parameters.isEmpty()) {
            spec.addArgGroup(Options.group(
                    "Options of this analysis", parameters, entry.extension().choices()));
        }
        ArgGroupSpec.Builder run =
                ArgGroupSpec.builder().heading("%nRun options:%n").validate(false);
        run.addArg(OptionSpec.builder("--seed")
                .type(long.class)
                .paramLabel("N")
                .description("Seed of all random numbers. (default: " + Context.DEFAULT_SEED
                        + (session.isLasting() ? ", or that of set seed)" : ")"))
                .build());
        if (session.isLasting()) {
            run.addArg(OptionSpec.builder(ResultName.OPTION)
                    .type(String.class)
                    .paramLabel("NAME")
                    .description("Keep the result under this name and print the findings alone; NAME = "
                            + definition.name() + " is short for it. (default: " + definition.name() + "1, "
                            + definition.name() + "2, ...)")
                    .build());
        }
        spec.addArgGroup(run.build());
        spec.addArgGroup(FigureOptions.group());
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        ReportWriter writer = OutputOptions.writer(parsed);
        Optional<FigureOptions.Target> figures = FigureOptions.target(parsed);
        Workbench.Inputs inputs = SubjectOptions.inputs(parsed, session);
        Map<String, String> given = Options.given(parsed, parameters);
        long seed = parsed.matchedOptionValue("--seed", session.state().seed());
        Optional<String> name = Optional.ofNullable(parsed.matchedOptionValue(ResultName.OPTION, null));
        name.ifPresent(
                one -> ResultName.require(one, spec.parent().subcommands().keySet()));
        try (OpenSubject open = session.open(inputs)) {
            AnalysisResult result = run(open, inputs, given, seed);
            Report report = result.report(open.subject().classifier());
            // Printed first: a file that cannot be written must not cost the result of a long run.
            print(name.isPresent() && !formatGiven(parsed) ? withoutTable(report) : report, writer);
            ArtifactFiles.write(result.summary().artifacts());
            if (figures.isPresent()) {
                figures.get().write(result, console);
            }
            if (result.completed() < result.items()) {
                console.err()
                        .println("interrupted: the result covers " + result.completed() + " of " + result.items()
                                + " items");
                return ExitStatus.INTERRUPTED;
            }
            if (session.isLasting()) {
                keep(new KeptResult(
                        name.orElseGet(() -> session.state()
                                .freeName(entry.extension().definition().name())),
                        result,
                        report,
                        inputs,
                        given,
                        seed));
            }
            return ExitStatus.DONE;
        }
    }

    private AnalysisResult run(OpenSubject open, Workbench.Inputs inputs, Map<String, String> given, long seed)
            throws InterruptedException {
        Progress progress = console.terminal() ? new ProgressLine(console) : new ProgressLog(console);
        ThreadWatch threads = new ThreadWatch();
        try {
            return session.workbench().run(entry, open.subject(), inputs, open.hash(), given, seed, progress);
        } finally {
            // On a command line they end with the process.
            if (session.isLasting()) {
                tellOf(threads.left());
            }
        }
    }

    /** Names threads that a run has left, and keeps from closing what they may work with. */
    private void tellOf(List<Thread> left) {
        if (!left.isEmpty()) {
            session.forgetSubject();
            console.err()
                    .println("note: " + whose() + " left threads running: "
                            + String.join(
                                    ", ",
                                    left.stream().map(Thread::getName).sorted().toList()));
        }
    }

    /** What cannot be printed is the analysis's: its rows have a component that throws, or a figure of the host's name. */
    private void print(Report report, ReportWriter writer) throws IOException {
        try {
            OutputOptions.print(report, writer, console);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalStateException("the result of " + whose() + " cannot be printed: " + e, e);
        }
    }

    private static boolean formatGiven(ParseResult parsed) {
        return parsed.hasMatchedOption("--format") || parsed.hasMatchedOption("--json");
    }

    private static Report withoutTable(Report report) {
        return new Report(
                report.schema(),
                report.version(),
                report.title(),
                report.findings(),
                report.findings().isEmpty() ? report.values() : null,
                null,
                List.of(),
                Map.of());
    }

    private String whose() {
        LoadedPlugin plugin = entry.plugin();
        return entry.extension().definition().name() + " of plugin " + plugin.id() + " " + plugin.version();
    }

    private void keep(KeptResult result) {
        session.state(session.state().with(result));
        int rows = result.result().rows().size();
        String count = rows == 0 ? "" : rows == 1 ? " (1 row)" : " (" + rows + " rows)";
        console.err().println("kept as " + result.name() + count);
    }
}
