package org.halfspace.onnx.gradient;

import java.util.List;

/** Pools and resizing. */
class PoolGradientTest extends OperatorGradientChecks {

    @Override
    void addCases() {
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
                    op + " skip",
                    -8,
                    8,
                    net -> net.node(op, List.of("x"), "kernel_shape", new long[] {1, 1}, "strides", new long[] {2, 3}),
                    2,
                    5,
                    6);
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
        add(
                "AveragePool dilated",
                -1,
                1,
                net -> net.node(
                        "AveragePool", List.of("x"), "kernel_shape", new long[] {2, 2}, "dilations", new long[] {2, 2}),
                Nets.opset(19, 2, 5, 5));
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
}
