package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** MaxPool: the first of a window's largest elements gets the cotangent, as in PyTorch. */
public final class MaxPooling implements GradientRule, TangentRule {
    private static final int INDICES = 1;

    @Override
    public void reverse(Node node, Backward pass) {
        if (pass.isStacked()) {
            throw pass.unsupported("no MaxPool, for a Jacobian in one pass", "one");
        }
        Emitter emit = pass.emit();
        String indices = indices(node, pass);
        String flat = emit.op("Reshape", pass.cotangent(), emit.longs(-1)).emit();
        String positions = emit.op("Reshape", indices, emit.longs(-1)).emit();
        String zeros = emit.op("Reshape", pass.zeros(node.input(0)), emit.longs(-1)).emit();
        String scattered = emit.op("ScatterElements", zeros, positions, flat)
                .with("axis", 0)
                .with("reduction", "add")
                .emit();
        pass.give(0, pass.reshape(scattered, pass.inputShape(0)));
    }

    @Override
    public void forward(Node node, Forward pass) {
        Emitter emit = pass.emit();
        String flat = emit.op("Reshape", pass.tangent(0), emit.longs(-1)).emit();
        String picked = emit.op("Gather", flat, indices(node, pass)).with("axis", 0).emit();
        pass.give(picked);
    }

    private static String indices(Node node, Pass pass) {
        if (node.intAttribute("storage_order", 0) != 0) {
            throw pass.unsupported("storage_order = 0", "storage_order = 1");
        }
        return pass.extraOutput(INDICES);
    }
}
