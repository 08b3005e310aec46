package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import java.util.Optional;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * Where the first maximum of each window of a two-dimensional MaxPool is, without asking the node: asked for its indices, ONNX
 * Runtime leaves its blocked layout for a kernel that goes through windows number by number, which takes several times longer.
 *
 * <p>A window's rows are pooled first. Then one bit says for each element but the last of a row whether it is below its row's
 * maximum, and for each row but the last whether its maximum is below the window's. A bit is the unit step of {@code y - x}, with x
 * picked by a convolution that has one weight of -1: one node, after ONNX Runtime has fused it. Convolutions whose weights are
 * powers of two collect the bits of a window to a number, which is exact in float32, and {@link FirstMaximumTable} says
 * which element that means.
 *
 * <p>Equal to the node's own indices for finite numbers whose differences are 0 or above 3e-39.
 */
final class FirstMaximum {
    /**
     * ONNX Runtime's block of channels on processors with AVX-512; others have divisors of it. With other numbers of channels each
     * channel's convolution would be a matrix product of its own.
     */
    private static final int BLOCK = 16;

    /** The most elements of a window: as many bits but one number a table, which then takes 256 kB. */
    private static final int LARGEST_WINDOW = 16;

    /** Entries of a table that has parts for paddings: half a megabyte. */
    private static final int LARGEST_TABLE = 1 << 16;

    private final Node node;
    private final Emitter emit;
    private final Pass pass;
    private final TensorShape in;
    private final Window window;
    private final int rows;
    private final int columns;

    private FirstMaximum(Node node, Pass pass, Window window) {
        this.node = node;
        this.emit = pass.emit();
        this.pass = pass;
        this.in = pass.inputShape(0);
        this.window = window;
        this.rows = (int) window.kernel()[0];
        this.columns = (int) window.kernel()[1];
    }

    /**
     * Writes the indices of a MaxPool.
     *
     * @return what would be the node's second output; empty where only the node can tell
     */
    static Optional<String> indices(Node node, Pass pass) {
        TensorShape in = pass.inputShape(0);
        if (in.rank() != 4 || in.type() != ElementType.FLOAT || !in.leadsWithBatch() || in.dim(1) % BLOCK != 0) {
            return Optional.empty();
        }
        long[] kernel = node.intsAttribute("kernel_shape").orElseThrow();
        Window window = Window.of(node, kernel, in, pass.outputShape());
        if (window.size() < 2 || window.size() > LARGEST_WINDOW || !window.isPlain()) {
            return Optional.empty();
        }
        FirstMaximumTable table = FirstMaximumTable.of(window);
        return table.size() > LARGEST_TABLE
                ? Optional.empty()
                : Optional.of(new FirstMaximum(node, pass, window).write(table));
    }

    private String write(FirstMaximumTable table) {
        String code = bits();
        if (table.hasParts()) {
            code = emit.add(code, emit.constant("part", table.begins()));
        }
        String whole =
                emit.op("Cast", code).with("to", ElementType.INT32.code()).emit();
        // Where the network makes NaNs, code is no number, and would lead out of the table.
        String entry = emit.op(
                        "Clip",
                        whole,
                        emit.scalar(ElementType.INT32, 0),
                        emit.scalar(ElementType.INT32, table.size() - 1))
                .emit();
        // Of one axis, GatherElements copies numbers; Gather, and any other form, copies blocks of one number, which
        // takes six times as long.
        String inWindow = emit.op("GatherElements", emit.constant("first", table.offsets()), emit.reshape(entry, -1))
                .with("axis", 0)
                .emit();
        String begins = emit.add(emit.constant("corner", corners()), planes(code));
        return emit.add(emit.reshape(inWindow, -1, in.dim(1), window.out()[0], window.out()[1]), begins);
    }

    /** The bits of each window as one number, in float32. */
    private String bits() {
        String x = node.input(0);
        String rowMaxima = emit.op("MaxPool", x)
                .with("kernel_shape", new long[] {1, columns})
                .with("strides", strides(true))
                .with("pads", pads(true))
                .emit();
        String sum = null;
        for (int column = 0; column < columns - 1; column++) {
            String below = below(x, rowMaxima, column, true);
            float[] places = new float[rows];
            for (int row = 0; row < rows; row++) {
                places[row] = 1 << (row * (columns - 1) + column);
            }
            sum = plus(convolution(below, places, false), sum);
        }
        for (int row = 0; row < rows - 1; row++) {
            String below = below(rowMaxima, node.output(), row, false);
            String place = depthwise(below, new long[] {1, 1}, 1 << (rows * (columns - 1) + row))
                    .emit();
            sum = plus(place, sum);
        }
        return sum;
    }

    private String plus(String term, String sum) {
        return sum == null ? term : emit.add(term, sum);
    }

    /** 1 where the window's element at a place along one axis is below the maximum, else 0. */
    private String below(String x, String maximum, int place, boolean horizontal) {
        float[] pick = new float[horizontal ? columns : rows];
        pick[place] = -1;
        return pass.expressions().positive(emit.add(convolution(x, pick, horizontal), maximum));
    }

    /** A weighted sum over the window along one axis. */
    private String convolution(String x, float[] weights, boolean horizontal) {
        long[] kernel = horizontal ? new long[] {1, columns} : new long[] {rows, 1};
        return depthwise(x, kernel, weights)
                .with("strides", strides(horizontal))
                .with("pads", pads(horizontal))
                .emit();
    }

    private Emitter.Op depthwise(String x, long[] kernel, float... weights) {
        int channels = (int) in.dim(1);
        String key = "taps_" + channels + "_" + Arrays.toString(kernel) + Arrays.toString(weights);
        String constant = emit.shared(key, () -> {
            float[] repeated = new float[channels * weights.length];
            for (int i = 0; i < repeated.length; i++) {
                repeated[i] = weights[i % weights.length];
            }
            return Tensor.floats(repeated, channels, 1, kernel[0], kernel[1]);
        });
        return emit.op("Conv", x, constant).with("kernel_shape", kernel).with("group", channels);
    }

    private long[] strides(boolean horizontal) {
        return horizontal ? new long[] {1, window.strides()[1]} : new long[] {window.strides()[0], 1};
    }

    private long[] pads(boolean horizontal) {
        long[] pads = window.pads();
        return horizontal ? new long[] {0, pads[1], 0, pads[3]} : new long[] {pads[0], 0, pads[2], 0};
    }

    /** Where each window begins in its plane, {@code 1 x 1 x D1 x D2}; in the padding, where the plane would go on. */
    private Tensor corners() {
        int height = (int) window.out()[0];
        int width = (int) window.out()[1];
        long[] corners = new long[height * width];
        for (int i = 0; i < corners.length; i++) {
            long row = i / width * window.strides()[0] - window.before()[0];
            long column = i % width * window.strides()[1] - window.before()[1];
            corners[i] = row * window.in()[1] + column;
        }
        return Tensor.longs(corners, 1, 1, height, width);
    }

    /**
     * Where each plane of a channel begins, {@code N x C x 1 x 1}.
     *
     * @param sample tells the batch; x would, but to be asked it would have to leave the blocked layout
     */
    private String planes(String sample) {
        long plane = in.dim(2) * in.dim(3);
        String numbers = emit.op("Mul", batch(emit, sample), emit.longs(in.dim(1) * plane))
                .emit();
        String begins = emit.op("Range", emit.integer(0), emit.reshape(numbers), emit.integer(plane))
                .emit();
        return emit.reshape(begins, -1, in.dim(1), 1, 1);
    }

    /** The size of a tensor's first axis, a list of one number. */
    static String batch(Emitter emit, String tensor) {
        return emit.op("Shape", tensor).with("start", 0).with("end", 1).emit();
    }
}
