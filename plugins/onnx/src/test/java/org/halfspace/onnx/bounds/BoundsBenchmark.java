package org.halfspace.onnx.bounds;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;

/**
 * Prints, for random pairs of MNIST images of different labels, the radius within which the centred logits of the second cannot be
 * matched near the first: by interval arithmetic and by linear relaxation in the directions of single logits and their differences,
 * by linear relaxation in the best direction, and by branches; with medians and seconds.
 *
 * <p>Usage: {@code BoundsBenchmark ZOO NETWORK PAIRS NORM EFFORT...}
 */
public final class BoundsBenchmark {
    private static final int PIXELS = 784;
    private static final long SEED = 7;
    private static final double NANOS = 1e9;

    /** Seconds are those of the processor: whatever else runs does not count. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    /** The brackets of single forms are closed to this ratio, as those of the search are. */
    private static final double RATIO = 1.03;

    private final Program program;
    private final DMatrixRMaj forms;
    private final double[][] images;
    private final int[] labels;
    private final Norm norm;

    private BoundsBenchmark(Path zoo, String network, Norm norm) throws IOException {
        this.norm = norm;
        Graph graph = OnnxFile.read(zoo.resolve("models/" + network + ".onnx")).graph();
        Node last = graph.producer(graph.outputs().get(0).name()).orElseThrow();
        program = ProgramCompiler.compile(graph, graph.inputs().get(0).name(), new int[] {1, PIXELS, 1}, last.input(0))
                .program()
                .orElseThrow();
        double[] weights = graph.constant(last.input(1)).orElseThrow().doubles();
        int hidden = program.size(program.output());
        forms = new DMatrixRMaj(weights.length / hidden - 1, hidden);
        CommonOps_DDRM.mult(
                basis(weights.length / hidden), new DMatrixRMaj(weights.length / hidden, hidden, true, weights), forms);
        List<String> lines = Files.readAllLines(zoo.resolve("images/mnist_test.csv"));
        images = new double[lines.size()][PIXELS];
        labels = new int[lines.size()];
        for (int s = 0; s < labels.length; s++) {
            String[] fields = lines.get(s).split(",", -1);
            labels[s] = Integer.parseInt(fields[0].strip());
            for (int j = 0; j < PIXELS; j++) {
                images[s][j] = Float.parseFloat(fields[j + 1]) / 255;
            }
        }
    }

    /** An orthonormal basis of what is left of logits when their mean is taken off, (m - 1) x m. */
    private static DMatrixRMaj basis(int m) {
        DMatrixRMaj basis = new DMatrixRMaj(m - 1, m);
        for (int k = 1; k < m; k++) {
            double scale = 1 / Math.sqrt(k * (k + 1.0));
            for (int j = 0; j < k; j++) {
                basis.set(k - 1, j, scale);
            }
            basis.set(k - 1, k, -k * scale);
        }
        return basis;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Norm norm = Norm.valueOf(arguments[3].toUpperCase(Locale.ROOT));
        int[] efforts =
                Arrays.stream(arguments).skip(4).mapToInt(Integer::parseInt).toArray();
        new BoundsBenchmark(Path.of(arguments[0]), arguments[1], norm)
                .run(System.out, Integer.parseInt(arguments[2]), efforts);
    }

    private void run(PrintStream out, int pairs, int... efforts) throws InterruptedException {
        Random random = new Random(SEED);
        List<double[]> rows = new ArrayList<>();
        out.println("pair: interval, linear, then for each effort: radius (seconds)");
        for (int pair = 0; pair < pairs; pair++) {
            int source = 0;
            int target = 0;
            while (labels[source] == labels[target]) {
                source = random.nextInt(labels.length);
                target = random.nextInt(labels.length);
            }
            double[] row = new double[2 * (2 + efforts.length)];
            for (int way = 0; way < row.length / 2; way++) {
                long start = THREAD.getCurrentThreadCpuTime();
                row[2 * way] = way < 2
                        ? single(images[source], images[target], way == 1)
                        : new NetworkBounds(program)
                                .exclude(ball(images[source], 1), images[target], forms, 0, efforts[way - 2])
                                .radius();
                row[2 * way + 1] = (THREAD.getCurrentThreadCpuTime() - start) / NANOS;
            }
            rows.add(row);
            out.print(source + " -> " + target + ":");
            print(out, row);
        }
        double[] medians = new double[rows.get(0).length];
        for (int column = 0; column < medians.length; column++) {
            int at = column;
            medians[column] = rows.stream().mapToDouble(row -> row[at]).sorted().toArray()[rows.size() / 2];
        }
        out.print("medians:");
        print(out, medians);
    }

    private static void print(PrintStream out, double... row) {
        for (int i = 0; i < row.length; i += 2) {
            out.printf(" %.4f (%.2f)", row[i], row[i + 1]);
        }
        out.println();
    }

    private InputBall ball(double[] centre, double radius) {
        return new InputBall(centre, norm, norm == Norm.LINF ? radius : radius * 28, 0, 1);
    }

    /** The radius up to which some single form has bounds that leave out its target value. */
    private double single(double[] centre, double[] target, boolean linear) throws InterruptedException {
        double excluded = 1e-4;
        double open = 1;
        while (open / excluded > RATIO) {
            double radius = Math.sqrt(open * excluded);
            if (leavesOut(ball(centre, radius), target, linear)) {
                excluded = radius;
            } else {
                open = radius;
            }
        }
        return ball(centre, excluded).radius();
    }

    private boolean leavesOut(InputBall ball, double[] target, boolean linear) throws InterruptedException {
        DMatrixRMaj single = pairwise();
        Enclosure there = new Enclosure(program, target.clone(), target.clone());
        Region region = new Region(ball);
        Enclosure enclosure = new Enclosure(program, region.low(), region.high());
        int output = program.output();
        double[][] rows = NetworkBounds.rows(single, 1);
        var bounds = linear ? new NetworkBounds(program).bounds(ball, single) : null;
        for (int r = 0; r < rows.length; r++) {
            Interval value = Interval.of(rows[r], there.lower(output), there.upper(output));
            Interval own = Interval.of(rows[r], enclosure.lower(output), enclosure.upper(output));
            double low = linear ? bounds.lower()[r] : own.low();
            double high = linear ? bounds.upper()[r] : own.high();
            if (value.low() > high || value.high() < low) {
                return true;
            }
        }
        return false;
    }

    /** Differences of two logits and centred logits, as forms of the hidden layer. */
    private DMatrixRMaj pairwise() {
        int m = forms.getNumRows() + 1;
        DMatrixRMaj back = new DMatrixRMaj(m + m * (m - 1) / 2, m - 1);
        DMatrixRMaj basis = basis(m);
        int row = 0;
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < m - 1; k++) {
                back.set(row, k, basis.get(k, i));
            }
            row++;
            for (int j = 0; j < i; j++, row++) {
                for (int k = 0; k < m - 1; k++) {
                    back.set(row, k, basis.get(k, i) - basis.get(k, j));
                }
            }
        }
        DMatrixRMaj result = new DMatrixRMaj(back.getNumRows(), forms.getNumCols());
        CommonOps_DDRM.mult(back, forms, result);
        return result;
    }
}
