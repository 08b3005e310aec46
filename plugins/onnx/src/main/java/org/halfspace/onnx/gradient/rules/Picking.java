package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * Operators that pick elements along an axis: Gather and Slice, Pad in its reflecting forms. Their gradient puts the cotangents back,
 * and adds where an element was picked more than once.
 */
public final class Picking {
    /** Above this many picks of one element, cotangents are added by a matrix product instead of one gather for each. */
    private static final int MOST_GATHERS = 8;

    private Picking() {}

    /** Slice with constant bounds. */
    public static String slice(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        long[] starts = pass.required(1, "starts").longs();
        long[] ends = pass.required(2, "ends").longs();
        long[] axes = node.hasInput(3) ? pass.required(3, "axes").longs() : counted(starts.length);
        long[] steps = node.hasInput(4) ? pass.required(4, "steps").longs() : Window.filled(starts.length, 1);
        String gradient = pass.cotangent();
        for (int i = 0; i < axes.length; i++) {
            int axis = in.axis(axes[i]);
            if (in.isBatch(axis)) {
                requireWhole(starts[i], ends[i], steps[i], pass);
            } else {
                gradient = putBack(
                        gradient,
                        axis,
                        (int) in.dim(axis),
                        in.rank(),
                        range(starts[i], ends[i], steps[i], in.dim(axis)),
                        pass);
            }
        }
        return gradient;
    }

    private static void requireWhole(long start, long end, long step, Pass pass) {
        if (start != 0 || end < Integer.MAX_VALUE || step != 1) {
            throw pass.unsupported("all samples of the batch", "some of them");
        }
    }

    private static long[] counted(int n) {
        long[] axes = new long[n];
        Arrays.setAll(axes, i -> i);
        return axes;
    }

    /** The positions that a slice takes. */
    static int[] range(long start, long end, long step, long size) {
        long first = start < 0 ? start + size : start;
        long last = end < 0 ? end + size : end;
        first = Math.max(step > 0 ? 0 : -1, Math.min(first, step > 0 ? size : size - 1));
        last = Math.max(step > 0 ? 0 : -1, Math.min(last, step > 0 ? size : size - 1));
        if (end < -size) {
            last = step > 0 ? 0 : -1;
        }
        List<Integer> taken = new ArrayList<>();
        for (long k = first; step > 0 ? k < last : k > last; k += step) {
            taken.add((int) k);
        }
        return taken.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Gather along an axis. */
    public static String gather(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        int axis = in.axis(node.intAttribute("axis", 0));
        if (in.isBatch(axis)) {
            throw pass.unsupported("positions within a sample", "samples of the batch");
        }
        Optional<Tensor> indices = pass.constant(1);
        int rank = pass.inputShape(1).rank();
        long size = in.dim(axis);
        if (indices.isEmpty()) {
            return Lookup.slices(node, pass);
        }
        long[] dims = in.dims().clone();
        dims[axis] = indices.get().size();
        String flat = rank == 1 ? pass.cotangent() : pass.reshape(pass.cotangent(), in.with(dims));
        int[] taken = Arrays.stream(indices.get().longs())
                .mapToInt(k -> (int) (k < 0 ? k + size : k))
                .toArray();
        return putBack(flat, axis, (int) size, in.rank(), taken, pass);
    }

    /** Pad: the cotangents of what was there before, and of its reflections where the padding has some. */
    public static String pad(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        String mode = node.textAttribute("mode", "constant");
        long[] pads = pass.required(1, "paddings").longs();
        long[] axes = node.hasInput(3) ? pass.required(3, "axes").longs() : counted(in.rank());
        String gradient = pass.cotangent();
        for (int i = 0; i < axes.length; i++) {
            int axis = in.axis(axes[i]);
            long before = pads[i];
            long after = pads[i + axes.length];
            if (before == 0 && after == 0) {
                continue;
            }
            if (in.isBatch(axis)) {
                throw pass.unsupported("padding within a sample", "padding of the batch");
            }
            int size = (int) in.dim(axis);
            if (mode.equals("constant")) {
                long[] back = new long[2 * in.rank()];
                back[axis] = -before;
                back[axis + in.rank()] = -after;
                gradient = pass.emit().pad(gradient, pass.type(), back);
            } else {
                gradient = putBack(gradient, axis, size, in.rank(), padded(mode, size, before, after, pass), pass);
            }
        }
        return gradient;
    }

    /** Which element each position of a padded axis is a copy of. */
    private static int[] padded(String mode, int size, long before, long after, Pass pass) {
        int[] taken = new int[(int) (before + size + after)];
        // Negative paddings cut off first; what is left is padded.
        int low = (int) Math.max(0, -before);
        int kept = size - low - (int) Math.max(0, -after);
        for (int k = 0; k < taken.length; k++) {
            int index = k - (int) before - low;
            taken[k] = low
                    + switch (mode) {
                        case "edge" -> Math.max(0, Math.min(kept - 1, index));
                        case "wrap" -> Math.floorMod(index, kept);
                        case "reflect" -> index < 0 ? -index : index >= kept ? 2 * (kept - 1) - index : index;
                        default -> throw pass.unsupported("mode constant, reflect, edge or wrap", mode);
                    };
        }
        return taken;
    }

    /**
     * The transpose of picking elements along an axis.
     *
     * @param v a cotangent whose axis has {@code taken.length} elements
     * @param size how many elements the axis had before
     * @param rank how many axes there are
     * @param taken which of them were taken
     * @return a tensor whose axis has {@code size} elements
     */
    static String putBack(String v, int axis, int size, int rank, int[] taken, Pass pass) {
        if (isRun(taken)) {
            long[] pads = new long[2 * rank];
            pads[axis] = taken.length == 0 ? 0 : taken[0];
            pads[axis + rank] = size - taken.length - pads[axis];
            return pass.emit().pad(v, pass.type(), pads);
        }
        int[] picks = new int[size];
        Arrays.stream(taken).forEach(k -> picks[k]++);
        int most = Arrays.stream(picks).max().orElse(0);
        return most <= MOST_GATHERS
                ? gathered(v, axis, size, rank, taken, most, pass)
                : multiplied(v, axis, size, rank, taken, pass);
    }

    private static boolean isRun(int[] taken) {
        for (int k = 1; k < taken.length; k++) {
            if (taken[k] != taken[k - 1] + 1) {
                return false;
            }
        }
        return true;
    }

    /** Each element gathers its cotangents: its first, its second and so on; the zero behind the last where it has none. */
    private static String gathered(String v, int axis, int size, int rank, int[] taken, int most, Pass pass) {
        long[] pads = new long[2 * rank];
        pads[axis + rank] = 1;
        String extended = pass.emit().pad(v, pass.type(), pads);
        long[][] sources = new long[most][size];
        for (long[] source : sources) {
            Arrays.fill(source, taken.length);
        }
        int[] found = new int[size];
        for (int k = 0; k < taken.length; k++) {
            sources[found[taken[k]]++][taken[k]] = k;
        }
        List<String> terms = new ArrayList<>();
        for (long[] source : sources) {
            terms.add(pass.emit()
                    .op("Gather", extended, pass.emit().longs(source))
                    .with("axis", axis)
                    .emit());
        }
        return pass.emit().sum(terms);
    }

    private static String multiplied(String v, int axis, int size, int rank, int[] taken, Pass pass) {
        double[] matrix = new double[taken.length * size];
        for (int k = 0; k < taken.length; k++) {
            matrix[k * size + taken[k]] = 1;
        }
        String constant = pass.emit().constant("picks", Tensor.of(pass.type(), matrix, taken.length, size));
        return AxisProduct.write(v, axis, rank, constant, pass);
    }
}
