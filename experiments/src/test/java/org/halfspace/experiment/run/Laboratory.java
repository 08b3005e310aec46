package org.halfspace.experiment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.experiment.file.StudyReader;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.spi.Host;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.PluginJarBuilder;
import org.halfspace.testkit.TinyDatasetReader;
import org.halfspace.testkit.TinyModelLoader;
import org.halfspace.workbench.Progress;
import org.halfspace.workbench.Workbench;

/** A folder with a model, data, and the plugins that read them and count. */
public final class Laboratory {
    private final Path folder;

    Laboratory(Path folder) {
        this.folder = folder;
        if (!Files.exists(folder.resolve("plugins"))) {
            try {
                Files.createDirectories(folder.resolve("plugins"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            new PluginJarBuilder("tiny")
                    .extension(TinyModelLoader.class)
                    .extension(TinyDatasetReader.class)
                    .buildIn(folder.resolve("plugins"));
            new PluginJarBuilder("counter").extension(CountingAnalysis.class).buildIn(folder.resolve("plugins"));
            TinyModelLoader.write(folder.resolve("square.tiny"), AnalyticHeads.square());
            TinyDatasetReader.write(
                    folder.resolve("points.tiny"), new float[][] {{2, 1}, {-1, 3}, {-1, -1}, {1, -2}}, 0, 1, 2, 0);
        }
    }

    Path folder() {
        return folder;
    }

    Workbench workbench() {
        return Workbench.open(new Host("0.1.0", 2), List.of(folder.resolve("plugins")));
    }

    Path write(String name, String... lines) {
        try {
            return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunOutcome run(Path file, Path to) throws InterruptedException {
        return run(file, to, StudyProgress.silent());
    }

    private RunOutcome run(Path file, Path to, StudyProgress progress) throws InterruptedException {
        Workbench workbench = workbench();
        return new StudyRunner(workbench, progress)
                .start(new StudyReader(workbench.registry()).read(file, Map.of()), Optional.of(to), List.of());
    }

    RunOutcome resume(Path to) throws InterruptedException {
        return resume(to, false);
    }

    RunOutcome resume(Path to, boolean retryFailed) throws InterruptedException {
        return new StudyRunner(workbench(), StudyProgress.silent())
                .resume(to, Optional.empty(), Map.of(), List.of(), Optional.empty(), retryFailed);
    }

    /** Everything in a run's tables but the times and the places, in the order in which it is stored. */
    static List<String> content(Path run) {
        List<String> content = new ArrayList<>();
        try (RunReader reader = RunReader.open(run)) {
            for (String table : reader.tables()) {
                String columns =
                        switch (table) {
                            case "jobs" -> "* EXCLUDE (seconds)";
                            case "sessions" -> "NULL WHERE false";
                            default -> "*";
                        };
                ResultTable rows = reader.query(
                        table.equals("sessions")
                                ? "SELECT 1 WHERE false"
                                : "SELECT " + columns + " FROM \"" + table + "\"");
                content.add(table + " " + rows.columns() + rows.types());
                rows.rows().forEach(row -> content.add(table + " " + row));
            }
        }
        return content;
    }

    /** A run in a process of its own, which can be killed. */
    static ProcessBuilder process(Path folder, Path file, Path run, Path mark) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dcounting.mark=" + mark,
                        "-XX:TieredStopAtLevel=1",
                        Laboratory.class.getName(),
                        folder.toString(),
                        file.toString(),
                        run.toString())
                .redirectErrorStream(true);
    }

    /** Says on standard output when the run begins, so that whoever wants to kill it knows. */
    private static final class Aloud implements StudyProgress {
        @Override
        public void run(Path folder, int jobs, int done) {
            System.out.println("begun");
        }

        @Override
        public Progress job(int number, String title) {
            return Progress.silent();
        }

        @Override
        public void ended(int number, String title, double seconds, String reason) {}
    }

    /** Begins the run, or goes on with it. */
    public static void main(String[] arguments) throws InterruptedException {
        Laboratory laboratory = new Laboratory(Path.of(arguments[0]));
        Path run = Path.of(arguments[2]);
        if (Files.exists(run.resolve("results.duckdb"))) {
            laboratory.resume(run);
        } else {
            laboratory.run(Path.of(arguments[1]), run, new Aloud());
        }
    }
}
