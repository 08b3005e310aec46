package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.bounds.Convolution.Axis;
import org.halfspace.onnx.bounds.ProgramCompiler.Operands;

/** The greatest of several numbers, as a tree of {@code b + relu(a - b)}: bounds of the differences are what makes it tight. */
final class MaxPooling {
    private MaxPooling() {}

    static void greatest(Operands operands) {
        List<Integer> values = new ArrayList<>();
        for (int k = 0; k < operands.node().inputs().size(); k++) {
            int[] places = AffineOperators.broadcast(operands.shape(k), operands.outputShape());
            values.add(operands.builder().pick(operands.value(k), places));
        }
        operands.result(tree(operands.builder(), values));
    }

    static void windows(Operands operands) {
        long[] kernel = operands.node()
                .intsAttribute("kernel_shape")
                .orElseThrow(() -> operands.unknown("without kernel_shape"));
        int axes = kernel.length;
        if (axes > 2 || operands.node().outputs().size() > 1) {
            throw operands.unknown(axes > 2 ? "over " + axes + " axes" : "with indices");
        }
        Axis horizontal = Products.axis(operands, axes - 1, (int) kernel[axes - 1]);
        Axis vertical = axes == 2 ? Products.axis(operands, 0, (int) kernel[0]) : new Axis(1, 1, 1, 1, 1, 0);
        int channels = operands.shape(0)[1];
        int[][] taps = taps(vertical, horizontal, channels);
        List<Integer> values = new ArrayList<>();
        for (int[] places : taps) {
            values.add(operands.builder().pick(operands.value(0), places));
        }
        operands.result(tree(operands.builder(), values));
    }

    private static int tree(ProgramBuilder builder, List<Integer> values) {
        List<Integer> level = values;
        while (level.size() > 1) {
            List<Integer> next = new ArrayList<>();
            for (int k = 0; k + 1 < level.size(); k += 2) {
                next.add(builder.greater(level.get(k), level.get(k + 1)));
            }
            if (level.size() % 2 == 1) {
                next.add(level.get(level.size() - 1));
            }
            level = next;
        }
        return level.get(0);
    }

    /** For each tap and place of the output, the place of the input; in the padding, that of another tap of the same window. */
    private static int[][] taps(Axis vertical, Axis horizontal, int channels) {
        int plane = vertical.output() * horizontal.output();
        int[][] taps = new int[vertical.kernel() * horizontal.kernel()][channels * plane];
        for (int place = 0; place < channels * plane; place++) {
            int channel = place / plane;
            int oy = place % plane / horizontal.output();
            int ox = place % horizontal.output();
            int some = -1;
            for (int pass = 0; pass < 2; pass++) {
                for (int tap = 0; tap < taps.length; tap++) {
                    int y = oy * vertical.stride()
                            + tap / horizontal.kernel() * vertical.dilation()
                            - vertical.before();
                    int x = ox * horizontal.stride()
                            + tap % horizontal.kernel() * horizontal.dilation()
                            - horizontal.before();
                    boolean inside = y >= 0 && y < vertical.input() && x >= 0 && x < horizontal.input();
                    if (inside) {
                        some = (channel * vertical.input() + y) * horizontal.input() + x;
                    }
                    taps[tap][place] = inside ? some : taps[tap][place];
                    if (!inside && pass == 1) {
                        taps[tap][place] = some;
                    }
                }
            }
        }
        return taps;
    }
}
