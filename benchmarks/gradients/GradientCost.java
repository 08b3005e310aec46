import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.halfspace.onnx.differential.OnnxDifferentiableMap;
import org.halfspace.onnx.differential.Workload;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.head.ConstantFolder;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.rewrite.BatchAxis;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.GraphSession.Slot;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.FeatureMap;

/**
 * The part of the benchmark that runs Halfspace; run.py starts it and asks it for measurements, one line each.
 *
 * <p>Usage: {@code GradientCost THREADS MODEL}, then lines {@code build}, {@code time BATCH SECONDS}, {@code check BATCH},
 * {@code gradient BATCH} and {@code peak} on standard input. Each is answered by one line of numbers.
 */
public final class GradientCost implements AutoCloseable {
    private static final double NANOS = 1e6;
    private static final int LEAST_RUNS = 3;
    private static final long BLOCK_NANOS = 20_000_000;
    private static final boolean CPU = System.getProperty("clock", "wall").equals("cpu");

    private final OnnxRuntime runtime;
    private final Graph graph;
    private DifferentiableGraph subject;
    private OnnxDifferentiableMap map;
    private GraphSession bare;

    private GradientCost(int threads, Path model) throws IOException {
        runtime = new OnnxRuntime(threads);
        runtime.environment();
        Graph read = OnnxFile.read(model).graph();
        Node last = read.producer(read.outputs().get(0).name()).orElseThrow();
        String target = last.isOneOf(Set.of("Softmax", "LogSoftmax")) ? last.input(0) : last.output();
        Graph cut = read.withOutputs(List.of(ValueInfo.untyped(target)));
        ConstantFolder constants = new ConstantFolder(cut, runtime);
        graph = BatchAxis.open(
                cut, cut.inputs().get(0).name(), 1, constants::value, BatchAxis.Leading.INFERRED);
    }

    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (GradientCost cost = new GradientCost(Integer.parseInt(arguments[0]), Path.of(arguments[1]))) {
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                System.out.println(
                        switch (words[0]) {
                            case "build" -> cost.build();
                            case "time" -> cost.time(Integer.parseInt(words[1]), Double.parseDouble(words[2]));
                            case "check" -> cost.check(Integer.parseInt(words[1]));
                            case "gradient" -> cost.gradient(Integer.parseInt(words[1]));
                            case "peak" -> peak();
                            default -> throw new IllegalArgumentException(line);
                        });
            }
        }
    }

    /** Seconds from the graph as it was read to the first gradient of one row. */
    private String build() {
        long start = System.nanoTime();
        String target = graph.outputs().get(0).name();
        subject = DifferentiableGraph.of(graph, target, new GraphProbe(runtime::environment));
        map = new OnnxDifferentiableMap(subject, runtime, new Workload(Workload.of(subject).rows(), false));
        Batch one = new Batch(1);
        one.gradient();
        double seconds = (System.nanoTime() - start) / NANOS / 1000;
        map.close();
        map = new OnnxDifferentiableMap(subject, runtime, Workload.of(subject));
        return Double.toString(seconds);
    }

    /** A batch and what comes out for it, in buffers that are used again. */
    private final class Batch {
        final int count;
        final FloatBuffer x;
        final FloatBuffer v;
        final FloatBuffer y;
        final FloatBuffer gradient;

        Batch(int count) {
            this.count = count;
            SplittableRandom random = new SplittableRandom(3);
            x = random(random, count * map.inputSize());
            v = random(random, count * map.outputSize());
            y = FeatureMap.allocate(count * map.outputSize());
            gradient = FeatureMap.allocate(count * map.inputSize());
        }

        void gradient() {
            map.vjp(x, count, v, y, gradient);
        }

        void forward() {
            map.apply(x, count, y);
        }

        void bare() {
            bare.run(
                    List.of(new Slot(subject.input(), x, dims(subject.input()))),
                    List.of(new Slot(subject.target(), y, dims(subject.target()))));
        }

        private long[] dims(String tensor) {
            long[] dims = subject.shape(tensor).dims().clone();
            dims[0] = count;
            return dims;
        }
    }

    private static FloatBuffer random(SplittableRandom random, int count) {
        FloatBuffer numbers = FeatureMap.allocate(count);
        for (int i = 0; i < count; i++) {
            numbers.put(i, (float) random.nextDouble());
        }
        return numbers;
    }

    /** Least and median milliseconds of a bare session, of Halfspace's forward pass, and of forward and backward. */
    private String time(int count, double seconds) {
        if (bare == null) {
            bare = runtime.open(graph);
        }
        Batch batch = new Batch(count);
        return measure(seconds, batch::bare, batch::forward, batch::gradient);
    }

    /** Least and median milliseconds of a few runs. */
    private String gradient(int count) {
        return measure(0, new Batch(count)::gradient);
    }

    /** Nanoseconds; of this thread's processor time, where the property {@code clock} is {@code cpu}. */
    private static long now() {
        return CPU ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** Blocks of each in turn, so that all have the same share of a machine's quiet moments. */
    private static String measure(double seconds, Runnable... runs) {
        double[][] times = new double[runs.length][1 << 18];
        int[] counts = new int[runs.length];
        long end = System.nanoTime() + (long) (seconds * NANOS * 1000);
        do {
            for (int i = 0; i < runs.length; i++) {
                // Threads that still look out for work of the block before, and caches, are not measured.
                runs[i].run();
                long blockEnd = System.nanoTime() + BLOCK_NANOS;
                do {
                    long start = now();
                    runs[i].run();
                    times[i][counts[i]++ % times[i].length] = (now() - start) / NANOS;
                } while (System.nanoTime() < blockEnd);
            }
        } while (System.nanoTime() < end || counts[0] < LEAST_RUNS);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < runs.length; i++) {
            int count = Math.min(counts[i], times[i].length);
            Arrays.sort(times[i], 0, count);
            line.append(times[i][0]).append(' ').append(times[i][count / 2]).append(' ');
        }
        return line.toString().strip();
    }

    /** Whether a second run, and runs of other cuts of the batch, give the same bits; 1 or 0. */
    private String check(int count) {
        Batch batch = new Batch(count);
        batch.gradient();
        float[] first = numbers(batch.gradient);
        batch.gradient();
        boolean same = Arrays.equals(first, numbers(batch.gradient));
        for (Workload.Sharing sharing : Workload.Sharing.values()) {
            for (int rows : new int[] {1, 3, count}) {
                OnnxDifferentiableMap kept = map;
                map = new OnnxDifferentiableMap(subject, runtime, new Workload(rows, sharing));
                batch.gradient();
                same &= Arrays.equals(first, numbers(batch.gradient));
                map.close();
                map = kept;
            }
        }
        return same ? "1" : "0";
    }

    private static float[] numbers(FloatBuffer buffer) {
        float[] numbers = new float[buffer.capacity()];
        buffer.get(0, numbers);
        return numbers;
    }

    /** The most memory that this process has had, in megabytes; -1 where the system does not say. */
    private static String peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM")) {
                    return Double.toString(Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6);
                }
            }
        }
        return "-1";
    }

    @Override
    public void close() {
        if (map != null) {
            map.close();
        }
        if (bare != null) {
            bare.close();
        }
    }
}
