package org.halfspace.onnx.referee;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;

/** Random nodes that move elements. */
final class MovingNodes {
    private MovingNodes() {}

    static void addTo(Map<String, Function<Dice, OneNode>> makers) {
        makers.put("Reshape", dice -> {
            int[] shape = dice.shape();
            return OneNode.of("Reshape", dice.reals(shape), dice.coin() ? list(0, -1) : list(-1));
        });
        makers.put("Flatten", dice -> {
            int[] shape = dice.shape();
            return OneNode.of("Flatten", dice.reals(shape)).with("axis", dice.between(0, shape.length));
        });
        makers.put(
                "Squeeze",
                dice -> OneNode.of("Squeeze", dice.reals(1, dice.between(1, 3), 1), dice.coin() ? list(0) : null));
        makers.put(
                "Unsqueeze",
                dice -> dice.coin()
                        ? OneNode.of("Unsqueeze", dice.reals(dice.shape()), list(0, -1))
                        : OneNode.of("Unsqueeze", dice.reals(dice.shape()))
                                .opset(11)
                                .with("axes", new int[] {1}));
        makers.put("Transpose", dice -> {
            int[] shape = dice.shape();
            return OneNode.of("Transpose", dice.reals(shape)).with("perm", dice.permutation(shape.length));
        });
        makers.put("DepthToSpace", dice -> {
            OneNode node = OneNode.of("DepthToSpace", dice.reals(dice.between(1, 2), 8, 1, 2))
                    .with("blocksize", 2);
            return dice.coin() ? node : node.with("mode", dice.oneOf("DCR", "CRD"));
        });
        makers.put("SpaceToDepth", dice -> OneNode.of("SpaceToDepth", dice.reals(1, dice.between(1, 2), 4, 2))
                .with("blocksize", 2));
        makers.put("Expand", dice -> {
            int[] shape = dice.shape();
            return OneNode.of("Expand", dice.reals(dice.broadcastable(shape)), list(shape));
        });
        makers.put("Tile", dice -> {
            int[] shape = dice.shape(dice.between(1, 3));
            return OneNode.of("Tile", dice.reals(shape), list(dice.shape(shape.length)));
        });
        makers.put("Slice", dice -> {
            int[] shape = {dice.between(3, 5), dice.between(3, 5), 2};
            return dice.coin()
                    ? OneNode.of(
                            "Slice",
                            dice.reals(shape),
                            list(-1, 0),
                            list(-9, 9),
                            list(0, 1),
                            list(-dice.between(1, 2), dice.between(1, 2)))
                    : OneNode.of("Slice", dice.reals(shape))
                            .opset(9)
                            .with("starts", 1, -2)
                            .with("ends", 3, 9);
        });
        makers.put("Trilu", dice -> OneNode.of(
                        "Trilu", dice.reals(2, 3, dice.between(2, 4)), Array.integers(new long[] {dice.between(-1, 1)}))
                .with("upper", dice.between(0, 1)));
        makers.put("Concat", MovingNodes::concat);
        makers.put(
                "Split",
                dice -> dice.coin()
                        ? OneNode.of("Split", dice.reals(2, 5), dice.oneOf(list(1, 0, 4), list(2, 2, 1)))
                                .with("axis", 1)
                                .outputs(3)
                        : OneNode.of("Split", dice.reals(4, 2))
                                .with("axis", -2)
                                .opset(11)
                                .outputs(2));
        makers.put(
                "Pad",
                dice -> dice.between(0, 2) == 0
                        ? OneNode.of("Pad", dice.reals(3, 4))
                                .with("mode", dice.oneOf("constant", "reflect", "edge"))
                                .with("value", 0.7f)
                                .with("pads", dice.between(0, 2), 1, 2, dice.between(0, 3))
                                .opset(10)
                        : OneNode.of("Pad", dice.reals(3, 4), list(dice.between(-1, 2), 1, 2, dice.between(-2, 3)))
                                .with("mode", dice.oneOf("constant", "reflect", "edge", "wrap"))
                                .opset(19));
        makers.put("Gather", dice -> {
            int[] shape = dice.shape(3);
            int axis = dice.between(0, 2);
            return OneNode.of(
                            "Gather",
                            dice.reals(shape),
                            dice.integers(-shape[axis], shape[axis] - 1, dice.shape(dice.between(0, 2))))
                    .with("axis", axis);
        });
        makers.put("GatherElements", dice -> OneNode.of("GatherElements", dice.reals(3, 4), dice.integers(-3, 2, 2, 3))
                .with("axis", 0));
        makers.put("GatherND", dice -> {
            OneNode node = OneNode.of("GatherND", dice.reals(2, 2, 3), dice.integers(-2, 1, 2, 3, 1));
            return dice.coin() ? node : node.with("batch_dims", dice.between(0, 1));
        });
        makers.put("TopK", dice -> switch (dice.between(0, 2)) {
            case 0 ->
                OneNode.of("TopK", dice.reals(2, 4, 2))
                        .opset(9)
                        .with("k", dice.between(1, 3))
                        .with("axis", 1)
                        .outputs(2);
            case 1 ->
                OneNode.of("TopK", dice.reals(2, 4), list(dice.between(1, 3)))
                        .opset(10)
                        .outputs(2);
            default ->
                OneNode.of("TopK", dice.reals(2, 4, 2), list(dice.between(1, 3)))
                        .with("axis", 1)
                        .with("largest", dice.between(0, 1))
                        .outputs(2);
        });
        makers.put("Scatter", dice -> scatterElements("Scatter", dice, false).opset(9));
        makers.put("ScatterElements", dice -> {
            boolean adds = dice.coin();
            OneNode node = scatterElements("ScatterElements", dice, adds);
            return adds ? node.with("reduction", "add") : node;
        });
        makers.put("ScatterND", dice -> {
            boolean adds = dice.coin();
            Array places = adds
                    ? dice.integers(-3, 2, 4, 1)
                    : Array.integers(Shape.toLongs(Arrays.copyOf(dice.permutation(3), 2)), 2, 1);
            OneNode node = OneNode.of("ScatterND", dice.reals(3, 2), places, dice.reals(places.dim(0), 2));
            return adds ? node.with("reduction", "add") : node;
        });
        makers.put("MaxUnpool", dice -> OneNode.of(
                        "MaxUnpool", dice.reals(1, 1, 2, 2), Array.integers(new long[] {1, 3, 8, 14}, 1, 1, 2, 2))
                .with("kernel_shape", 2, 2)
                .with("strides", 2, 2));
        makers.put("OneHot", dice -> OneNode.of(
                        "OneHot", dice.integers(-3, 2, 2, 2), Array.integers(new long[] {3}), dice.reals(2))
                .with("axis", dice.between(-1, 1)));
    }

    /** Positions along the first axis; where updates are written, not added, each place has one, because ONNX says so. */
    private static OneNode scatterElements(String operator, Dice dice, boolean repeats) {
        long[] places = new long[6];
        for (int column = 0; column < 3; column++) {
            int[] order = dice.permutation(3);
            places[column] = repeats ? dice.between(-3, 2) : order[0];
            places[3 + column] = repeats ? dice.between(-3, 2) : order[1] - 3;
        }
        return OneNode.of(operator, dice.reals(3, 4), Array.integers(places, 2, 3), dice.reals(2, 3));
    }

    private static OneNode concat(Dice dice) {
        int[] shape = dice.shape();
        int axis = dice.between(0, shape.length - 1);
        Array[] parts = new Array[dice.between(1, 3)];
        for (int i = 0; i < parts.length; i++) {
            int[] part = shape.clone();
            part[axis] = dice.between(1, 3);
            parts[i] = dice.reals(part);
        }
        return OneNode.of("Concat", parts).with("axis", axis);
    }

    private static Array list(int... values) {
        return Array.integers(Shape.toLongs(values), values.length);
    }
}
