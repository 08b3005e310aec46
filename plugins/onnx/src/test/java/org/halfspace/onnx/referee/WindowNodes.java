package org.halfspace.onnx.referee;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.referee.array.Array;

/** Random convolutions, pools and resizings. */
final class WindowNodes {
    private WindowNodes() {}

    static void addTo(Map<String, Function<Dice, OneNode>> makers) {
        makers.put("Conv", dice -> convolution(dice, false));
        makers.put("ConvTranspose", dice -> convolution(dice, true));
        makers.put(
                "MaxPool",
                dice -> dice.between(0, 2) == 0
                        ? pool("MaxPool", dice)
                        : pool("MaxPool", dice)
                                .with("dilations", filled(1 + dice.between(0, 1)))
                                .with("ceil_mode", dice.between(0, 1)));
        makers.put("AveragePool", dice -> {
            OneNode node = pool("AveragePool", dice).with("count_include_pad", dice.between(0, 1));
            return dice.between(0, 2) == 0 ? node : node.with("ceil_mode", dice.between(0, 1));
        });
        makers.put("LpPool", dice -> pool("LpPool", dice).with("p", dice.between(2, 3)));
        for (String operator : new String[] {"GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"}) {
            makers.put(operator, dice -> OneNode.of(operator, dice.reals(dice.shape(dice.between(3, 5)))));
        }
        makers.put("Upsample", dice -> {
            Array x = dice.reals(1, 2, 2, 3);
            OneNode node = dice.coin()
                    ? OneNode.of("Upsample", x, Array.of(new double[] {1, 1, 2, 3}, 4))
                            .opset(9)
                    : OneNode.of("Upsample", x).opset(7).with("scales", new Attribute.Reals(new float[] {1, 1, 2, 3}));
            return node.with("mode", dice.oneOf("nearest", "linear"));
        });
        makers.put("Resize", WindowNodes::resize);
    }

    private static int[] filled(int value) {
        return new int[] {value, value};
    }

    private static OneNode convolution(Dice dice, boolean transposed) {
        int axes = dice.between(1, 2);
        int groups = dice.between(1, 2);
        int in = dice.between(1, 2);
        int out = dice.between(1, 2);
        int[] kernel = new int[axes];
        int[] dilations = new int[axes];
        int[] strides = new int[axes];
        int[] spatial = new int[axes];
        int[] pads = new int[2 * axes];
        Arrays.setAll(kernel, axis -> dice.between(1, 3));
        Arrays.setAll(dilations, axis -> dice.between(1, 2));
        Arrays.setAll(strides, axis -> dice.between(1, 2));
        Arrays.setAll(spatial, axis -> dice.between(transposed ? 2 : 5, 6));
        Arrays.setAll(pads, end -> dice.between(0, transposed ? (kernel[end % axes] - 1) / 2 : 2));
        int[] weights = transposed ? new int[] {groups * in, out} : new int[] {groups * out, in};
        OneNode node = OneNode.of(
                        transposed ? "ConvTranspose" : "Conv",
                        dice.reals(RandomNodes.joined(new int[] {dice.between(1, 2), groups * in}, spatial)),
                        dice.reals(RandomNodes.joined(weights, kernel)),
                        dice.coin() ? dice.reals(groups * out) : null)
                .with("group", groups)
                .with("strides", strides)
                .with("dilations", dilations);
        return dice.coin()
                ? node.with("pads", pads)
                : node.with("auto_pad", transposed ? "VALID" : dice.oneOf("SAME_UPPER", "SAME_LOWER", "VALID"));
    }

    private static OneNode pool(String operator, Dice dice) {
        int[] pads = {dice.between(0, 1), dice.between(0, 1), dice.between(0, 1), dice.between(0, 1)};
        return OneNode.of(operator, dice.reals(1, dice.between(1, 2), dice.between(5, 6), dice.between(4, 6)))
                .with("kernel_shape", dice.between(2, 3), 2)
                .with("strides", dice.between(1, 3), dice.between(1, 2))
                .with("pads", pads);
    }

    private static OneNode resize(Dice dice) {
        if (dice.between(0, 4) == 0) {
            // As it was in operator set 10: scales only, from the corner.
            return OneNode.of(
                            "Resize", dice.reals(1, 2, 2, 3), Array.of(new double[] {1, 1, 2, dice.oneOf(1.0, 3.0)}, 4))
                    .opset(10)
                    .with("mode", dice.oneOf("nearest", "linear"));
        }
        String coordinates = dice.oneOf(
                "half_pixel",
                "pytorch_half_pixel",
                "align_corners",
                "asymmetric",
                "half_pixel_symmetric",
                "tf_crop_and_resize");
        Array x = dice.reals(1, 2, dice.between(2, 4), dice.between(2, 4));
        Array none = dice.coin() ? null : Array.of(new double[0], 0);
        Array roi = coordinates.startsWith("tf") ? Array.of(new double[] {0, 0, 0.1, -0.2, 1, 1, 0.8, 1.1}, 8) : none;
        boolean sizes = dice.coin();
        Array wanted = sizes
                ? Array.integers(new long[] {1, 2, dice.between(1, 6), dice.between(1, 6)}, 4)
                : Array.of(new double[] {1, 1, dice.oneOf(0.5, 1.5, 2.0), dice.oneOf(1.0, 2.5)}, 4);
        return (sizes ? OneNode.of("Resize", x, roi, null, wanted) : OneNode.of("Resize", x, roi, wanted))
                .opset(19)
                .with("mode", dice.oneOf("nearest", "linear", "cubic"))
                .with("exclude_outside", dice.between(0, 1))
                .with("nearest_mode", dice.oneOf("floor", "ceil", "round_prefer_floor", "round_prefer_ceil"))
                .with("coordinate_transformation_mode", coordinates);
    }
}
