package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/** BatchNormalization where it could not be folded: a factor for each channel. */
public final class ScaleShift implements GradientRule, TangentRule {
    private static final float EPSILON = 1e-5f;

    @Override
    public void reverse(Node node, Backward pass) {
        pass.give(0, pass.times(pass.cotangent(), factors(node, pass)));
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.give(pass.emit().mul(pass.tangent(0), factors(node, pass)));
    }

    private static String factors(Node node, Pass pass) {
        if (node.intAttribute("training_mode", 0) != 0) {
            throw pass.unsupported(
                    "training_mode = 0", "a model that is still being trained; export it in evaluation mode");
        }
        double[] factors = pass.required(1, "scales").doubles();
        double[] variances = pass.required(4, "variances").doubles();
        double epsilon = node.realAttribute("epsilon", EPSILON);
        for (int c = 0; c < factors.length; c++) {
            factors[c] /= Math.sqrt(variances[c] + epsilon);
        }
        long[] dims = Window.filled(Math.max(1, pass.outputShape().rank() - 1), 1);
        dims[0] = factors.length;
        return pass.emit().constant("factors", Tensor.of(pass.type(), factors, dims));
    }
}
