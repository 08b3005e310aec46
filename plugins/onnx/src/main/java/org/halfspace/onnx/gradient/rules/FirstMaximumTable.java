package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.graph.Tensor;

/**
 * From the bits of a window of {@code a x b} elements to its first maximum in row-major order. Bit {@code b' i + j}, with
 * {@code b' = b - 1}, says that element j of row i is below the maximum of its row; bit {@code b' a + i} that row i has no maximum of
 * the window. The first row without its bit, and in it the first element without its bit, is meant; after the last bit only the
 * last one is left. Elements in the padding are passed over, whatever their bits are: for each way in which windows stick out of the
 * input there is one part of the table.
 */
final class FirstMaximumTable {
    private final Window window;
    private final int rows;
    private final int columns;
    private final Map<List<Integer>, Integer> parts = new LinkedHashMap<>();
    private final float[] begins;

    private FirstMaximumTable(Window window) {
        this.window = window;
        this.rows = (int) window.kernel()[0];
        this.columns = (int) window.kernel()[1];
        int width = (int) window.out()[1];
        this.begins = new float[(int) window.out()[0] * width];
        for (int i = 0; i < begins.length; i++) {
            List<Integer> present = List.of(present(0, i / width), present(1, i % width));
            begins[i] = (float) parts.computeIfAbsent(present, missing -> parts.size()) * codes();
        }
    }

    static FirstMaximumTable of(Window window) {
        return new FirstMaximumTable(window);
    }

    /** Which places of the window along an axis are in the input, one bit each. */
    private int present(int axis, int position) {
        long begin = position * window.strides()[axis] - window.before()[axis];
        int bits = 0;
        for (int k = 0; k < window.kernel()[axis]; k++) {
            bits |= begin + k >= 0 && begin + k < window.in()[axis] ? 1 << k : 0;
        }
        return bits;
    }

    /** How many numbers the bits of a window can be. */
    private int codes() {
        return 1 << (rows * columns - 1);
    }

    /** How many entries. */
    int size() {
        return parts.size() * codes();
    }

    /** Whether windows differ in what of them is padding. */
    boolean hasParts() {
        return parts.size() > 1;
    }

    /** What to add to a window's bits, {@code 1 x 1 x D1 x D2}. */
    Tensor begins() {
        return Tensor.floats(begins, 1, 1, window.out()[0], window.out()[1]);
    }

    /** How far behind the window's first element the first maximum is in its plane, for each entry. */
    Tensor offsets() {
        List<Long> offsets = new ArrayList<>();
        for (List<Integer> present : parts.keySet()) {
            for (int code = 0; code < codes(); code++) {
                int row = first(present.get(0), code >> (rows * (columns - 1)), rows);
                int column = first(present.get(1), code >> (row * (columns - 1)), columns);
                offsets.add(row * window.in()[1] + column);
            }
        }
        return Tensor.shape(offsets.stream().mapToLong(Long::longValue).toArray());
    }

    /** The first place that is present and not below; the last one that is present where all others are below. */
    private static int first(int present, int below, int places) {
        int last = 0;
        for (int k = 0; k < places; k++) {
            if ((present >> k & 1) == 1) {
                last = k;
                if (k == places - 1 || (below >> k & 1) == 0) {
                    return k;
                }
            }
        }
        return last;
    }
}
