package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/**
 * The window that a convolution or a pool moves over the spatial axes of {@code N x C x D1 x ... x Dn}. Paddings are those that
 * the sizes of input and output imply, whichever of {@code pads}, {@code auto_pad} and {@code ceil_mode} said so.
 *
 * @param in the sizes of the side that the window reads, n numbers
 * @param out how many positions it takes, n numbers
 * @param kernel its sizes, n numbers
 * @param strides how far it moves, n numbers
 * @param dilations how far its elements are apart, n numbers
 * @param before the padding in front, n numbers
 */
@SuppressWarnings("ArrayRecordComponent")
record Window(long[] in, long[] out, long[] kernel, long[] strides, long[] dilations, long[] before) {

    /** The window of a node. */
    static Window of(Node node, long[] kernel, TensorShape in, TensorShape out) {
        int n = kernel.length;
        long[] ones = filled(n, 1);
        Window window = new Window(
                spatial(in),
                spatial(out),
                kernel,
                node.intsAttribute("strides").orElse(ones),
                node.intsAttribute("dilations").orElse(ones),
                new long[n]);
        String auto = node.textAttribute("auto_pad", "NOTSET");
        if (auto.startsWith("SAME")) {
            for (int i = 0; i < n; i++) {
                long total = Math.max(0, window.reach(i) - window.in[i]);
                window.before[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
            }
        } else if (auto.equals("NOTSET")) {
            node.intsAttribute("pads").ifPresent(pads -> System.arraycopy(pads, 0, window.before, 0, n));
        }
        return window;
    }

    private static long[] spatial(TensorShape shape) {
        return Arrays.copyOfRange(shape.dims(), 2, shape.rank());
    }

    static long[] filled(int n, long value) {
        long[] values = new long[n];
        Arrays.fill(values, value);
        return values;
    }

    int axes() {
        return kernel.length;
    }

    /** How many elements of the padded input one window spans. */
    long span(int axis) {
        return dilations[axis] * (kernel[axis] - 1) + 1;
    }

    /** How many elements of the padded input all windows span. */
    long reach(int axis) {
        return (out[axis] - 1) * strides[axis] + span(axis);
    }

    /** The padding behind that all windows need; negative where the input's last elements are in no window. */
    long after(int axis) {
        return reach(axis) - before[axis] - in[axis];
    }

    /** Whether the windows are the input cut into pieces, with nothing around it, between them or left over. */
    boolean tiles() {
        for (int i = 0; i < axes(); i++) {
            if (kernel[i] != strides[i] || before[i] != 0 || after(i) != 0 || dilations[i] != 1) {
                return false;
            }
        }
        return true;
    }

    /** Whether one window holds the whole input and nothing else. */
    boolean isGlobal() {
        for (int i = 0; i < axes(); i++) {
            if (out[i] != 1 || kernel[i] != in[i] || before[i] != 0 || dilations[i] != 1) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether every window has its elements side by side, at least one of them in the input, and a pool or convolution with these
     * {@link #pads} takes as many positions.
     */
    boolean isPlain() {
        for (int i = 0; i < axes(); i++) {
            long last = (out[i] - 1) * strides[i] - before[i];
            long positions = (in[i] + before[i] + Math.max(0, after(i)) - kernel[i]) / strides[i] + 1;
            if (dilations[i] != 1 || before[i] >= kernel[i] || last >= in[i] || positions != out[i]) {
                return false;
            }
        }
        return true;
    }

    boolean hasStrideOne() {
        return Arrays.stream(strides).allMatch(stride -> stride == 1);
    }

    /** How many elements a window has. */
    long size() {
        return Arrays.stream(kernel).reduce(1, Math::multiplyExact);
    }

    /** Padding in front and behind, as an attribute {@code pads}, without what is negative. */
    long[] pads() {
        long[] pads = new long[2 * axes()];
        for (int i = 0; i < axes(); i++) {
            pads[i] = before[i];
            pads[axes() + i] = Math.max(0, after(i));
        }
        return pads;
    }

    /** How many of the input's last elements are in no window. */
    long[] leftOver() {
        long[] rest = new long[axes()];
        for (int i = 0; i < axes(); i++) {
            rest[i] = Math.max(0, -after(i));
        }
        return rest;
    }

    /** The paddings with which a convolution of stride 1 takes the output's sizes back to the input's. */
    long[] transposedPads() {
        long[] pads = new long[2 * axes()];
        for (int i = 0; i < axes(); i++) {
            pads[i] = span(i) - 1 - before[i];
            pads[axes() + i] = span(i) - 1 - after(i);
        }
        return pads;
    }

    /** Whether {@link #transposedPads} are paddings. */
    boolean canBeTransposed() {
        return Arrays.stream(transposedPads()).allMatch(pad -> pad >= 0);
    }
}
