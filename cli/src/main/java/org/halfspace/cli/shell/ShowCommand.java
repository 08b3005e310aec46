package org.halfspace.cli.shell;

import java.util.List;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.OutputOptions;
import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.Session;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.report.TextReport;
import org.halfspace.spi.InputException;
import picocli.CommandLine.ParseResult;

/** {@code show}: prints a result again. */
final class ShowCommand extends BuiltIn {
    private static final String ALL = "all";

    private final Session session;
    private final Console console;

    ShowCommand(Session session, Console console) {
        super(
                "show",
                "Prints a result: as text, with as many columns as the terminal has room for; or whole as JSON or CSV.",
                "show d",
                "show d --rows 100",
                "show d --json > d.json");
        this.session = session;
        this.console = console;
        word(0, "RESULT", "1", "The result's name.");
        option("--rows", "N|all", "How many rows text has. (default: " + TextReport.SHOWN_ROWS + "; of others: all)");
        spec().addArgGroup(OutputOptions.group());
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = parsed();
        ReportWriter writer = OutputOptions.writer(parsed);
        KeptResult result = Results.named(parsed.matchedPositionalValue(0, ""), session);
        String rows = parsed.matchedOptionValue("--rows", null);
        if (rows == null) {
            OutputOptions.print(result.report(), writer, console);
        } else if (writer instanceof TextReport) {
            OutputOptions.print(result.report(), count(rows), writer, console);
        } else {
            OutputOptions.print(head(result.report(), count(rows)), writer, console);
        }
        return ExitStatus.DONE;
    }

    private static Report head(Report report, int rows) {
        List<? extends Record> head =
                report.rows().subList(0, Math.min(rows, report.rows().size()));
        return new Report(
                report.schema(),
                report.version(),
                report.title(),
                report.findings(),
                report.values(),
                report.rowType(),
                head,
                report.appendix());
    }

    private static int count(String text) {
        if (text.equals(ALL)) {
            return Integer.MAX_VALUE;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new InputException("the value of --rows cannot be used")
                    .expected("a whole number from 0 up, or " + ALL)
                    .found(text);
        }
        return Integer.parseInt(text);
    }
}
