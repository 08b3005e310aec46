package org.halfspace.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.halfspace.report.CsvReport;
import org.halfspace.report.JsonReport;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.report.TextReport;
import org.halfspace.spi.InputException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code --format} and {@code --json}, which every command has that prints data. */
public final class OutputOptions {
    private static final ReportWriter TEXT = new TextReport();
    private static final Map<String, ReportWriter> FORMATS =
            Map.of("text", TEXT, "json", new JsonReport(), "csv", new CsvReport());

    private OutputOptions() {}

    /** The options. */
    public static ArgGroupSpec group() {
        return ArgGroupSpec.builder()
                .heading("%nOutput options:%n")
                .validate(false)
                .addArg(OptionSpec.builder("--format")
                        .type(String.class)
                        .paramLabel("text|json|csv")
                        .completionCandidates(List.of("text", "json", "csv"))
                        .description("How to print the result. (default: text)")
                        .build())
                .addArg(OptionSpec.builder("--json")
                        .type(boolean.class)
                        .arity("0")
                        .description("Short for --format json.")
                        .build())
                .build();
    }

    /**
     * The writer that was asked for.
     *
     * @throws InputException if there is no such format
     */
    public static ReportWriter writer(ParseResult parsed) {
        return FORMATS.get(name(parsed));
    }

    /**
     * The name of the format that was asked for.
     *
     * @throws InputException if there is no such format
     */
    public static String name(ParseResult parsed) {
        String name = parsed.hasMatchedOption("--json") ? "json" : parsed.matchedOptionValue("--format", "text");
        if (!FORMATS.containsKey(name)) {
            throw new InputException("there is no output format \"" + name + "\"")
                    .where("--format")
                    .expected("text, json or csv");
        }
        return name;
    }

    /** Prints a report; text as wide as the terminal, where there is one, and with the first rows alone. */
    public static void print(Report report, ReportWriter writer, Console console) throws IOException {
        print(report, TextReport.SHOWN_ROWS, writer, console);
    }

    /** Prints a report; text with so many rows. */
    public static void print(Report report, int rows, ReportWriter writer, Console console) throws IOException {
        int width = console.width().getAsInt();
        ReportWriter fitting = writer == TEXT ? new TextReport(rows, width > 0 ? width : Integer.MAX_VALUE) : writer;
        fitting.write(report, console.out());
        console.out().flush();
    }
}
