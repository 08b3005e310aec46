package org.halfspace.onnx.referee.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;

/** ONNX Runtime's fusions of a sum of inputs and what follows it. */
final class Compositions {
    /** Where SkipLayerNormalization and its like give the sum out. */
    private static final int SUM_OUTPUT = 3;

    private Compositions() {}

    /**
     * Adds some of the inputs, where they are given, and hands their sum and the other inputs to a kernel. The sum is the
     * fourth output.
     */
    static Kernel ofSum(Kernel kernel, Integer... terms) {
        List<Integer> summed = Arrays.asList(terms);
        return call -> {
            List<Integer> given = summed.stream().filter(call::has).toList();
            List<Integer> others = IntStream.range(0, call.arity())
                    .filter(i -> !summed.contains(i))
                    .boxed()
                    .toList();
            Result sum = Arithmetic.variadic(Arithmetic.ADD)
                    .apply(call.with(given.stream().map(call::optional).toList()));
            List<Optional<Array>> rest = new ArrayList<>(List.of(Optional.of(sum.output())));
            others.forEach(i -> rest.add(call.optional(i)));
            Result result = kernel.apply(call.with(rest));
            List<Array> outputs = new ArrayList<>(result.outputs());
            while (outputs.size() < SUM_OUTPUT) {
                outputs.add(Array.scalar(0));
            }
            outputs.add(sum.output());
            return new Result(
                    outputs, cotangents -> back(call, given, others, sum.pullback(), result.pullback(), cotangents));
        };
    }

    /**
     * A kernel, one more input that is added to what it gives, and the activation that an attribute names.
     *
     * @param added which input is added; {@link Indices#NONE} for none
     */
    static Kernel activated(Kernel kernel, int added) {
        return call -> {
            Result product = kernel.apply(call);
            double[] sum = product.output().reals().clone();
            boolean adds = added != Indices.NONE && call.has(added);
            for (int i = 0; adds && i < sum.length; i++) {
                sum[i] += call.input(added).reals()[i];
            }
            ScalarFunction function = activation(call);
            double[] y = new double[sum.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = function.value().applyAsDouble(sum[i]);
            }
            return Result.of(Array.of(y, product.output().shape()), cotangent -> {
                double[] slopes = new double[y.length];
                for (int i = 0; i < y.length; i++) {
                    slopes[i] = cotangent[i] * function.derivative().at(sum[i], y[i]);
                }
                double[][] back =
                        Arrays.copyOf(product.pullback().apply(new double[][] {slopes}), Math.max(call.arity(), 4));
                if (adds) {
                    back[added] = slopes;
                }
                return back;
            });
        };
    }

    private static ScalarFunction activation(Call call) {
        float[] listed = call.node().realsAttribute("activation_params").orElse(new float[0]);
        double first = listed.length > 0 ? listed[0] : call.real("activation_alpha", 0.01f);
        double second = listed.length > 1 ? listed[1] : call.real("activation_beta", 0);
        return switch (call.text("activation", "")) {
            case "" -> new ScalarFunction(x -> x, (x, y) -> 1);
            case "Relu" -> new ScalarFunction(x -> Math.max(x, 0), (x, y) -> x > 0 ? 1 : 0);
            case "Tanh" -> new ScalarFunction(Math::tanh, (x, y) -> 1 - y * y);
            case "Sigmoid" -> new ScalarFunction(Activations::sigmoid, (x, y) -> y * (1 - y));
            case "LeakyRelu" -> new ScalarFunction(x -> x < 0 ? first * x : x, (x, y) -> x > 0 ? 1 : first);
            case "HardSigmoid" ->
                new ScalarFunction(
                        x -> Math.max(0, Math.min(1, first * x + second)), (x, y) -> y > 0 && y < 1 ? first : 0);
            case "Clip" ->
                new ScalarFunction(
                        x -> Math.min(Math.max(x, first), second), (x, y) -> x >= first && x <= second ? 1 : 0);
            default -> throw call.unsupported("activation", call.text("activation", ""));
        };
    }

    private static double[][] back(
            Call call,
            List<Integer> given,
            List<Integer> others,
            Pullback sum,
            Pullback kernel,
            double[][] cotangents) {
        double[][] back = new double[call.arity()][];
        double[] total = cotangents.length > SUM_OUTPUT ? cotangents[SUM_OUTPUT] : null;
        if (cotangents[0] != null) {
            double[][] after = kernel.apply(Arrays.copyOf(cotangents, 1));
            for (int k = 0; k < others.size() && k + 1 < after.length; k++) {
                back[others.get(k)] = after[k + 1];
            }
            total = total == null ? after[0] : added(total, after[0]);
        }
        if (total != null) {
            double[][] parts = sum.apply(new double[][] {total});
            for (int k = 0; k < given.size(); k++) {
                back[given.get(k)] = parts[k];
            }
        }
        return back;
    }

    private static double[] added(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
