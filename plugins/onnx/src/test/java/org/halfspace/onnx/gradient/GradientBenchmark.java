package org.halfspace.onnx.gradient;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.GraphSession.Slot;
import org.halfspace.spi.model.FeatureMap;

/**
 * Prints what gradients cost: milliseconds of a bare forward session and of forward and backward in one run, their ratio, and the
 * time to build, on the networks of the zoo. Times are medians over interleaved runs, with the least time behind them.
 *
 * <p>Usage: {@code GradientBenchmark SECONDS one|all NETWORK@BATCH...}, with one thread or all of them for each operator.
 */
public final class GradientBenchmark {
    private static final double NANOS = 1e6;
    private static final int LEAST_RUNS = 3;

    private final PrintStream out;
    private final double seconds;
    private final boolean oneThread;

    private GradientBenchmark(PrintStream out, double seconds, boolean oneThread) {
        this.out = out;
        this.seconds = seconds;
        this.oneThread = oneThread;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        GradientBenchmark benchmark =
                new GradientBenchmark(System.out, Double.parseDouble(arguments[0]), arguments[1].equals("one"));
        benchmark.out.println("network                 batch   forward ms (min)  f+b ms (min)      ratio  build s");
        for (int i = 2; i < arguments.length; i++) {
            int at = arguments[i].indexOf('@');
            benchmark.run(arguments[i].substring(0, at), Integer.parseInt(arguments[i].substring(at + 1)));
        }
    }

    private void run(String name, int batch) throws IOException {
        Graph graph = ZooNetworks.logits(name + ".onnx");
        long start = System.nanoTime();
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        VjpGraph vjp = VjpGraph.of(subject);
        try (GraphSession both = open(vjp.graph())) {
            double build = (System.nanoTime() - start) / NANOS / 1000;
            try (GraphSession forward = open(graph)) {
                Slot x = slot(subject.input(), subject.shape(subject.input()), batch);
                Slot v = slot(vjp.cotangent(), subject.shape(subject.target()), batch);
                Slot y = slot(subject.target(), subject.shape(subject.target()), batch);
                Slot gradient = slot(vjp.gradient(), subject.shape(subject.input()), batch);
                List<double[]> times = measure(
                        () -> forward.run(List.of(x), List.of(y)), () -> both.run(List.of(x, v), List.of(y, gradient)));
                print(name.substring(name.indexOf('/') + 1), batch, times, build);
            }
        }
    }

    private GraphSession open(Graph graph) {
        return oneThread ? Jacobians.RUNTIME.openForCallers(graph) : Jacobians.RUNTIME.open(graph);
    }

    private void print(String name, int batch, List<double[]> times, double build) {
        double forward = median(times.get(0));
        double both = median(times.get(1));
        out.printf(
                "%-22s %6d %8.3f (%7.3f) %8.3f (%7.3f) %6.2f %8.2f%n",
                name, batch, forward, times.get(0)[0], both, times.get(1)[0], both / forward, build);
    }

    private List<double[]> measure(Runnable... runs) {
        List<List<Double>> times = new ArrayList<>();
        for (Runnable run : runs) {
            run.run();
            times.add(new ArrayList<>());
        }
        long end = System.nanoTime() + (long) (seconds * NANOS * 1000);
        for (int round = 0; round < LEAST_RUNS || System.nanoTime() < end; round++) {
            for (int i = 0; i < runs.length; i++) {
                long start = System.nanoTime();
                runs[i].run();
                times.get(i).add((System.nanoTime() - start) / NANOS);
            }
        }
        return times.stream()
                .map(list ->
                        list.stream().mapToDouble(Double::doubleValue).sorted().toArray())
                .toList();
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static Slot slot(String name, TensorShape shape, int batch) {
        long[] dims = Arrays.stream(shape.dims())
                .map(dim -> dim < 0 ? -dim * batch : dim)
                .toArray();
        int size = (int) Arrays.stream(dims).reduce(1, Math::multiplyExact);
        FloatBuffer numbers = FeatureMap.allocate(size);
        numbers.put(0, Nets.random(new SplittableRandom(3), size, 0, 1));
        return new Slot(name, numbers, dims);
    }
}
