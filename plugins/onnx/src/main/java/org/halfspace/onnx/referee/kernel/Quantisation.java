package org.halfspace.onnx.referee.kernel;

import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;

/**
 * QuantizeLinear and DequantizeLinear. Rounding has no useful derivative: cotangents pass straight through it, and stop where
 * the value saturates, as in PyTorch's fake_quantize.
 */
final class Quantisation {
    private Quantisation() {}

    static Result quantise(Call call) {
        Array input = call.input(0);
        double[] x = input.reals();
        double[] scale = call.input(1).reals();
        ElementType type = call.optional(2).map(Array::type).orElseGet(() -> outputType(call));
        long[] zero = call.optional(2).map(Array::integers).orElse(new long[scale.length]);
        int inner = innerSize(call, input, scale.length);
        double lowest = lowest(call, type);
        double highest = highest(call, type);
        long[] y = call.integerZeros(input.shape());
        boolean[] saturated = new boolean[y.length];
        for (int i = 0; i < y.length; i++) {
            int k = i / inner % scale.length;
            double rounded = Math.rint(x[i] / scale[k]) + zero[k];
            y[i] = (long) Math.max(lowest, Math.min(highest, rounded));
            saturated[i] = rounded < lowest || rounded > highest;
        }
        return Result.ofFirst(Array.integers(type, y, input.shape()), cotangent -> {
            double[] back = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                back[i] = saturated[i] ? 0 : cotangent[i] / scale[i / inner % scale.length];
            }
            return back;
        });
    }

    static Result dequantise(Call call) {
        Array input = call.input(0);
        long[] x = input.integers();
        double[] scale = call.input(1).reals();
        long[] zero = call.optional(2).map(Array::integers).orElse(new long[scale.length]);
        int inner = innerSize(call, input, scale.length);
        double[] y = call.zeros(input.shape());
        for (int i = 0; i < y.length; i++) {
            int k = i / inner % scale.length;
            y[i] = (x[i] - zero[k]) * scale[k];
        }
        return Result.ofFirst(Array.of(y, input.shape()), cotangent -> {
            double[] back = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                back[i] = cotangent[i] * scale[i / inner % scale.length];
            }
            return back;
        });
    }

    private static ElementType outputType(Call call) {
        return call.integer("output_dtype", 0) == 0 ? ElementType.UINT8 : call.type("output_dtype");
    }

    /** How many elements in a row share a scale. */
    private static int innerSize(Call call, Array input, int scales) {
        if (call.integer("block_size", 0) != 0 || call.input(1).rank() > 1) {
            throw call.unsupported("block_size", call.integer("block_size", 0));
        }
        if (call.input(1).rank() == 0 || scales == 1) {
            return Math.max(1, input.size());
        }
        int axis = call.axis(1, input.rank());
        if (input.dim(axis) != scales) {
            throw call.problem("the scales do not fit")
                    .expected(input.dim(axis) + " scales")
                    .found(scales);
        }
        return Math.max(1, Shape.product(input.shape(), axis + 1, input.rank()));
    }

    private static double lowest(Call call, ElementType type) {
        return switch (type) {
            case UINT8, UINT16 -> 0;
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            default -> throw call.unsupported("the quantised type", type);
        };
    }

    private static double highest(Call call, ElementType type) {
        return switch (type) {
            case UINT8 -> 255;
            case UINT16 -> 65535;
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            default -> throw call.unsupported("the quantised type", type);
        };
    }
}
