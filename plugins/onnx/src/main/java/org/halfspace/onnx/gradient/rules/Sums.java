package org.halfspace.onnx.gradient.rules;

import java.util.Map;
import java.util.TreeMap;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** Add, Sub, Sum and Neg: linear, with broadcasting. */
public final class Sums implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (pass.isActive(i)) {
                pass.giveBroadcast(i, isNegative(node, i) ? negated(pass.cotangent(), pass) : pass.cotangent());
            }
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        Map<Integer, String> terms = new TreeMap<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (pass.isActive(i)) {
                terms.put(i, isNegative(node, i) ? negated(pass.tangent(i), pass) : pass.tangent(i));
            }
        }
        pass.giveBroadcast(terms);
    }

    private static boolean isNegative(Node node, int input) {
        return node.is("Neg") || (node.is("Sub") && input == 1);
    }

    private static String negated(String tensor, Pass pass) {
        return pass.emit().op("Neg", tensor).emit();
    }
}
