package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/**
 * QuantizeLinear and DequantizeLinear with the straight-through estimator: rounding and saturation count as the identity. It is no
 * derivative, which is 0 wherever it exists, but what quantised networks are trained and attacked with (Bengio et al., 2013).
 */
public final class Quantisation implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        pass.give(0, pass.cotangent());
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.give(pass.tangent(0));
    }
}
