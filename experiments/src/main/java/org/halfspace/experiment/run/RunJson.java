package org.halfspace.experiment.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.Json;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunInfo;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.workbench.ArtifactFiles;

/** {@code run.json}: where a run comes from, for readers without a database. */
final class RunJson {
    private RunJson() {}

    static void write(Path folder, RunReader reader) throws InterruptedException {
        byte[] text = (Json.pretty(content(reader)) + "\n").getBytes(StandardCharsets.UTF_8);
        ArtifactFiles.write(List.of(new Artifact(folder.resolve("run.json"), out -> out.write(text))));
    }

    private static Map<String, Object> content(RunReader reader) {
        RunInfo info = reader.info();
        Map<String, Object> content = new LinkedHashMap<>();
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("name", "halfspace/run-directory");
        schema.put("version", 1);
        content.put("schema", schema);
        content.put("name", info.name());
        content.put("description", info.description());
        content.put("engine", info.engine());
        content.put("variables", info.variables());
        content.put("exports", info.exports());
        List<Object> inputs = new ArrayList<>();
        for (RunInfo.Input input : info.inputs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", input.kind());
            one.put("name", input.name());
            one.put("file", input.file());
            one.put(input.file() == null ? "value" : "sha256", input.identity());
            one.put("options", input.options());
            inputs.add(one);
        }
        content.put("inputs", inputs);
        ResultTable sessions = reader.query("SELECT started, ended, machine FROM sessions ORDER BY session");
        content.put("sessions", sessions.rows().stream().map(sessions::named).toList());
        List<Object> jobs = new ArrayList<>();
        for (JobRecord job : reader.jobs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("job", job.job());
            one.put("id", job.id());
            one.put("analysis", job.analysis());
            one.put("model", job.model());
            one.put("data", job.data());
            one.put("seed", job.seed());
            one.put("parameters", job.parameters());
            one.put("state", job.state());
            one.put("reason", job.reason());
            jobs.add(one);
        }
        content.put("jobs", jobs);
        return content;
    }
}
