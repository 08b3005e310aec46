package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.Graph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operator's Jacobian in reverse mode, in forward mode, stacked, and by differences. */
class OperatorGradientTest {
    /** Differences of float32 are good to about 1e-5 of the largest number; kinks are kept away from. */
    private static final double DIFFERENCE_TOLERANCE = 2e-3;

    /** Both modes use the same slopes, and differ in the order of sums. */
    private static final double MODE_TOLERANCE = 2e-6;

    private record Case(String name, Nets net, Function<Nets, String> body, double low, double high) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String name, Function<Nets, String> body, long... sample) {
        cases.add(new Case(name, Nets.of(sample), body, -1, 1));
    }

    private void add(String name, double low, double high, Function<Nets, String> body, long... sample) {
        cases.add(new Case(name, Nets.of(sample), body, low, high));
    }

    @TestFactory
    Stream<DynamicTest> jacobiansAgree() {
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
            cases.add(new Case(op, Nets.opset(18, 6), net -> net.node(op, List.of("x")), -1, 1));
        }
        for (String op : List.of("Gelu")) {
            cases.add(new Case(op, Nets.opset(20, 6), net -> net.node(op, List.of("x")), -2, 2));
            cases.add(new Case(
                    op + " tanh", Nets.opset(20, 6), net -> net.node(op, List.of("x"), "approximate", "tanh"), -2, 2));
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
        conv();
        pools();
        layout();
        norms();
        reductions();
        return cases.stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    try {
                        check(c);
                    } catch (Throwable t) {
                        System.err.println(
                                "CASE " + c.name() + ": " + t.getMessage().replace("\n", " "));
                        throw t;
                    }
                }));
    }

    private void conv() {
        add(
                "Conv",
                net -> net.node(
                        "Conv", List.of("x", net.weights(3, 2, 3, 3), net.weights(3)), "pads", new long[] {1, 1, 1, 1}),
                2,
                4,
                4);
        add("Conv valid", net -> net.node("Conv", List.of("x", net.weights(3, 2, 3, 2))), 2, 4, 4);
        add(
                "Conv strided",
                net -> net.node(
                        "Conv",
                        List.of("x", net.weights(3, 2, 3, 3)),
                        "pads",
                        new long[] {1, 1, 1, 1},
                        "strides",
                        new long[] {2, 2}),
                2,
                6,
                6);
        add(
                "Conv strided asymmetric",
                net -> net.node(
                        "Conv",
                        List.of("x", net.weights(3, 2, 3, 3)),
                        "pads",
                        new long[] {0, 1, 2, 1},
                        "strides",
                        new long[] {3, 2}),
                2,
                5,
                6);
        add(
                "Conv grouped",
                net -> net.node(
                        "Conv", List.of("x", net.weights(6, 2, 3, 3)), "group", 2, "pads", new long[] {1, 0, 0, 1}),
                4,
                4,
                4);
        add(
                "Conv depthwise",
                net -> net.node(
                        "Conv", List.of("x", net.weights(3, 1, 3, 3)), "group", 3, "pads", new long[] {1, 1, 1, 1}),
                3,
                4,
                4);
        add(
                "Conv grouped strided",
                net -> net.node(
                        "Conv", List.of("x", net.weights(6, 2, 3, 3)), "group", 2, "strides", new long[] {2, 2}),
                4,
                6,
                6);
        add(
                "Conv dilated",
                net -> net.node(
                        "Conv",
                        List.of("x", net.weights(3, 2, 3, 3)),
                        "dilations",
                        new long[] {2, 2},
                        "pads",
                        new long[] {2, 1, 2, 1}),
                2,
                5,
                5);
        add(
                "Conv same upper",
                net -> net.node(
                        "Conv", List.of("x", net.weights(3, 2, 3, 3)), "auto_pad", "SAME_UPPER", "strides", new long[] {
                            2, 2
                        }),
                2,
                5,
                4);
        add(
                "Conv same lower",
                net -> net.node("Conv", List.of("x", net.weights(3, 2, 2, 2)), "auto_pad", "SAME_LOWER"),
                2,
                5,
                4);
        add(
                "Conv large pads",
                net -> net.node("Conv", List.of("x", net.weights(3, 2, 2, 2)), "pads", new long[] {2, 2, 2, 2}),
                2,
                3,
                3);
        add("Conv 1d", net -> net.node("Conv", List.of("x", net.weights(3, 2, 3)), "strides", new long[] {2}), 2, 8);
        add("Conv 3d", net -> net.node("Conv", List.of("x", net.weights(2, 1, 2, 2, 2))), 1, 3, 3, 3);
        add(
                "Conv 3d strided",
                net -> net.node("Conv", List.of("x", net.weights(2, 1, 2, 2, 2)), "strides", new long[] {2, 2, 2}),
                1,
                4,
                4,
                4);
        add(
                "ConvTranspose",
                net -> net.node(
                        "ConvTranspose",
                        List.of("x", net.weights(2, 3, 3, 3), net.weights(3)),
                        "strides",
                        new long[] {2, 2},
                        "pads",
                        new long[] {1, 1, 1, 1},
                        "output_padding",
                        new long[] {1, 1}),
                2,
                3,
                3);
        add(
                "ConvTranspose grouped",
                net -> net.node("ConvTranspose", List.of("x", net.weights(4, 3, 2, 2)), "group", 2),
                4,
                3,
                3);
        add(
                "ConvTranspose 1d",
                net -> net.node(
                        "ConvTranspose",
                        List.of("x", net.weights(2, 3, 4)),
                        "strides",
                        new long[] {2},
                        "dilations",
                        new long[] {2}),
                2,
                3);
    }

    private void pools() {
        for (String op : List.of("AveragePool", "MaxPool", "LpPool")) {
            add(
                    op + " tiles",
                    -8,
                    8,
                    net -> net.node(op, List.of("x"), "kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}),
                    2,
                    4,
                    4);
            add(
                    op + " rest",
                    -8,
                    8,
                    net -> net.node(op, List.of("x"), "kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}),
                    2,
                    5,
                    5);
            add(
                    op + " overlap",
                    -8,
                    8,
                    net -> net.node(
                            op,
                            List.of("x"),
                            "kernel_shape",
                            new long[] {3, 3},
                            "strides",
                            new long[] {2, 2},
                            "pads",
                            new long[] {1, 1, 1, 1}),
                    2,
                    6,
                    6);
            add(
                    op + " stride 1",
                    -8,
                    8,
                    net -> net.node(
                            op,
                            List.of("x"),
                            "kernel_shape",
                            new long[] {3, 2},
                            "strides",
                            new long[] {1, 1},
                            "pads",
                            new long[] {1, 0, 1, 1}),
                    2,
                    4,
                    4);
            add(
                    op + " same",
                    -8,
                    8,
                    net -> net.node(
                            op,
                            List.of("x"),
                            "kernel_shape",
                            new long[] {3, 3},
                            "strides",
                            new long[] {2, 2},
                            "auto_pad",
                            "SAME_UPPER"),
                    2,
                    5,
                    4);
            add(
                    op + " 1d",
                    -8,
                    8,
                    net -> net.node(op, List.of("x"), "kernel_shape", new long[] {3}, "strides", new long[] {2}),
                    2,
                    7);
            if (!op.equals("LpPool")) {
                add(
                        op + " ceil",
                        -8,
                        8,
                        net -> net.node(
                                op,
                                List.of("x"),
                                "kernel_shape",
                                new long[] {3, 3},
                                "strides",
                                new long[] {2, 2},
                                "ceil_mode",
                                1),
                        2,
                        6,
                        6);
                add(
                        op + " 3d",
                        -8,
                        8,
                        net -> net.node(
                                op, List.of("x"), "kernel_shape", new long[] {2, 2, 2}, "strides", new long[] {2, 2, 2
                                }),
                        1,
                        4,
                        4,
                        4);
            }
            add("Global" + op, -8, 8, net -> net.node("Global" + op, List.of("x")), 2, 3, 3);
        }
        add(
                "MaxPool dilated",
                -8,
                8,
                net -> net.node(
                        "MaxPool", List.of("x"), "kernel_shape", new long[] {2, 2}, "dilations", new long[] {2, 2}),
                2,
                5,
                5);
        add(
                "AveragePool pads count",
                net -> net.node(
                        "AveragePool",
                        List.of("x"),
                        "kernel_shape",
                        new long[] {3, 3},
                        "strides",
                        new long[] {2, 2},
                        "pads",
                        new long[] {1, 1, 1, 1},
                        "count_include_pad",
                        1),
                2,
                6,
                6);
        add(
                "AveragePool pads count stride 1",
                net -> net.node(
                        "AveragePool",
                        List.of("x"),
                        "kernel_shape",
                        new long[] {3, 3},
                        "pads",
                        new long[] {1, 1, 1, 1},
                        "count_include_pad",
                        1),
                2,
                4,
                4);
        add(
                "AveragePool ceil pads count",
                net -> net.node(
                        "AveragePool",
                        List.of("x"),
                        "kernel_shape",
                        new long[] {3, 3},
                        "strides",
                        new long[] {2, 2},
                        "pads",
                        new long[] {1, 1, 1, 1},
                        "count_include_pad",
                        1,
                        "ceil_mode",
                        1),
                2,
                6,
                6);
        cases.add(new Case(
                "AveragePool dilated",
                Nets.opset(19, 2, 5, 5),
                net -> net.node(
                        "AveragePool", List.of("x"), "kernel_shape", new long[] {2, 2}, "dilations", new long[] {2, 2}),
                -1,
                1));
        for (String mode : List.of("nearest", "linear", "cubic")) {
            for (String coordinates : List.of("asymmetric", "half_pixel", "align_corners", "pytorch_half_pixel")) {
                add(
                        "Resize " + mode + " " + coordinates,
                        net -> net.node(
                                "Resize",
                                List.of("x", "", net.constant(new float[] {1, 1, 2, 1.5f}, 4)),
                                "mode",
                                mode,
                                "coordinate_transformation_mode",
                                coordinates),
                        2,
                        4,
                        4);
            }
        }
        add(
                "Resize sizes",
                net -> net.node("Resize", List.of("x", "", "", net.longs(1, 2, 7, 3)), "mode", "linear"),
                2,
                4,
                4);
        cases.remove(cases.size() - 1);
        add(
                "Resize doubles",
                net -> net.node(
                        "Resize", List.of("x", "", net.constant(new float[] {1, 1, 2, 2}, 4)), "mode", "nearest"),
                2,
                3,
                3);
        add(
                "Resize down",
                net -> net.node(
                        "Resize", List.of("x", "", net.constant(new float[] {1, 1, 0.5f, 0.5f}, 4)), "mode", "nearest"),
                2,
                4,
                4);
    }

    private void layout() {
        add("Reshape", net -> net.node("Reshape", List.of("x", net.longs(-1, 3, 4))), 2, 6);
        add("Reshape batch", net -> net.node("Reshape", List.of("x", net.longs(0, 12))), 2, 6);
        add("Flatten", net -> net.node("Flatten", List.of("x")), 2, 3);
        add("Squeeze", net -> net.node("Squeeze", List.of("x", net.longs(2))), 2, 1, 3);
        add("Unsqueeze", net -> net.node("Unsqueeze", List.of("x", net.longs(1, -1))), 2, 3);
        add("Transpose", net -> net.node("Transpose", List.of("x"), "perm", new long[] {0, 3, 1, 2}), 2, 3, 4);
        add("Expand", net -> net.node("Expand", List.of("x", net.longs(1, 2, 4, 3))), 2, 1, 3);
        add("Tile", net -> net.node("Tile", List.of("x", net.longs(1, 2, 3))), 2, 3);
        add("Slice", net -> net.node("Slice", List.of("x", net.longs(1), net.longs(3), net.longs(1))), 4, 3);
        add(
                "Slice steps",
                net -> net.node(
                        "Slice", List.of("x", net.longs(-1, 0), net.longs(-100, 3), net.longs(1, 2), net.longs(-2, 2))),
                5,
                4);
        add("Gather scalar", net -> net.node("Gather", List.of("x", net.integers(new long[] {1})), "axis", 1), 4, 3);
        add(
                "Gather repeated",
                net -> net.node("Gather", List.of("x", net.integers(new long[] {2, 0, 2, -1}, 2, 2)), "axis", 2),
                2,
                3);
        add("Gather many", net -> net.node("Gather", List.of("x", net.longs(new long[12])), "axis", 1), 3, 2);
        add(
                "GatherElements at the maximum",
                net -> net.node(
                        "GatherElements",
                        List.of("x", net.node("ArgMax", List.of("x"), "axis", 1, "keepdims", 1)),
                        "axis",
                        1),
                4,
                3);
        add("Pad", net -> net.node("Pad", List.of("x", net.longs(0, 0, 1, 2, 0, 0, 0, -1), net.scalar(3))), 2, 3, 4);
        for (String mode : List.of("reflect", "edge", "wrap")) {
            cases.add(new Case(
                    "Pad " + mode,
                    Nets.opset(19, 2, 3, 4),
                    net -> net.node("Pad", List.of("x", net.longs(0, 0, 1, 2, 0, 0, 0, 1)), "mode", mode),
                    -1,
                    1));
        }
        add("Concat", net -> net.node("Concat", List.of("x", net.node("Tanh", List.of("x"))), "axis", 1), 2, 3);
        add(
                "Split",
                net -> {
                    List<String> parts = net.nodes("Split", 3, List.of("x", net.longs(2, 1, 2)), "axis", 1);
                    return net.node(
                            "Concat",
                            List.of(parts.get(2), net.node("Sin", List.of(parts.get(0))), parts.get(1)),
                            "axis",
                            1);
                },
                5);
        add(
                "Split part",
                net -> net.node(
                        "Tanh",
                        List.of(net.nodes("Split", 3, List.of("x", net.longs(2, 1, 2)), "axis", 1)
                                .get(1))),
                5);
        add("DepthToSpace", net -> net.node("DepthToSpace", List.of("x"), "blocksize", 2), 8, 2, 3);
        add("DepthToSpace CRD", net -> net.node("DepthToSpace", List.of("x"), "blocksize", 2, "mode", "CRD"), 8, 2, 3);
        add("SpaceToDepth", net -> net.node("SpaceToDepth", List.of("x"), "blocksize", 2), 2, 4, 6);
        add("CumSum", net -> net.node("CumSum", List.of("x", net.integers(new long[] {1})), "exclusive", 1), 5);
        add("Trilu", net -> net.node("Trilu", List.of("x"), "upper", 0), 3, 3);
    }

    private void norms() {
        add(
                "BatchNormalization",
                net -> net.node(
                        "BatchNormalization",
                        List.of("x", net.weights(3), net.weights(3), net.weights(3), net.positive(3))),
                3,
                2,
                2);
        add(
                "Conv BatchNormalization",
                net -> net.node(
                        "BatchNormalization",
                        List.of(
                                net.node("Conv", List.of("x", net.weights(4, 3, 2, 2), net.weights(4))),
                                net.weights(4),
                                net.weights(4),
                                net.weights(4),
                                net.positive(4))),
                3,
                3,
                3);
        add(
                "ConvTranspose BatchNormalization",
                net -> net.node(
                        "BatchNormalization",
                        List.of(
                                net.node("ConvTranspose", List.of("x", net.weights(4, 3, 2, 2)), "group", 2),
                                net.weights(6),
                                net.weights(6),
                                net.weights(6),
                                net.positive(6))),
                4,
                3,
                3);
        add(
                "LayerNormalization",
                net -> net.node("LayerNormalization", List.of("x", net.weights(5), net.weights(5))),
                3,
                5);
        add(
                "LayerNormalization axis",
                net -> net.node("LayerNormalization", List.of("x", net.weights(3, 5)), "axis", 1, "epsilon", 0.1f),
                3,
                5);
        add(
                "InstanceNormalization",
                net -> net.node("InstanceNormalization", List.of("x", net.weights(3), net.weights(3))),
                3,
                2,
                3);
        cases.add(new Case(
                "GroupNormalization",
                Nets.opset(21, 4, 2, 2),
                net -> net.node("GroupNormalization", List.of("x", net.weights(4), net.weights(4)), "num_groups", 2),
                -1,
                1));
        cases.add(new Case(
                "RMSNormalization",
                Nets.opset(23, 3, 5),
                net -> net.node("RMSNormalization", List.of("x", net.weights(5))),
                -1,
                1));
        add("LpNormalization", net -> net.node("LpNormalization", List.of("x"), "axis", 1), 4, 2);
        add(
                "MeanVarianceNormalization",
                net -> net.node("MeanVarianceNormalization", List.of("x"), "axes", new long[] {2, 3}),
                2,
                2,
                3);
        add(
                "LRN",
                net -> net.node("LRN", List.of("x"), "size", 3, "alpha", 0.5f, "beta", 0.75f, "bias", 1.5f),
                5,
                2,
                2);
    }

    private void reductions() {
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
            cases.add(new Case(
                    op + " 18",
                    Nets.opset(18, 3, 2),
                    net -> net.node(op, List.of("x", net.longs(1)), "keepdims", 0),
                    -1,
                    1));
        }
        add("ReduceLogSum", 0.5, 1.5, net -> net.node("ReduceLogSum", List.of("x"), "axes", new long[] {1}), 3, 2);
        add("ReduceSum", net -> net.node("ReduceSum", List.of("x", net.longs(1, 2)), "keepdims", 0), 3, 2);
    }

    private static void check(Case c) {
        String output = c.body().apply(c.net());
        Graph graph = c.net().to(output);
        long[] sample = c.net().sample();
        int size = (int) java.util.Arrays.stream(sample).reduce(1, (a, b) -> a * b);
        float[] x = Nets.distinct(new SplittableRandom(7), size, c.low(), c.high());
        Jacobians jacobians = new Jacobians(graph, sample, x);
        double[] reverse = jacobians.reverse();
        double[] expected = jacobians.differences();
        assertClose("reverse", reverse, expected, DIFFERENCE_TOLERANCE);
        assertClose("forward", jacobians.forward(), reverse, MODE_TOLERANCE);
        assertClose("stacked", jacobians.stacked(), reverse, MODE_TOLERANCE);
    }

    private static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual.length).as(what).isEqualTo(expected.length);
        double scale = 1e-30;
        double difference = 0;
        int worst = 0;
        for (int i = 0; i < actual.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            if (!(Math.abs(actual[i] - expected[i]) <= difference)) {
                difference = Math.abs(actual[i] - expected[i]);
                worst = i;
            }
        }
        assertThat(difference / scale)
                .as(what + " entry " + worst + ": " + actual[worst] + " for " + expected[worst])
                .isLessThan(tolerance);
    }
}
