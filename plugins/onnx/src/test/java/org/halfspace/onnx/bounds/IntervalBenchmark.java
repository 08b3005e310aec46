package org.halfspace.onnx.bounds;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.OnnxModelLoader;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Prints what interval arithmetic alone refutes of pairs of images: the largest change of a pixel within which a single centred logit, or
 * a difference of two logits, cannot come within the tolerance of the target's. Lines {@code source,target,radius}.
 *
 * <p>Usage: {@code IntervalBenchmark MODEL IMAGES.csv PAIRS.csv CHANNELS [MEAN STD]}; images are label, then values 0..255 in the order
 * height, width, channels; pairs are lines {@code source,target}; MEAN and STD have one number for each channel.
 */
public final class IntervalBenchmark {
    /** The default of the search: the largest difference of a centred logit that is a match. */
    private static final double TOLERANCE = 1e-3;

    /** Brackets are closed to this ratio. */
    private static final double RATIO = 1.01;

    /** Where brackets start, in pixel units. */
    private static final double LEAST = 1e-7;

    private static final double LEVELS = 255;

    private final Program program;
    private final double[][] forms;
    private final int classes;

    private IntervalBenchmark(Classifier classifier) {
        this.program = ((NetworkBounds) classifier.features().bounds().orElseThrow()).program();
        this.forms = forms(classifier.head());
        this.classes = classifier.head().classes();
    }

    /** Centred weights of each class, then differences of two. */
    private static double[][] forms(SoftmaxHead head) {
        int m = head.classes();
        int l = head.hiddenSize();
        double[][] forms = new double[m + m * (m - 1) / 2][l];
        for (int k = 0; k < l; k++) {
            double mean = 0;
            for (int i = 0; i < m; i++) {
                mean += head.weights().get(k, i) / m;
            }
            int row = m;
            for (int i = 0; i < m; i++) {
                forms[i][k] = head.weights().get(k, i) - mean;
                for (int j = 0; j < i; j++) {
                    forms[row++][k] = head.weights().get(k, i) - head.weights().get(k, j);
                }
            }
        }
        return forms;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        ModelOptions plain = ModelOptions.defaults();
        ModelOptions options = new ModelOptions(
                plain.inputScale(),
                arguments.length > 4 ? numbers(arguments[4]) : List.of(),
                arguments.length > 5 ? numbers(arguments[5]) : List.of(),
                plain.layout(),
                plain.bounds(),
                plain.head(),
                plain.output(),
                plain.hiddenDomain(),
                plain.weightsLayout());
        int channels = Integer.parseInt(arguments[3]);
        List<String> images = Files.readAllLines(Path.of(arguments[1]));
        try (Classifier classifier = new OnnxModelLoader(new OnnxRuntime(1))
                .load(new ModelLoader.Request(Path.of(arguments[0]), options, shape -> Optional.empty()))) {
            IntervalBenchmark benchmark = new IntervalBenchmark(classifier);
            for (String line : Files.readAllLines(Path.of(arguments[2]))) {
                int[] pair = Arrays.stream(line.split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                double[] source = pixels(images.get(pair[0]), channels);
                double[] target = pixels(images.get(pair[1]), channels);
                print(System.out, pair[0], pair[1], benchmark.radius(source, target));
            }
        }
    }

    private static void print(PrintStream out, int source, int target, double radius) {
        out.println(source + "," + target + "," + radius);
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
    }

    /** Channels first. */
    private static double[] pixels(String line, int channels) {
        String[] fields = line.split(",", -1);
        int places = (fields.length - 1) / channels;
        double[] pixels = new double[places * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i % channels * places + i / channels] = (float) (Double.parseDouble(fields[i + 1]) / LEVELS);
        }
        return pixels;
    }

    /** 0 where not even the least radius is refuted. */
    private double radius(double[] source, double[] target) {
        double excluded = LEAST;
        double open = 1;
        if (!refutes(source, excluded, target)) {
            return 0;
        }
        while (open / excluded > RATIO) {
            double radius = Math.sqrt(open * excluded);
            if (refutes(source, radius, target)) {
                excluded = radius;
            } else {
                open = radius;
            }
        }
        return excluded;
    }

    private boolean refutes(double[] source, double radius, double[] target) {
        Region region = new Region(new InputBall(source, Norm.LINF, radius, 0, 1));
        Enclosure here = new Enclosure(program, region.low(), region.high());
        Enclosure there = new Enclosure(program, target.clone(), target.clone());
        int output = program.output();
        for (int r = 0; r < forms.length; r++) {
            Interval value = Interval.of(forms[r], there.lower(output), there.upper(output));
            Interval reached = Interval.of(forms[r], here.lower(output), here.upper(output));
            // A difference of two logits differs by as much as both.
            double slack = (r < classes ? 1 : 2) * TOLERANCE;
            if (reached.high() < value.low() - slack || reached.low() > value.high() + slack) {
                return true;
            }
        }
        return false;
    }
}
