package org.halfspace.onnx.referee;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.halfspace.onnx.referee.kernel.Pullback;

/** The nodes that a derivative has to go back through, in the order in which they were run. */
final class Tape {
    private final List<Step> steps = new ArrayList<>();

    private record Step(List<Value> inputs, List<Value> outputs, Pullback pullback) {}

    /**
     * Notes a node.
     *
     * @param inputs values, null for an input that is absent
     * @param outputs values
     */
    void add(List<Value> inputs, List<Value> outputs, Pullback pullback) {
        steps.add(new Step(inputs, outputs, pullback));
    }

    /**
     * The cotangent of one value, from that of another.
     *
     * @param cotangent of {@code target}, row-major
     * @param source what is differentiated by
     * @return row-major; zeros where the target does not depend on the source
     */
    double[] back(Value target, double[] cotangent, Value source) {
        IdentityHashMap<Value, double[]> cotangents = new IdentityHashMap<>();
        cotangents.put(target, cotangent);
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            double[][] given = step.outputs().stream().map(cotangents::get).toArray(double[][]::new);
            boolean reached = false;
            for (double[] one : given) {
                reached |= one != null;
            }
            if (reached) {
                double[][] back = step.pullback().apply(given);
                for (int k = 0; k < back.length && k < step.inputs().size(); k++) {
                    Value input = step.inputs().get(k);
                    if (back[k] != null && input != null && input.active()) {
                        cotangents.merge(input, back[k], Tape::sum);
                    }
                }
                // A value is made once and used only later: nothing asks for these any more, unless they are the
                // answer.
                step.outputs().stream().filter(output -> output != source).forEach(cotangents::remove);
            }
        }
        double[] result = cotangents.get(source);
        return result == null ? new double[source.array().size()] : result;
    }

    /** New, because pullbacks may hand on the array that they were given. */
    private static double[] sum(double[] first, double[] second) {
        double[] sum = new double[first.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = first[i] + second[i];
        }
        return sum;
    }
}
