package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** Gemm, {@code alpha A' B' + beta C}, where A' and B' can be transposed: its gradients are Gemms with the flags turned. */
public final class GeneralMatrixProduct implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        boolean transA = node.intAttribute("transA", 0) != 0;
        boolean transB = node.intAttribute("transB", 0) != 0;
        if (pass.isActive(0)) {
            String b = pass.saved(node.input(1));
            String v = pass.cotangent();
            pass.give(0, transA ? gemm(node, pass, b, transB, v, true) : gemm(node, pass, v, false, b, !transB));
        }
        if (pass.isActive(1)) {
            String a = pass.saved(node.input(0));
            String v = pass.cotangent();
            pass.give(1, transB ? gemm(node, pass, v, true, a, transA) : gemm(node, pass, a, !transA, v, false));
        }
        if (pass.isActive(2)) {
            float beta = node.realAttribute("beta", 1);
            pass.giveBroadcast(
                    2, beta == 1 ? pass.cotangent() : pass.expressions().mul(pass.cotangent(), beta));
        }
    }

    private static String gemm(Node node, Backward pass, String a, boolean transA, String b, boolean transB) {
        return pass.emit()
                .op("Gemm", a, b)
                .with("alpha", node.realAttribute("alpha", 1))
                .with("transA", transA ? 1 : 0)
                .with("transB", transB ? 1 : 0)
                .emit();
    }

    @Override
    public void forward(Node node, Forward pass) {
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            if (pass.isActive(i)) {
                terms.add(pass.emit()
                        .op("Gemm", i == 0 ? pass.tangent(0) : node.input(0), i == 1 ? pass.tangent(1) : node.input(1))
                        .like(node, "alpha", "transA", "transB")
                        .emit());
            }
        }
        if (pass.isActive(2)) {
            String scaled = pass.expressions().mul(pass.tangent(2), node.realAttribute("beta", 1));
            terms.add(pass.expand(scaled, pass.outputShape()));
        }
        pass.give(pass.emit().sum(terms));
    }
}
