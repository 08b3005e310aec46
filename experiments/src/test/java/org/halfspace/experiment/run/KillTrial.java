package org.halfspace.experiment.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.halfspace.experiment.store.RunReader;

/**
 * Kills a run of 500 tasks by SIGKILL at random moments and resumes it, again and again, and compares what it comes to with an
 * uninterrupted run. Takes minutes, so that it is no test; {@link ResumeTest} is the small one.
 */
public final class KillTrial {
    private KillTrial() {}

    /** Arguments: how many runs are killed (20), and the seed of the moments (1). */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int trials = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        Random random = new Random(arguments.length > 1 ? Long.parseLong(arguments[1]) : 1);
        Path folder = Files.createTempDirectory("kill-trial");
        Laboratory laboratory = new Laboratory(folder);
        Path file = laboratory.write(
                "study.yaml", "models: {square: square.tiny}", "analyses:", "  - counting: {items: 500, work: 8000}");
        Path whole = folder.resolve("whole");
        long start = System.nanoTime();
        Laboratory.process(folder, file, whole, folder.resolve("mark"))
                .inheritIO()
                .start()
                .waitFor();
        long usual = (System.nanoTime() - start) / 1_000_000;
        List<String> expected = Laboratory.content(whole);
        int identical = 0;
        for (int trial = 0; trial < trials; trial++) {
            Path run = folder.resolve("run-" + trial);
            // Some before the run begins, most while its tasks run: 500 of 8 ms on two threads take 2 s.
            boolean early = trial % 5 == 0;
            long moment = random.nextLong(early ? usual / 2 : 2500);
            Process process = Laboratory.process(folder, file, run, folder.resolve("mark"))
                    .start();
            if (!early) {
                awaitBeginning(process);
            }
            boolean ended = process.waitFor(moment, TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            long recorded = recorded(run);
            Laboratory.process(folder, file, run, folder.resolve("mark"))
                    .inheritIO()
                    .start()
                    .waitFor();
            List<String> found = new ArrayList<>(Laboratory.content(run));
            boolean same = found.equals(expected);
            found.removeAll(expected);
            found.stream().limit(5).forEach(line -> System.out.println("  " + line));
            identical += same ? 1 : 0;
            System.out.printf(
                    "killed after %d ms%s with %d of 500 tasks recorded: %s%n",
                    moment, ended ? " (it had ended)" : "", recorded, same ? "identical" : "DIFFERENT");
        }
        System.out.println(identical + " of " + trials + " identical to the uninterrupted run");
    }

    private static void awaitBeginning(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null && !line.equals("begun"); line = out.readLine()) {
            // The lines of the log.
        }
    }

    private static long recorded(Path run) {
        try (RunReader reader = RunReader.open(run)) {
            String table = reader.query("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'staging'")
                            .rows()
                            .isEmpty()
                    ? "tasks"
                    : "staging.tasks";
            return ((Number) reader.query("SELECT count(*) FROM " + table)
                            .rows()
                            .get(0)
                            .get(0))
                    .longValue();
        } catch (RuntimeException e) {
            return 0;
        }
    }
}
