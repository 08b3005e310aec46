package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/**
 * A window that slides over the spatial axes of an array: which place of the input each tap of the kernel reads at each place of
 * the output. Convolutions, their transposes and pools of any number of axes are loops over this table.
 */
final class Window {
    private final int[] input;
    private final int[] output;
    private final int[] kernel;
    private final int[] strides;
    private final int[] dilations;
    private final int[] before;
    private final int[] after;

    /**
     * @param input sizes of the input's spatial axes
     * @param output sizes of the output's spatial axes
     * @param kernel sizes of the kernel
     * @param strides by how much the window moves
     * @param dilations how far apart the taps are
     * @param before padding in front of each axis
     * @param after padding behind each axis
     */
    private Window(int[] input, int[] output, int[] kernel, int[] strides, int[] dilations, int[] before, int[] after) {
        this.input = input;
        this.output = output;
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
        this.before = before;
        this.after = after;
    }

    /** Reads a window from the attributes of a convolution or pool of x. */
    static Window of(Call call, Array x, int[] kernel) {
        Sizes sizes = new Sizes(call, kernel);
        int[] input = spatial(call, x, kernel.length);
        int axes = kernel.length;
        int[] output = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            output[axis] = sizes.output(axis, input[axis]);
        }
        return new Window(input, output, kernel, sizes.strides, sizes.dilations, sizes.before, sizes.after);
    }

    /** Reads the window of which a transposed convolution of x is the transpose: its output is x. */
    static Window transposed(Call call, Array x, int[] kernel) {
        Sizes sizes = new Sizes(call, kernel);
        int[] output = spatial(call, x, kernel.length);
        int axes = kernel.length;
        int[] extra = sizes.read("output_padding", axes, 0, 0);
        int[] wanted =
                call.node().intsAttribute("output_shape").map(Shape::ofLongs).orElse(null);
        int[] input = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            input[axis] = sizes.transposedOutput(axis, output[axis], extra[axis], wanted);
        }
        return new Window(input, output, kernel, sizes.strides, sizes.dilations, sizes.before, sizes.after);
    }

    private static int[] spatial(Call call, Array x, int axes) {
        if (x.rank() != axes + 2) {
            throw call.problem("the input has the wrong number of axes")
                    .expected((axes + 2) + ": batch, channels and " + axes + " of the kernel")
                    .found(x);
        }
        return Arrays.copyOfRange(x.shape(), 2, x.rank());
    }

    /** The shape of a result with the window's output, so many samples and so many channels. */
    int[] outputShape(int samples, int channels) {
        return shape(samples, channels, output);
    }

    /** The shape of a result with the window's input, so many samples and so many channels. */
    int[] inputShape(int samples, int channels) {
        return shape(samples, channels, input);
    }

    private static int[] shape(int samples, int channels, int[] spatial) {
        int[] shape = new int[spatial.length + 2];
        shape[0] = samples;
        shape[1] = channels;
        System.arraycopy(spatial, 0, shape, 2, spatial.length);
        return shape;
    }

    /** How many places one channel of the input has. */
    int inputSize() {
        return Shape.size(input);
    }

    /** How many places one channel of the output has. */
    int outputSize() {
        return Shape.size(output);
    }

    /** How many taps the kernel has. */
    int taps() {
        return Shape.size(kernel);
    }

    /** Whether every place of the output reads just its own place of the input. */
    boolean isIdentity() {
        return taps() == 1
                && Arrays.equals(input, output)
                && Arrays.stream(before).allMatch(pad -> pad == 0)
                && Arrays.stream(strides).allMatch(stride -> stride == 1);
    }

    /** For tap k and output place o, at {@code k * outputSize + o}, the input place, or {@link Indices#NONE} in the padding. */
    int[] table(Call call) {
        int places = outputSize();
        int taps = taps();
        int[] table = new int[call.room(taps, places)];
        int[] inputStrides = Shape.strides(input);
        int[] kernelStrides = Shape.strides(kernel);
        int[][] coordinates = new int[kernel.length][];
        for (int tap = 0; tap < taps; tap++) {
            for (int axis = 0; axis < kernel.length; axis++) {
                coordinates[axis] = row(axis, tap / kernelStrides[axis] % kernel[axis]);
            }
            System.arraycopy(Indices.grid(coordinates, inputStrides), 0, table, tap * places, places);
        }
        return table;
    }

    private int[] row(int axis, int tap) {
        int[] row = new int[output[axis]];
        for (int o = 0; o < row.length; o++) {
            long place = place(axis, tap, o);
            row[o] = place >= 0 && place < input[axis] ? (int) place : Indices.NONE;
        }
        return row;
    }

    private long place(int axis, int tap, int o) {
        return (long) o * strides[axis] - before[axis] + (long) tap * dilations[axis];
    }

    /**
     * How many taps count at each place of the output.
     *
     * @param padding whether taps in the padding count; those beyond it, where {@code ceil_mode} reaches, never do
     */
    double[] counts(boolean padding) {
        double[] counts = {1};
        for (int axis = 0; axis < kernel.length; axis++) {
            double[] longer = new double[counts.length * output[axis]];
            for (int o = 0; o < output[axis]; o++) {
                int valid = 0;
                for (int tap = 0; tap < kernel[axis]; tap++) {
                    long place = place(axis, tap, o);
                    boolean inside = padding ? place < input[axis] + after[axis] : place >= 0 && place < input[axis];
                    valid += inside ? 1 : 0;
                }
                for (int k = 0; k < counts.length; k++) {
                    longer[k * output[axis] + o] = counts[k] * valid;
                }
            }
            counts = longer;
        }
        return counts;
    }

    /** The attributes that place a window. */
    private static final class Sizes {
        private final Call call;
        private final int[] kernel;
        private final int[] strides;
        private final int[] dilations;
        private final int[] before;
        private final int[] after;
        private final String automatic;

        Sizes(Call call, int[] kernel) {
            this.call = call;
            this.kernel = kernel;
            int axes = kernel.length;
            strides = read("strides", axes, 1, 1);
            dilations = read("dilations", axes, 1, 1);
            int[] pads = read("pads", 2 * axes, 0, Integer.MIN_VALUE);
            before = Arrays.copyOf(pads, axes);
            after = Arrays.copyOfRange(pads, axes, 2 * axes);
            automatic = call.text("auto_pad", "NOTSET");
            if (automatic.equals("VALID")) {
                Arrays.fill(before, 0);
                Arrays.fill(after, 0);
            }
            for (int size : kernel) {
                if (size < 1) {
                    throw call.problem("the kernel is empty")
                            .expected("sizes of 1 and more")
                            .found(Shape.text(kernel));
                }
            }
        }

        int[] read(String attribute, int count, int otherwise, int least) {
            int[] values = new int[count];
            Arrays.fill(values, otherwise);
            long[] given = call.node().intsAttribute(attribute).orElse(Shape.toLongs(values));
            if (given.length != count || Arrays.stream(given).anyMatch(v -> v < least || v > Integer.MAX_VALUE / 2)) {
                throw call.problem("the attribute " + attribute + " does not fit")
                        .expected(count + " numbers of " + least + " and more")
                        .found(Arrays.toString(given));
            }
            return Arrays.stream(given).mapToInt(value -> (int) value).toArray();
        }

        private long extent(int axis) {
            return (kernel[axis] - 1L) * dilations[axis] + 1;
        }

        private boolean same() {
            return automatic.startsWith("SAME");
        }

        int output(int axis, int input) {
            if (same()) {
                int output = (input + strides[axis] - 1) / strides[axis];
                share(axis, Math.max(0, (output - 1L) * strides[axis] + extent(axis) - input), false);
                return output;
            }
            long room = (long) input + before[axis] + after[axis] - extent(axis);
            if (room < 0) {
                throw call.problem("the kernel is larger than the padded input")
                        .expected("at most " + (room + extent(axis)) + " on axis " + axis)
                        .found(extent(axis));
            }
            long output = room / strides[axis] + 1;
            if (call.flag("ceil_mode", false) && room % strides[axis] != 0) {
                // A window that would begin in the padding behind the input is left out, as in PyTorch.
                output += output * strides[axis] < (long) input + before[axis] ? 1 : 0;
            }
            return Math.toIntExact(output);
        }

        int transposedOutput(int axis, int size, int extra, int[] wanted) {
            long full = (size - 1L) * strides[axis] + extra + extent(axis);
            if (wanted != null) {
                int target = wanted[wanted.length - kernel.length + axis];
                share(axis, Math.max(0, full - target), true);
                return target;
            }
            if (same()) {
                long target = (long) size * strides[axis];
                share(axis, Math.max(0, full - target), false);
                return Math.toIntExact(target);
            }
            return Shape.ofLongs(full - before[axis] - after[axis])[0];
        }

        /** Divides padding between both ends; an odd one goes behind for SAME_UPPER, in front for SAME_LOWER. */
        private void share(int axis, long total, boolean outputShape) {
            boolean upper = outputShape ? automatic.equals("SAME_UPPER") : !automatic.equals("SAME_LOWER");
            int half = Math.toIntExact(total / 2);
            before[axis] = upper ? half : Math.toIntExact(total - half);
            after[axis] = Math.toIntExact(total - before[axis]);
        }
    }
}
