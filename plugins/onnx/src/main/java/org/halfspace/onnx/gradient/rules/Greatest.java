package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** TopK: its values are elements of the input, at the positions that it gives too. */
public final class Greatest implements GradientRule, TangentRule {
    private static final int POSITIONS = 1;

    @Override
    public void reverse(Node node, Backward pass) {
        int axis = pass.outputShape().axis(node.intAttribute("axis", -1));
        pass.requireOneCotangentAlong(axis);
        String positions = pass.extraOutput(POSITIONS);
        pass.give(
                0,
                pass.emit()
                        .op(
                                "ScatterElements",
                                pass.zeros(node.input(0)),
                                pass.saved(positions, pass.outputShape()),
                                pass.cotangent())
                        .with("axis", axis)
                        .with("reduction", "add")
                        .emit());
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.give(pass.emit()
                .op("GatherElements", pass.tangent(0), pass.extraOutput(POSITIONS))
                .with("axis", pass.outputShape().axis(node.intAttribute("axis", -1)))
                .emit());
    }
}
