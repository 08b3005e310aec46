package org.halfspace.onnx.gradient;

import java.util.List;

/** Operators that move numbers. */
class LayoutGradientTest extends OperatorGradientChecks {

    @Override
    void addCases() {
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
            add(
                    "Pad " + mode,
                    -1,
                    1,
                    net -> net.node("Pad", List.of("x", net.longs(0, 0, 1, 2, 0, 0, 0, 1)), "mode", mode),
                    Nets.opset(19, 2, 3, 4));
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
}
