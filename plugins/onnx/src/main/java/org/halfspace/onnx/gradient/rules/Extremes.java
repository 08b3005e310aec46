package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** Min and Max of several tensors: those that tie share the derivative in equal parts, as in torch.maximum. */
public final class Extremes implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        List<String> shares = shares(node, pass);
        for (int i = 0; i < node.inputs().size(); i++) {
            if (pass.isActive(i)) {
                pass.giveBroadcast(i, pass.times(pass.cotangent(), shares.get(i)));
            }
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        List<String> shares = shares(node, pass);
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (pass.isActive(i)) {
                terms.add(pass.emit().mul(pass.tangent(i), shares.get(i)));
            }
        }
        pass.give(pass.emit().sum(terms));
    }

    /** For each input, of the output's shape: 0 where it is not the extreme, else one over how many are. */
    private static List<String> shares(Node node, Pass pass) {
        Expressions e = pass.expressions();
        List<String> masks = new ArrayList<>();
        for (String input : node.inputs()) {
            masks.add(e.zeroOne(e.equal(input, node.output())));
        }
        if (masks.size() == 1) {
            return masks;
        }
        String count = pass.emit().sum(masks);
        return masks.stream().map(mask -> e.div(mask, count)).toList();
    }
}
