package org.halfspace.parallelism;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.halfspace.engine.LocalEngine;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;
import org.halfspace.testkit.Subjects;

/**
 * Times whole runs of the analysis in one JVM: {@code ParallelismBenchmark KIND CLASSES FEATURES REPETITIONS THREADS [histogram]},
 * with KIND one of gaussian, hierarchical, quantised. The first repetition includes the warming of the JVM, as a command's run
 * does.
 */
final class ParallelismBenchmark {
    private ParallelismBenchmark() {}

    public static void main(String[] arguments) throws InterruptedException {
        int m = Integer.parseInt(arguments[1]);
        int l = Integer.parseInt(arguments[2]);
        int repetitions = Integer.parseInt(arguments[3]);
        int threads = Integer.parseInt(arguments[4]);
        boolean histogram = arguments.length > 5 && arguments[5].equals("histogram");
        double[][] rows =
                switch (arguments[0]) {
                    case "hierarchical" -> Heads.hierarchical(m, l, 1);
                    case "quantised" -> Heads.quantised(m, l, 127, 1);
                    default -> Heads.gaussian(m, l, 1);
                };
        PrintStream out = System.out;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            Subject subject = Subjects.of(Heads.of(rows));
            if (repetition == 1) {
                parts(subject, threads);
                subject = Subjects.of(Heads.of(rows));
            }
            long begin = System.nanoTime();
            long used = processorTime();
            Summary summary = run(
                    subject,
                    new ParallelismParameters(Optional.empty(), 20, false, histogram, Optional.empty()),
                    threads);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            double processor = (processorTime() - used) * 1e-9;
            ParallelismValues values = (ParallelismValues) summary.values();
            long megabytes =
                    (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
            out.printf(
                    Locale.ROOT,
                    "%s m=%d l=%d threads=%d: %.2f s (%.2f s of processor time), heap %d MB, excluded %.9g (%s), dual %s, spectral %.4g%n",
                    arguments[0],
                    m,
                    l,
                    threads,
                    seconds,
                    processor,
                    megabytes,
                    values.excludedBelowAngle(),
                    values.excludedIs(),
                    values.dualBound(),
                    values.spectralBound());
            if (repetition == 0) {
                summary.findings().forEach(out::println);
            }
        }
    }

    /** Of all threads of this process, in nanoseconds: what counts on a machine that is busy with something else. */
    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private interface Part<T> {
        T run() throws InterruptedException;
    }

    private static <T> T timed(String name, Part<T> part) throws InterruptedException {
        long begin = System.nanoTime();
        long used = processorTime();
        T result = part.run();
        System.out.printf(
                Locale.ROOT,
                "    %-12s %.2f s (%.2f s of processor time)%n",
                name,
                (System.nanoTime() - begin) * 1e-9,
                (processorTime() - used) * 1e-9);
        return result;
    }

    /** The parts of a run, one by one. */
    private static void parts(Subject subject, int threads) throws InterruptedException {
        Workers workers = new Workers(threads);
        ClassVectors vectors = timed("vectors", () -> new ClassVectors(subject.head()));
        timed("exact", () -> ParallelDirections.find(vectors, workers));
        SquaredDistances distances = timed("distances", () -> SquaredDistances.of(vectors.all(), workers));
        PairCollector collector = new PairCollector(vectors, distances, 20, 0, 0);
        timed("search", () -> {
            new PairSearch(distances, collector).run(workers);
            return collector;
        });
        timed("rank", () -> HeadGeometry.of(subject).centredRank());
        timed("dual", () -> Certificates.dual(distances));
    }

    static Summary run(Subject subject, ParallelismParameters parameters, int threads) throws InterruptedException {
        AnalysisRun<ParallelPairRow> run =
                new ParallelismAnalysis().prepare(subject, parameters, new Context(Context.DEFAULT_SEED, threads));
        List<ParallelPairRow> rows = new ArrayList<>();
        new LocalEngine().execute(run, run.plan().tasks(), threads, new Engine.Listener<ParallelPairRow>() {
            @Override
            public void completed(Task task, List<ParallelPairRow> part) {
                rows.addAll(part);
            }

            @Override
            public void failed(Task task, Throwable cause) {
                throw new IllegalStateException(cause);
            }
        });
        return run.summarise(rows);
    }
}
