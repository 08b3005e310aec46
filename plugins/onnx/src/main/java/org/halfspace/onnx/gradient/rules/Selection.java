package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** Where: the derivative goes to the side that was taken. */
public final class Selection implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        String taken = pass.expressions().zeroOne(node.input(0));
        if (pass.isActive(1)) {
            pass.giveBroadcast(1, pass.times(pass.cotangent(), taken));
        }
        if (pass.isActive(2)) {
            pass.giveBroadcast(
                    2, pass.times(pass.cotangent(), pass.expressions().sub(1, taken)));
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        Expressions e = pass.expressions();
        String zero = e.number(0);
        String a = pass.isActive(1) ? pass.tangent(1) : zero;
        String b = pass.isActive(2) ? pass.tangent(2) : zero;
        pass.give(pass.expand(e.where(node.input(0), a, b), pass.outputShape()));
    }
}
