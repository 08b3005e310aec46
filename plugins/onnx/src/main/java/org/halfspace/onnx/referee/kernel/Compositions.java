package org.halfspace.onnx.referee.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfspace.onnx.referee.array.Array;

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
