package org.halfspace.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.RunDatabase;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;

/** The runs in a folder. */
public final class RunList {
    private RunList() {}

    /** A run. */
    public record Row(
            @Column("Its folder") String run,
            @Column("The experiment's name") String experiment,
            @Column("When it began, UTC") String started,
            @Column("done, unfinished, or why it cannot be read") String state,
            @Column("How many jobs it has") Integer jobs,
            @Column("How many of them have an answer") Integer answers,
            @Column("How many of them failed") Integer failed) {}

    /**
     * The runs, the newest first.
     *
     * @throws InputException if there is no such folder
     */
    public static List<Row> in(Path folder) {
        List<Row> rows = new ArrayList<>();
        try (Stream<Path> folders = Files.list(folder)) {
            folders.filter(one -> Files.isRegularFile(one.resolve(RunDatabase.FILE)))
                    .sorted()
                    .forEach(one -> rows.add(row(one)));
        } catch (IOException e) {
            throw new InputException("there are no runs here", e)
                    .where(folder)
                    .expected("a folder of runs")
                    .hint("halfspace runs list DIR");
        }
        rows.sort(Comparator.comparing(Row::started).reversed());
        return rows;
    }

    private static Row row(Path folder) {
        try (RunReader run = RunReader.open(folder.toAbsolutePath().normalize())) {
            List<JobRecord> jobs = run.jobs();
            int answers = count(jobs, "done");
            int failed = count(jobs, "failed");
            List<List<Object>> began =
                    run.query("SELECT min(started)::VARCHAR FROM sessions").rows();
            return new Row(
                    folder.toString(),
                    run.info().name(),
                    String.valueOf(began.get(0).get(0)),
                    answers + failed == jobs.size() ? "done" : "unfinished",
                    jobs.size(),
                    answers,
                    failed);
        } catch (InputException e) {
            return new Row(folder.toString(), "", "", e.what(), null, null, null);
        }
    }

    private static int count(List<JobRecord> jobs, String state) {
        return (int) jobs.stream().filter(job -> job.state().equals(state)).count();
    }
}
