package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/** Concat: each input gets its part of the cotangent. */
public final class Joining implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        int axis = pass.outputShape().axis(node.intAttribute("axis", 0));
        if (pass.outputShape().isBatch(axis)) {
            throw pass.unsupported("tensors of one sample each", "samples that are joined along the batch");
        }
        long begin = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            long size = pass.inputShape(i).dim(axis);
            if (pass.isActive(i)) {
                pass.give(i, pass.emit().slice(pass.cotangent(), axis, begin, begin + size));
            }
            begin += size;
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            parts.add(pass.isActive(i) ? pass.tangent(i) : zeros(node.input(i), pass));
        }
        pass.giveLinear(node, parts);
    }

    /** Zeros of a tensor's shape. */
    private static String zeros(String tensor, Forward pass) {
        Tensor zero = pass.zero();
        return pass.emit()
                .op("ConstantOfShape", pass.emit().op("Shape", tensor).emit())
                .with("value", new Attribute.Constant(zero))
                .emit();
    }
}
