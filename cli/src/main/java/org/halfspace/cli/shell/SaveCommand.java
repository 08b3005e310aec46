package org.halfspace.cli.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.Session;
import org.halfspace.experiment.store.RowFile;
import org.halfspace.report.CsvReport;
import org.halfspace.report.JsonReport;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.workbench.ArtifactFiles;

/** {@code save}: writes a result into a file. */
final class SaveCommand extends BuiltIn {
    private final Session session;
    private final Console console;

    SaveCommand(Session session, Console console) {
        super(
                "save",
                "Writes a result into a file, whole or not at all: .json has all of it, .csv and .parquet the rows.",
                "save d d.parquet",
                "save d results/d.json");
        this.session = session;
        this.console = console;
        word(0, "RESULT", "1", "The result's name.");
        word(1, "FILE", "1", "The file; its ending says in which format: .json, .csv or .parquet.");
    }

    @Override
    public Integer call() throws Exception {
        KeptResult result = Results.named(parsed().matchedPositionalValue(0, ""), session);
        Path file = Path.of(parsed().matchedPositionalValue(1, ""));
        Artifact.Content content = content(result, file);
        ArtifactFiles.write(List.of(new Artifact(file, content)));
        console.err().println(file + " written");
        return ExitStatus.DONE;
    }

    private static Artifact.Content content(KeptResult result, Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".json")) {
            return out -> write(new JsonReport(), result.report(), out);
        }
        if (name.endsWith(".csv")) {
            return out -> write(new CsvReport(), result.report(), out);
        }
        if (name.endsWith(".parquet")) {
            if (result.result().rows().isEmpty()) {
                throw new InputException(result.name() + " has no rows").hint("save it as .json or .csv");
            }
            return out -> RowFile.parquet(
                    result.result().definition().rows(), result.result().rows(), out);
        }
        throw new InputException("the format cannot be told from the name")
                .where(file)
                .expected("a name that ends with .json, .csv or .parquet");
    }

    private static void write(ReportWriter writer, Report report, OutputStream out) throws IOException {
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write(report, text);
        text.flush();
    }
}
