package org.halfspace.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halfspace.experiment.run.RunList;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code runs list}: the runs in a folder. */
final class RunsCommand implements Callable<Integer> {
    private final Console console;
    private CommandSpec spec;

    RunsCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("list");
        spec.usageMessage().description("The runs in a folder, the newest first.");
        CommandHelp.examples(spec, List.of("runs list", "runs list /data/runs --json"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("DIR")
                .type(String.class)
                .description("The folder of runs. (default: runs)")
                .build());
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        ReportWriter writer = OutputOptions.writer(parsed);
        Path folder = Path.of(parsed.matchedPositionalValue(0, "runs"));
        OutputOptions.print(
                new Report(
                        "halfspace/runs",
                        1,
                        "Runs in " + folder,
                        List.of(),
                        null,
                        RunList.Row.class,
                        RunList.in(folder),
                        Map.of()),
                writer,
                console);
        return ExitStatus.DONE;
    }
}
