package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/** Pad: pads and value are attributes up to operator set 10 and inputs from 11; negative pads cut off. */
final class Padding {
    private Padding() {}

    static Result pad(Call call) {
        Array x = call.input(0);
        long[] pads = (call.opset() < 11
                        ? call.node().intsAttribute("pads")
                        : call.optional(1).map(Array::integers))
                .orElseThrow(() -> call.problem("the pads are missing").expected("pads"));
        Array value = call.opset() < 11
                ? Array.scalar(call.real("value", 0))
                : call.optional(2).filter(given -> given.size() == 1).orElse(Array.scalar(0));
        int[] axes = call.optional(3)
                .map(given -> Shape.axes(given.integers(), x.rank()))
                .orElseGet(() -> Indices.range(x.rank()));
        if (pads.length != 2 * axes.length) {
            throw call.problem("the pads do not fit")
                    .expected(2 * axes.length + " numbers, two for each axis")
                    .found(Arrays.toString(pads));
        }
        String mode = call.text("mode", "constant");
        int[] shape = x.shape();
        for (int k = 0; k < axes.length; k++) {
            shape[axes[k]] =
                    Math.toIntExact(Math.addExact(x.dim(axes[k]), Math.addExact(pads[k], pads[k + axes.length])));
        }
        call.room(shape);
        int[][] coordinates = Indices.all(x.shape());
        for (int k = 0; k < axes.length; k++) {
            coordinates[axes[k]] = padded(call, mode, x.dim(axes[k]), (int) pads[k], (int) pads[k + axes.length]);
        }
        if (call.wants(2) && mode.equals("constant")) {
            throw call.unsupported("value", "depends on the network's input");
        }
        return Selection.grid(call, x, coordinates, value);
    }

    /** Negative pads cut off first; what is left is padded. */
    private static int[] padded(Call call, String mode, int whole, int before, int after) {
        int low = Math.max(0, -before);
        int size = Math.max(0, whole - low - Math.max(0, -after));
        int length = whole + before + after;
        if (size == 0 && length > 0 && !mode.equals("constant")) {
            throw call.problem("an empty axis cannot be mirrored")
                    .expected("a size of 1 and more")
                    .found(0);
        }
        int[] coordinates = new int[length];
        for (int i = 0; i < length; i++) {
            int place = i - before - low;
            coordinates[i] = switch (mode) {
                case "constant" -> place >= 0 && place < size ? low + place : Indices.NONE;
                case "edge" -> low + Math.max(0, Math.min(size - 1, place));
                case "wrap" -> low + Math.floorMod(place, size);
                case "reflect" -> low + reflected(place, size);
                default -> throw call.unsupported("mode", mode);
            };
        }
        return coordinates;
    }

    /** Mirrors at the outermost elements, as often as it takes. */
    private static int reflected(int place, int size) {
        if (size == 1) {
            return 0;
        }
        int period = 2 * (size - 1);
        int phase = Math.floorMod(place, period);
        return phase < size ? phase : period - phase;
    }
}
