package org.halfspace.onnx.rewrite;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelOptions;

/**
 * What a pixel becomes before the graph sees it: {@code (pixel * scale - mean) / std}, which is {@code pixel * factor +
 * summand}. Immutable.
 */
public final class Preprocessing {
    private final double[] factors;
    private final double[] summands;
    private final String text;

    private Preprocessing(double[] factors, double[] summands, String text) {
        this.factors = factors;
        this.summands = summands;
        this.text = text;
    }

    /**
     * From the options.
     *
     * @param shape the shape of a sample: channels first where it is an image
     * @throws InputException if there is neither one mean (or deviation) nor one per channel, or a deviation is not positive
     */
    public static Preprocessing of(ModelOptions options, List<Integer> shape) {
        int channels = shape.get(0);
        double[] mean = perChannel("--input-mean", options.inputMean(), 0, channels, shape);
        double[] deviation = perChannel("--input-std", options.inputStd(), 1, channels, shape);
        if (!Double.isFinite(options.inputScale()) || options.inputScale() == 0) {
            throw new InputException("the input scale is not usable")
                    .where("--input-scale")
                    .expected("a finite number other than 0")
                    .found(options.inputScale());
        }
        int count = Math.max(mean.length, deviation.length);
        double[] factors = new double[count];
        double[] summands = new double[count];
        for (int c = 0; c < count; c++) {
            double std = deviation[deviation.length == 1 ? 0 : c];
            if (!(std > 0) || Double.isInfinite(std)) {
                throw new InputException("a standard deviation is not usable")
                        .where("--input-std, channel " + c)
                        .expected("a positive number")
                        .found(std);
            }
            factors[c] = options.inputScale() / std;
            summands[c] = -mean[mean.length == 1 ? 0 : c] / std;
        }
        return new Preprocessing(factors, summands, describe(options));
    }

    private static double[] perChannel(
            String option, List<Double> values, double otherwise, int channels, List<Integer> shape) {
        if (values.isEmpty()) {
            return new double[] {otherwise};
        }
        if (values.size() != 1 && values.size() != channels) {
            throw new InputException("the preprocessing does not fit the model's channels")
                    .where(option)
                    .expected("one number, or one for each of the " + channels + " channels of the input ("
                            + InputSpec.format(shape) + ")")
                    .found(values.size() + " numbers: "
                            + values.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String describe(ModelOptions options) {
        String text = options.inputScale() == 1 ? "pixel" : "pixel * " + options.inputScale();
        if (!options.inputMean().isEmpty()) {
            text += " - " + list(options.inputMean());
        }
        if (!options.inputStd().isEmpty()) {
            text = "(" + text + ") / " + list(options.inputStd());
        }
        return text.equals("pixel") ? "" : text;
    }

    private static String list(List<Double> values) {
        return values.size() == 1 ? values.get(0).toString() : values.toString();
    }

    /** What it does, in words; empty where it does nothing. */
    public String text() {
        return text;
    }

    /** Whether it changes nothing. */
    public boolean isIdentity() {
        return Arrays.stream(factors).allMatch(value -> value == 1)
                && Arrays.stream(summands).allMatch(value -> value == 0);
    }

    /** The factors: one, or one per channel; new. */
    public double[] factors() {
        return factors.clone();
    }

    /** The summands, as many as factors; new. */
    public double[] summands() {
        return summands.clone();
    }

    /** What a pixel of a channel becomes. */
    public double apply(double pixel, int channel) {
        int c = factors.length == 1 ? 0 : channel;
        return pixel * factors[c] + summands[c];
    }
}
