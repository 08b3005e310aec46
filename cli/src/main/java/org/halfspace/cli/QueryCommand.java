package org.halfspace.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.experiment.store.TablePrinter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** SQL over the results of a run. */
final class QueryCommand implements Callable<Integer> {
    private final Console console;
    private CommandSpec spec;

    QueryCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("query");
        spec.usageMessage().description("Answers SQL over the results of a run, and changes nothing.");
        CommandHelp.examples(
                spec,
                List.of(
                        "query runs/study-1 \"SHOW TABLES\"",
                        "query runs/study-1 \"SELECT model, dimension FROM directions_summary JOIN jobs USING (job)\" --json"));
        positional("0", "RUN", "The folder of a run.");
        positional("1", "SQL", "The query, in DuckDB's SQL.");
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    private void positional(String index, String label, String description) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(index)
                .paramLabel(label)
                .type(String.class)
                .required(true)
                .description(description)
                .build());
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        String format = OutputOptions.name(parsed);
        Path folder =
                Path.of(parsed.matchedPositionalValue(0, "")).toAbsolutePath().normalize();
        try (RunReader run = RunReader.open(folder)) {
            int width = console.width().getAsInt();
            TablePrinter.print(
                    run.query(parsed.matchedPositionalValue(1, "")),
                    format,
                    width > 0 ? width : Integer.MAX_VALUE,
                    console.out());
        }
        console.out().flush();
        return ExitStatus.DONE;
    }
}
