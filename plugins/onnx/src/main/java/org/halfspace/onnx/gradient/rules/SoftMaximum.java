package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/**
 * Softmax and LogSoftmax along one axis. With y the probabilities: {@code J = diag(y) - y y^T}, which is symmetric; for the
 * logarithm {@code J = I - 1 y^T}.
 */
public final class SoftMaximum implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        long axis = axis(node, pass.outputShape().rank());
        pass.requireOneCotangentAlong((int) axis);
        String v = pass.cotangent();
        String y = node.output();
        if (node.is("Softmax")) {
            String sum = pass.emit().reduceSum(pass.times(v, y), true, axis);
            pass.give(0, pass.times(pass.emit().sub(v, sum), y));
        } else {
            String sum = pass.emit().reduceSum(v, true, axis);
            String probabilities = pass.saved(pass.expressions().exp(y), pass.outputShape());
            pass.give(0, pass.emit().sub(v, pass.emit().mul(probabilities, sum)));
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        long axis = axis(node, pass.outputShape().rank());
        String u = pass.tangent(0);
        String y = node.is("Softmax") ? node.output() : pass.expressions().exp(node.output());
        String mean = pass.emit().reduceSum(pass.emit().mul(u, y), true, axis);
        String centred = pass.emit().sub(u, mean);
        pass.give(node.is("Softmax") ? pass.emit().mul(y, centred) : centred);
    }

    private static long axis(Node node, int rank) {
        long axis = node.intAttribute("axis", -1);
        return axis < 0 ? axis + rank : axis;
    }
}
