package org.halfspace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.halfspace.experiment.page.ReportPage;
import org.halfspace.experiment.store.RunReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Writes the page of a run again, or of several runs side by side. */
final class ReportCommand implements Callable<Integer> {
    private final Console console;
    private CommandSpec spec;

    ReportCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("report");
        spec.usageMessage().description("Writes the page of a run again, or one of several runs side by side.");
        CommandHelp.examples(
                spec, List.of("report runs/study-1", "report runs/study-1 runs/study-2 --to comparison.html"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("1..*")
                .paramLabel("RUN")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .required(true)
                .description("Folders of runs.")
                .build());
        spec.addOption(OptionSpec.builder("--to")
                .type(String.class)
                .paramLabel("FILE.html")
                .description("Where to. (default: report.html in the run's folder; comparison.html for several)")
                .build());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> folders = parsed.matchedPositionalValue(0, List.of());
        List<RunReader> runs = new ArrayList<>();
        try {
            for (String folder : folders) {
                runs.add(RunReader.open(Path.of(folder).toAbsolutePath().normalize()));
            }
            Path file = Optional.ofNullable(parsed.<String>matchedOptionValue("--to", null))
                    .map(Path::of)
                    .orElseGet(() -> runs.size() == 1
                            ? runs.get(0).folder().resolve("report.html")
                            : Path.of("comparison.html"));
            ReportPage.write(runs, file);
            console.out().println(file);
        } finally {
            runs.forEach(RunReader::close);
        }
        return ExitStatus.DONE;
    }
}
