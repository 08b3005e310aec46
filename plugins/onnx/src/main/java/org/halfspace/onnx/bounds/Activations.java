package org.halfspace.onnx.bounds;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.bounds.ProgramCompiler.Operands;

/** Functions of single numbers, with their parameters. */
final class Activations {
    static final ScalarFunction SIGMOID =
            new Smooth(Activations::sigmoid, Activations::sigmoidSlope, List.of(0.0), List.of(0.25));
    static final ScalarFunction TANH = new Smooth(Math::tanh, Activations::tanhSlope, List.of(0.0), List.of(1.0));
    static final ScalarFunction EXP = new Smooth(Math::exp, Math::exp, List.of(), List.of());
    static final ScalarFunction SOFTPLUS =
            new Smooth(Activations::softplus, Activations::sigmoid, List.of(), List.of());

    private Activations() {}

    private static double sigmoid(double z) {
        return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
    }

    private static double sigmoidSlope(double z) {
        double e = Math.exp(-Math.abs(z));
        return e / ((1 + e) * (1 + e));
    }

    private static double tanhSlope(double z) {
        double e = Math.exp(-2 * Math.abs(z));
        return 4 * e / ((1 + e) * (1 + e));
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    /** {@code s z + (1 - s) max(0, z)}. */
    static void leakyRelu(Operands operands) {
        double[] slopes = new double[operands.outputSize()];
        Arrays.fill(slopes, operands.node().realAttribute("alpha", 0.01f));
        leaky(operands, slopes);
    }

    static void parametricRelu(Operands operands) {
        int[] places = AffineOperators.broadcast(operands.shape(1), operands.outputShape());
        double[] slopes = operands.constant(1).reals();
        leaky(
                operands,
                Arrays.stream(places).mapToDouble(place -> slopes[place]).toArray());
    }

    private static void leaky(Operands operands, double[] slopes) {
        ProgramBuilder builder = operands.builder();
        int value = operands.value(0);
        int size = slopes.length;
        int[] same = new int[size];
        Arrays.setAll(same, i -> i);
        double[] rest = Arrays.stream(slopes).map(slope -> 1 - slope).toArray();
        int positive = builder.pointwise(value, new Rectifier());
        operands.result(builder.sum(
                value,
                Sparse.picking(size, same, slopes, 0),
                positive,
                Sparse.picking(size, same, rest, 1),
                new double[size]));
    }

    /** {@code 2 max(0, z) - z}. */
    static void absolute(Operands operands) {
        double[] slopes = new double[operands.outputSize()];
        Arrays.fill(slopes, -1);
        leaky(operands, slopes);
    }

    static void clip(Operands operands) {
        boolean attributes = operands.opset() < 11;
        double least = attributes
                ? operands.node().realAttribute("min", -Float.MAX_VALUE)
                : operands.optional(1).map(end -> end.reals()[0]).orElse(Double.NEGATIVE_INFINITY);
        double greatest = attributes
                ? operands.node().realAttribute("max", Float.MAX_VALUE)
                : operands.optional(2).map(end -> end.reals()[0]).orElse(Double.POSITIVE_INFINITY);
        if (!(least < greatest)) {
            throw operands.unknown("to an empty interval");
        }
        Operators.pointwise(
                operands, least == 0 && greatest >= Float.MAX_VALUE ? new Rectifier() : new Clipping(least, greatest));
    }

    /** {@code clip(alpha z + beta, 0, 1)}. */
    static void hardSigmoid(Operands operands) {
        int size = operands.outputSize();
        double[] slopes = new double[size];
        double[] offset = new double[size];
        int[] same = new int[size];
        Arrays.fill(slopes, operands.node().realAttribute("alpha", 0.2f));
        Arrays.fill(offset, operands.node().realAttribute("beta", 0.5f));
        Arrays.setAll(same, i -> i);
        ProgramBuilder builder = operands.builder();
        int line = builder.affine(operands.value(0), Sparse.picking(size, same, slopes, 0), offset);
        operands.result(builder.pointwise(line, new Clipping(0, 1)));
    }

    static void elu(Operands operands) {
        double alpha = operands.node().realAttribute("alpha", 1);
        if (alpha < 0) {
            throw operands.unknown("with a negative alpha");
        }
        Operators.pointwise(
                operands,
                new Smooth(
                        z -> z >= 0 ? z : alpha * Math.expm1(z),
                        z -> z > 0 ? 1 : alpha * Math.exp(z),
                        List.of(0.0),
                        List.of(1.0)));
    }
}
