package org.halfspace.cli.shell;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.Session;
import org.halfspace.experiment.file.StudyWriter;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.workbench.ArtifactFiles;

/** {@code export}: what was asked, as an experiment that asks it again. */
final class ExportCommand extends BuiltIn {
    private final Session session;
    private final Console console;

    ExportCommand(Session session, Console console) {
        super(
                "export",
                "Writes an experiment that gives the kept results again: for run, which resumes, compares and reports.",
                "export study.yaml",
                "run study.yaml");
        this.session = session;
        this.console = console;
        word(0, "FILE", "1", "The experiment's file, .yaml.");
    }

    @Override
    public Integer call() throws Exception {
        Path file = Path.of(parsed().matchedPositionalValue(0, ""));
        List<KeptResult> results = session.state().results();
        if (results.isEmpty()) {
            throw new InputException("there is no result that an experiment could give again")
                    .hint("run an analysis first");
        }
        String text = StudyWriter.write(
                results.stream().map(ExportCommand::asked).toList(),
                session.workbench().registry(),
                file);
        ArtifactFiles.write(List.of(new Artifact(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)))));
        console.err().println(file + " written; run " + file + " runs it");
        return ExitStatus.DONE;
    }

    private static StudyWriter.Asked asked(KeptResult result) {
        return new StudyWriter.Asked(
                result.analysis(),
                result.inputs().model(),
                result.inputs().modelOptions(),
                result.inputs().data(),
                result.inputs().data().isPresent() ? result.inputs().dataOptions() : Map.of(),
                result.parameters(),
                result.seed(),
                result.result().summary().artifacts());
    }
}
