package org.halfspace.experiment.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halfspace.experiment.file.Job;
import org.halfspace.experiment.file.Study;
import org.halfspace.experiment.store.RunInfo;
import org.halfspace.experiment.store.RunInfo.Input;
import org.halfspace.spi.InputException;
import org.halfspace.workbench.FileHash;
import org.halfspace.workbench.ModelFiles;
import org.halfspace.workbench.Workbench;

/** What makes a run the run that it is: the content of its files, the versions, the values of its variables. */
final class Identity {
    /** Digits of a job's id: enough that no two jobs of a study share one. */
    private static final int ID_DIGITS = 12;

    private final Workbench workbench;

    Identity(Workbench workbench) {
        this.workbench = workbench;
    }

    RunInfo of(Study study, List<Job> jobs, List<String> exports) {
        List<Input> inputs = new ArrayList<>();
        inputs.add(file("experiment", study.name(), study.file(), Map.of()));
        inputs.add(new Input("program", "halfspace", null, workbench.host().version(), "{}"));
        Map<String, String> plugins = new TreeMap<>();
        for (Job job : jobs) {
            var entry = workbench.registry().analysis(job.analysis()).orElseThrow();
            plugins.put(entry.plugin().id(), entry.plugin().version());
        }
        plugins.forEach((id, version) -> inputs.add(new Input("plugin", id, null, version, "{}")));
        for (Study.Model model : study.models()) {
            inputs.add(file("model", model.name(), model.file(), ModelFiles.options(model.file(), model.options())));
        }
        for (Study.Data data : study.data()) {
            inputs.add(file("data", data.name(), data.file(), data.options()));
            data.labels().ifPresent(labels -> inputs.add(file("data", data.name() + " labels", labels, Map.of())));
        }
        for (Job job : jobs) {
            for (Path path : Parameters.filesOf(job, study.file().getParent())) {
                Input input = file("file", path.getFileName().toString(), path, Map.of());
                if (!inputs.contains(input)) {
                    inputs.add(input);
                }
            }
        }
        study.variables().forEach((name, value) -> inputs.add(new Input("variable", name, null, value, "{}")));
        return new RunInfo(
                study.name(),
                study.description(),
                study.text(),
                study.engine(),
                study.variables(),
                study.given(),
                study.working().toString(),
                exports,
                inputs);
    }

    private static Input file(String kind, String name, Path file, Map<String, String> options) {
        return new Input(kind, name, file.toString(), FileHash.sha256(file), new TreeMap<>(options).toString());
    }

    /** A job's id: the same in every run that asks the same of the same files. */
    static String id(Job job, RunInfo info, Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("analysis", job.analysis());
        all.put("seed", Long.toString(job.seed()));
        all.put("parameters", new TreeMap<>(parameters).toString());
        for (Input input : info.inputs()) {
            boolean model = input.kind().equals("model") && input.name().equals(job.model());
            boolean data = input.kind().equals("data")
                    && job.data().isPresent()
                    && (input.name() + " ").startsWith(job.data().get() + " ");
            if (model || data) {
                all.put(input.kind() + " " + input.name(), input.identity() + input.options());
            }
        }
        return sha256(all.toString()).substring(0, ID_DIGITS);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Refuses to go on with a run from other files than those that it began with.
     *
     * @throws InputException with every difference
     */
    static void requireSame(RunInfo recorded, RunInfo now, Path folder) {
        List<String> differences = new ArrayList<>();
        Map<String, Input> before = byName(recorded);
        Map<String, Input> after = byName(now);
        before.forEach((name, input) -> {
            Input other = after.get(name);
            if (other == null) {
                differences.add(name + " is gone");
            } else if (!other.identity().equals(input.identity())) {
                differences.add(
                        name + where(other) + " has changed: " + brief(input) + " then, " + brief(other) + " now");
            } else if (!other.options().equals(input.options())) {
                differences.add(name + " is read otherwise: " + input.options() + " then, " + other.options() + " now");
            }
        });
        after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .forEach(name -> differences.add(name + " is new"));
        if (!differences.isEmpty()) {
            throw new InputException("the run cannot be resumed: what it is made from has changed")
                    .where(folder)
                    .expected("the files, versions and variables that it began with")
                    .found(String.join("\n", differences))
                    .hint("put them back, or begin a new run");
        }
    }

    private static String where(Input input) {
        return input.file() == null ? "" : " (" + input.file() + ")";
    }

    private static String brief(Input input) {
        boolean hash = input.file() != null;
        return hash ? "sha256 " + input.identity().substring(0, ID_DIGITS) : "\"" + input.identity() + "\"";
    }

    private static Map<String, Input> byName(RunInfo info) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        info.inputs().forEach(input -> inputs.put(label(input), input));
        return inputs;
    }

    private static String label(Input input) {
        return switch (input.kind()) {
            case "experiment" -> "the experiment's file";
            case "program" -> "Halfspace";
            default -> "the " + input.kind() + " " + input.name();
        };
    }

    /** Whether a file is there, for messages about a run whose files have moved. */
    static Path existing(Path file, Path folder) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("the experiment's file is gone")
                    .where(file)
                    .hint("halfspace run FILE --resume " + folder);
        }
        return file;
    }
}
