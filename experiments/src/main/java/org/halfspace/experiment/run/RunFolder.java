package org.halfspace.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.halfspace.experiment.file.Study;
import org.halfspace.experiment.store.RunDatabase;
import org.halfspace.spi.InputException;

/** The folder of a run. */
final class RunFolder {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private static final String EXPERIMENT = "experiment.yaml";

    private RunFolder() {}

    /**
     * An empty folder for a new run: the one that was asked for, or {@code runs/NAME-DATE}.
     *
     * @throws InputException if it cannot be made, or is not empty
     */
    static Path create(Study study, Optional<Path> asked) {
        Path folder = asked.orElseGet(() -> Path.of(
                        "runs",
                        study.name() + "-"
                                + LocalDateTime.now(ZoneId.systemDefault()).format(DATE)))
                .toAbsolutePath()
                .normalize();
        try {
            Files.createDirectories(folder);
            clear(folder);
            Files.writeString(folder.resolve(EXPERIMENT), study.text());
            return folder;
        } catch (IOException e) {
            throw new InputException("the run's folder cannot be written to", e)
                    .where(folder)
                    .found(e.toString())
                    .hint("give a place that is writable and has room: --to DIR");
        }
    }

    /** Removes what a run leaves that was killed before it began; anything else stays, and is in the way. */
    private static void clear(Path folder) throws IOException {
        List<Path> content;
        try (Stream<Path> files = Files.list(folder)) {
            content = files.toList();
        }
        for (Path file : content) {
            String name = file.getFileName().toString();
            boolean ours = name.equals(EXPERIMENT) || name.startsWith(RunDatabase.BEGINNING);
            if (!ours || content.contains(folder.resolve(RunDatabase.FILE))) {
                throw new InputException("the folder is not empty")
                        .where(folder)
                        .hint("give another one, or go on with the run in it: --resume " + folder);
            }
        }
        for (Path file : content) {
            Files.delete(file);
        }
    }

    /** Makes a folder inside a run's. */
    static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException("a folder of the run cannot be made", e)
                    .where(folder)
                    .found(e.toString());
        }
    }

    /** The folder for the files that a job writes; made when it has some. */
    static Path files(Path folder, int job, String analysis) {
        return folder.resolve("files").resolve(String.format("%03d-%s", job, analysis));
    }
}
