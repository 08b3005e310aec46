package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** {@code y = f(x)} for every element: both directions multiply by {@code f'(x)}. */
public final class Elementwise implements GradientRule, TangentRule {
    /** Writes the derivative of a function of one number. */
    @FunctionalInterface
    public interface Slope {
        /**
         * Writes {@code f'(x)}.
         *
         * @param node the operator; its input is x, its output y
         * @param e writes formulas
         * @return a tensor of x's shape
         */
        String write(Node node, Expressions e);
    }

    private final Slope slope;

    /** @param slope writes f' */
    public Elementwise(Slope slope) {
        this.slope = slope;
    }

    @Override
    public void reverse(Node node, Backward pass) {
        pass.give(0, pass.times(pass.cotangent(), slope.write(node, pass.expressions())));
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.give(pass.emit().mul(pass.tangent(0), slope.write(node, pass.expressions())));
    }
}
