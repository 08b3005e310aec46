package org.halfspace.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halfspace.cli.session.OpenSubject;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.workbench.Evaluation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A network's values and gradients on data, as a file for other tools. */
final class EvaluateCommand implements Callable<Integer> {
    private static final ParameterSchema<Evaluation.Parameters> PARAMETERS =
            new ParameterSchema<>(Evaluation.Parameters.class);

    private final Session session;
    private final Console console;
    private CommandSpec spec;

    EvaluateCommand(Session session, Console console) {
        this.session = session;
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("evaluate");
        spec.usageMessage()
                .description("The network's values and gradients on data, as a .npy file for any other tool.");
        CommandHelp.examples(
                spec,
                List.of(
                        "evaluate model.onnx --data images.csv --what features --to h.npy",
                        "evaluate model.onnx --data images.csv --what vjp --cotangent v.npy --to gradients.npy"));
        SubjectOptions.addTo(spec, session.isLasting());
        spec.addArgGroup(Options.group("Options of this command", PARAMETERS.specs()));
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        ReportWriter writer = OutputOptions.writer(parsed);
        Evaluation.Parameters parameters = PARAMETERS.bind(Options.given(parsed, PARAMETERS.specs()));
        try (OpenSubject open = session.open(SubjectOptions.inputs(parsed, session))) {
            Subject subject = open.subject();
            Evaluation.Result result = new Evaluation(subject, parameters)
                    .run(console.terminal() ? new ProgressLine(console) : new ProgressLog(console));
            OutputOptions.print(
                    new Report(
                            "halfspace/evaluate",
                            1,
                            "evaluate "
                                    + subject.classifier().description().file().getFileName(),
                            List.of(),
                            result,
                            null,
                            List.of(),
                            Map.of()),
                    writer,
                    console);
            return ExitStatus.DONE;
        }
    }
}
