package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/** Split: the cotangents of the parts, joined again. A part that leads nowhere counts as zeros. */
public final class Splitting implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        int axis = in.axis(node.intAttribute("axis", 0));
        if (in.isBatch(axis)) {
            throw pass.unsupported("parts of one sample each", "a batch that is split into samples");
        }
        // Padding each part with zeros needs no tensor of zeros, whose size would depend on the batch.
        long begin = 0;
        List<String> parts = new ArrayList<>();
        boolean all = true;
        for (int i = 0; i < node.outputs().size(); i++) {
            all &= pass.hasCotangent(i);
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            long size = pass.shape(node.outputs().get(i)).dim(axis);
            if (pass.hasCotangent(i)) {
                long[] pads = new long[2 * in.rank()];
                pads[axis] = begin;
                pads[axis + in.rank()] = in.dim(axis) - begin - size;
                parts.add(all ? pass.cotangent(i) : pass.emit().pad(pass.cotangent(i), pass.type(), pads));
            }
            begin += size;
        }
        pass.give(
                0,
                all
                        ? pass.emit().op("Concat", parts).with("axis", axis).emit()
                        : pass.emit().sum(parts));
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.giveLinear(node);
    }
}
