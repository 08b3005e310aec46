package org.halfspace.onnx.gradient;

import java.util.List;

/** Reductions. */
class ReductionGradientTest extends OperatorGradientChecks {

    @Override
    void addCases() {
        for (String op : List.of(
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare",
                "ReduceLogSumExp",
                "ReduceProd")) {
            add(op, net -> net.node(op, List.of("x"), "axes", new long[] {1}), 3, 2);
            add(op + " dropped", net -> net.node(op, List.of("x"), "axes", new long[] {-1}, "keepdims", 0), 3, 2);
            add(
                    op + " 18",
                    -1,
                    1,
                    net -> net.node(op, List.of("x", net.longs(1)), "keepdims", 0),
                    Nets.opset(18, 3, 2));
        }
        add("ReduceLogSum", 0.5, 1.5, net -> net.node("ReduceLogSum", List.of("x"), "axes", new long[] {1}), 3, 2);
        add("ReduceSum", net -> net.node("ReduceSum", List.of("x", net.longs(1, 2)), "keepdims", 0), 3, 2);
    }
}
