package org.halfspace.onnx.gradient;

import java.util.List;

/** Functions of numbers, arithmetic with broadcasting, products of matrices, softmax. */
class ElementwiseGradientTest extends OperatorGradientChecks {

    @Override
    void addCases() {
        for (String op : List.of(
                "Relu",
                "LeakyRelu",
                "Elu",
                "Selu",
                "Celu",
                "Sigmoid",
                "Tanh",
                "HardSigmoid",
                "HardSwish",
                "Softplus",
                "Softsign",
                "Mish",
                "Neg",
                "Abs",
                "Exp",
                "Erf",
                "Sin",
                "Cos",
                "Tan",
                "Sinh",
                "Cosh",
                "Atan",
                "Asinh",
                "Identity")) {
            add(op, -1, 1, net -> net.node(op, List.of("x")), Nets.opset(18, 6));
        }
        for (String op : List.of("Gelu")) {
            add(op, -2, 2, net -> net.node(op, List.of("x")), Nets.opset(20, 6));
            add(op + " tanh", -2, 2, net -> net.node(op, List.of("x"), "approximate", "tanh"), Nets.opset(20, 6));
        }
        for (String op : List.of("Log", "Sqrt", "Reciprocal")) {
            add(op, 0.5, 2, net -> net.node(op, List.of("x")), 5);
        }
        for (String op : List.of("Asin", "Acos", "Atanh")) {
            add(op, -0.6, 0.6, net -> net.node(op, List.of("x")), 5);
        }
        add("Acosh", 1.5, 3, net -> net.node("Acosh", List.of("x")), 5);
        add("ThresholdedRelu", net -> net.node("ThresholdedRelu", List.of("x"), "alpha", 0.3f), 6);
        add("Clip", net -> net.node("Clip", List.of("x", net.scalar(-0.4), net.scalar(0.4))), 6);
        add("Clip one-sided", net -> net.node("Clip", List.of("x", "", net.scalar(0.3))), 6);
        add("PRelu", net -> net.node("PRelu", List.of("x", net.weights(3, 1))), 3, 2);
        for (String op : List.of("Add", "Sub", "Mul", "Div", "Max", "Min")) {
            add(op + " constant", net -> net.node(op, List.of("x", net.positive(3, 1))), 3, 2);
            add(op + " constant first", 0.5, 2, net -> net.node(op, List.of(net.positive(1, 3, 1), "x")), 3, 2);
            add(op + " broadcast of x", -8, 8, net -> net.node(op, List.of("x", net.positive(1, 3, 4))), 4, 3, 1);
            add(
                    op + " of two",
                    op.startsWith("M") ? -8 : 0.5,
                    op.startsWith("M") ? 8 : 4,
                    net -> net.node(
                            op,
                            List.of(
                                    net.node("Mul", List.of("x", net.positive(4, 2))),
                                    net.node("ReduceMean", List.of("x"), "axes", new long[] {2}))),
                    4,
                    2);
        }
        add("Pow 2", net -> net.node("Pow", List.of("x", net.scalar(2))), 4);
        add("Pow 2.5", 0.5, 2, net -> net.node("Pow", List.of("x", net.scalar(2.5))), 4);
        add("Pow tensor", 0.5, 2, net -> net.node("Pow", List.of("x", net.weights(4))), 4);
        add("Pow exponent", 0.5, 2, net -> net.node("Pow", List.of(net.positive(4), "x")), 4);
        add("Sum", net -> net.node("Sum", List.of("x", net.weights(3, 1), net.node("Tanh", List.of("x")))), 3, 2);
        add("Mean", net -> net.node("Mean", List.of("x", net.weights(3, 1), net.node("Tanh", List.of("x")))), 3, 2);
        add(
                "Where",
                net -> net.node(
                        "Where",
                        List.of(
                                net.node("Greater", List.of(net.weights(3, 1), net.scalar(0))),
                                "x",
                                net.node("Sin", List.of("x")))),
                3,
                2);
        add(
                "Gemm",
                net -> net.node("Gemm", List.of("x", net.weights(5, 4), net.weights(5)), "transB", 1, "alpha", 0.5f),
                4);
        add("Gemm no trans", net -> net.node("Gemm", List.of("x", net.weights(4, 5))), 4);
        add("MatMul", net -> net.node("MatMul", List.of("x", net.weights(4, 5))), 4);
        add("MatMul stacked", net -> net.node("MatMul", List.of("x", net.weights(2, 5))), 3, 2);
        add("MatMul left", net -> net.node("MatMul", List.of(net.weights(5, 3), "x")), 3, 2);
        add("MatMul broadcast left", net -> net.node("MatMul", List.of(net.weights(4, 5, 3), "x")), 1, 3, 2);
        add(
                "MatMul self",
                net -> net.node(
                        "MatMul", List.of("x", net.node("Transpose", List.of("x"), "perm", new long[] {0, 2, 1}))),
                3,
                2);
        add("MatMul vector", net -> net.node("MatMul", List.of("x", net.weights(2))), 3, 2);
        add("Einsum", net -> net.node("Einsum", List.of("x", net.weights(4, 3)), "equation", "nij,ki->nkj"), 3, 2);
        add(
                "Einsum both",
                net -> net.node("Einsum", List.of("x", net.node("Tanh", List.of("x"))), "equation", "nij,nkj->nik"),
                3,
                2);
        add("Einsum sum", net -> net.node("Einsum", List.of("x", net.weights(4)), "equation", "nij,k->nik"), 3, 2);
        for (int axis : new int[] {1, 2, -1}) {
            add("Softmax " + axis, net -> net.node("Softmax", List.of("x"), "axis", axis), 3, 2);
            add("LogSoftmax " + axis, net -> net.node("LogSoftmax", List.of("x"), "axis", axis), 3, 2);
        }
    }
}
