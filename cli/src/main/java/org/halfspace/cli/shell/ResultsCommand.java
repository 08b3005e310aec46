package org.halfspace.cli.shell;

import java.util.List;
import java.util.Map;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.OutputOptions;
import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.Session;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.Column;

/** {@code results}: what was kept. */
final class ResultsCommand extends BuiltIn {
    private final Session session;
    private final Console console;

    /** One result. */
    record Row(
            @Column("Its name") String name,
            @Column("The analysis") String analysis,
            @Column("The model's file") String model,
            @Column("The data, as given") String data,
            @Column("How many rows it has") int rows,
            @Column("The seed") long seed,
            @Column("The parameters that were given") String parameters) {

        static Row of(KeptResult result) {
            return new Row(
                    result.name(),
                    result.analysis(),
                    String.valueOf(result.inputs().model().getFileName()),
                    result.inputs().data().orElse(null),
                    result.result().rows().size(),
                    result.seed(),
                    Choices.options(result.parameters()).strip());
        }
    }

    ResultsCommand(Session session, Console console) {
        super("results", "The results that were kept, the oldest first.", "results", "results --json");
        this.session = session;
        this.console = console;
        spec().addArgGroup(OutputOptions.group());
    }

    @Override
    public Integer call() throws Exception {
        ReportWriter writer = OutputOptions.writer(parsed());
        List<Row> rows = session.state().results().stream().map(Row::of).toList();
        OutputOptions.print(
                new Report(
                        "halfspace/results",
                        1,
                        rows.isEmpty() ? "no results yet" : rows.size() == 1 ? "1 result" : rows.size() + " results",
                        List.of(),
                        null,
                        Row.class,
                        rows,
                        Map.of()),
                Integer.MAX_VALUE,
                writer,
                console);
        return ExitStatus.DONE;
    }
}
