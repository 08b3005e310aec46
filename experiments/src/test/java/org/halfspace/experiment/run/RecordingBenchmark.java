package org.halfspace.experiment.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.halfspace.experiment.store.RunReader;

/** What recording costs: a job of many tasks that do nothing, in time per task, heap and resident memory. */
public final class RecordingBenchmark {
    private RecordingBenchmark() {}

    /** Argument: how many tasks (100,000). */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        Path folder = Files.createTempDirectory("recording");
        Laboratory laboratory = new Laboratory(folder);
        Path small =
                laboratory.write("small.yaml", "models: {m: square.tiny}", "analyses:", "  - counting: {items: 1000}");
        laboratory.run(small, folder.resolve("warm"));
        Path file = laboratory.write(
                "study.yaml", "models: {m: square.tiny}", "analyses:", "  - counting: {items: " + tasks + "}");
        long start = System.nanoTime();
        long cpu = cpu();
        laboratory.run(file, folder.resolve("run"));
        double seconds = (System.nanoTime() - start) / 1e9;
        try (RunReader reader = RunReader.open(folder.resolve("run"))) {
            System.out.println("jobs: "
                    + reader.query("SELECT tasks, rows, seconds FROM jobs").rows());
        }
        System.out.printf(
                Locale.ROOT,
                "%d tasks in %.1f s (with the report and everything): %.4f ms per task, %.4f ms of processor per task%n",
                tasks,
                seconds,
                1000 * seconds / tasks,
                (cpu() - cpu) / 1e6 / tasks);
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
                .forEach(System.out::println);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
