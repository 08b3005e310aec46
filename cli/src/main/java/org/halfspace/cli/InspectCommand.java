package org.halfspace.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halfspace.cli.session.OpenSubject;
import org.halfspace.cli.session.Session;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.workbench.Inspection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What was found in a model's file. */
final class InspectCommand implements Callable<Integer> {
    private final Session session;
    private final Console console;
    private CommandSpec spec;

    InspectCommand(Session session, Console console) {
        this.session = session;
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("inspect");
        spec.usageMessage()
                .description(
                        "What was found in a model's file: input, hidden vectors, softmax layer, and the proof that the"
                                + " split into g and (W, b) is right.");
        CommandHelp.examples(spec, List.of("inspect model.onnx", "inspect model.onnx --data images.csv --json"));
        SubjectOptions.addTo(spec, session.isLasting());
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        ReportWriter writer = OutputOptions.writer(parsed);
        try (OpenSubject open = session.open(SubjectOptions.inputs(parsed, session))) {
            Subject subject = open.subject();
            Inspection inspection = Inspection.of(subject);
            OutputOptions.print(
                    new Report(
                            "halfspace/inspect",
                            1,
                            subject.classifier()
                                    .description()
                                    .file()
                                    .getFileName()
                                    .toString(),
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
