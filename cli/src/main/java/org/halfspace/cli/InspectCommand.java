package org.halfspace.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.Classifier;
import org.halfspace.workbench.Inspection;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What was found in a model's file. */
final class InspectCommand implements Callable<Integer> {
    private final Workbench workbench;
    private final Console console;
    private CommandSpec spec;

    InspectCommand(Workbench workbench, Console console) {
        this.workbench = workbench;
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("inspect");
        spec.usageMessage()
                .description(
                        "What was found in a model's file: input, hidden vectors, softmax layer, and the proof that the"
                                + " split into g and (W, b) is right.");
        CommandTree.examples(spec, List.of("inspect model.onnx", "inspect model.onnx --data images.csv --json"));
        SubjectOptions.addTo(spec);
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        ReportWriter writer = OutputOptions.writer(parsed);
        Subject subject = workbench.open(SubjectOptions.inputs(parsed));
        try (Classifier open = subject.classifier()) {
            Inspection inspection = Inspection.of(subject);
            OutputOptions.print(
                    new Report(
                            "halfspace/inspect",
                            1,
                            open.description().file().getFileName().toString(),
                            List.of(),
                            inspection,
                            null,
                            List.of(),
                            Map.of()),
                    writer,
                    console);
            return ExitStatus.DONE;
        }
    }
}
