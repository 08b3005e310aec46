package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;

/**
 * LayerNormalization, {@code y = s z + c} with {@code z = (x - mean) / deviation} over the axes from {@code axis} on. The Jacobian of z,
 * {@code (I - 1 1^T / n - z z^T / n) / deviation}, is symmetric. Mean and deviation are outputs of the node.
 */
public final class LayerNorm implements GradientRule, TangentRule {
    private static final int MEAN = 1;
    private static final int INVERSE_DEVIATION = 2;

    @Override
    public void reverse(Node node, Backward pass) {
        Statistics found = Statistics.of(node, pass);
        String v = pass.times(pass.cotangent(), node.input(1));
        String along = found.mean(pass.times(v, found.normal()), pass);
        String projection = pass.times(pass.expand(along, pass.outputShape()), found.normal());
        String centred = pass.emit().sub(pass.emit().sub(v, found.mean(v, pass)), projection);
        pass.give(0, pass.times(centred, found.inverse()));
        if (pass.isActive(1)) {
            pass.giveBroadcast(1, pass.times(pass.cotangent(), found.normal()));
        }
        pass.giveBroadcast(2, pass.cotangent());
    }

    @Override
    public void forward(Node node, Forward pass) {
        Statistics found = Statistics.of(node, pass);
        List<String> terms = new ArrayList<>();
        if (pass.isActive(0)) {
            String u = pass.tangent(0);
            String along = found.mean(pass.emit().mul(u, found.normal()), pass);
            String centred = pass.emit()
                    .sub(pass.emit().sub(u, found.mean(u, pass)), pass.emit().mul(found.normal(), along));
            terms.add(pass.emit().mul(pass.emit().mul(centred, found.inverse()), node.input(1)));
        }
        if (pass.isActive(1)) {
            terms.add(pass.emit().mul(found.normal(), pass.tangent(1)));
        }
        if (pass.isActive(2)) {
            terms.add(pass.expand(pass.tangent(2), pass.outputShape()));
        }
        pass.give(pass.emit().sum(terms));
    }

    /**
     * What the forward pass found.
     *
     * @param normal z
     * @param inverse one over the deviation
     * @param axes over which the mean goes
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Statistics(String normal, String inverse, long[] axes, long size) {
        static Statistics of(Node node, Pass pass) {
            TensorShape shape = pass.inputShape(0);
            int first = shape.axis(node.intAttribute("axis", -1));
            long[] axes = new long[shape.rank() - first];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = (long) first + i;
                pass.requireWithinSample(first + i);
            }
            String inverse = statistic(INVERSE_DEVIATION, pass);
            String centred = pass.emit().sub(node.input(0), statistic(MEAN, pass));
            return new Statistics(pass.emit().mul(centred, inverse), inverse, axes, shape.size(first, shape.rank()));
        }

        /** Statistics are float32, whatever is normalised. */
        private static String statistic(int output, Pass pass) {
            String found = pass.extraOutput(output);
            return pass.type() == ElementType.FLOAT
                    ? found
                    : pass.emit()
                            .op("Cast", found)
                            .with("to", pass.type().code())
                            .emit();
        }

        String mean(String tensor, Pass pass) {
            return pass.expressions().mul(pass.emit().reduceSum(tensor, true, axes), 1.0 / size);
        }
    }
}
