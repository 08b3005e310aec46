package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Tensor;

/**
 * The reverse pass, as a rule sees it at one node: cotangents of the node's outputs come from the nodes behind it, cotangents
 * of its inputs go to the nodes before it. Not thread-safe.
 *
 * <p>A pass can carry several cotangents for each sample, as a Jacobian does: then cotangents have rows x batch on their first
 * axis, the rows of the Jacobian outside, and tensors of the forward pass have the batch alone. {@link #times} and {@link #saved}
 * bring the two together; rules use cotangents and forward tensors in one formula through them only.
 */
public final class Backward extends Pass {
    private final int rows;
    private final Map<String, List<String>> arriving = new HashMap<>();

    Backward(DifferentiableGraph subject, Emitter emitter, int rows, double leak) {
        super(subject, emitter, leak);
        this.rows = rows;
    }

    /** Whether the node's output leads to the target. */
    public boolean hasCotangent(int output) {
        List<String> outputs = node().outputs();
        return output < outputs.size() && arriving.containsKey(outputs.get(output));
    }

    /** The cotangent of the node's first output. */
    public String cotangent() {
        return cotangent(0);
    }

    /** The cotangent of an output of the node that leads to the target. */
    public String cotangent(int output) {
        return total(node().outputs().get(output));
    }

    /** The sum of what has arrived at a tensor. */
    String total(String tensor) {
        List<String> terms = arriving.get(tensor);
        String sum = emit().sum(terms);
        arriving.put(tensor, new ArrayList<>(List.of(sum)));
        return sum;
    }

    /** Whether the node's first output, or any other, leads to the target. */
    boolean reaches() {
        return node().outputs().stream().anyMatch(arriving::containsKey);
    }

    /** Adds to the cotangent of a tensor. */
    void arrive(String tensor, String gradient) {
        arriving.computeIfAbsent(tensor, missing -> new ArrayList<>()).add(gradient);
    }

    /**
     * Gives an input of the node its gradient; nothing happens if it wants none.
     *
     * @param gradient of the input's shape
     */
    public void give(int input, String gradient) {
        answer(input);
        if (isActive(input)) {
            arrive(node().input(input), gradient);
        }
    }

    /**
     * Gives an input that was broadcast to the output its gradient.
     *
     * @param gradient of the output's shape; summed over the axes along which the input was repeated
     */
    public void giveBroadcast(int input, String gradient) {
        if (isActive(input)) {
            give(input, unbroadcast(gradient, outputShape(), inputShape(input)));
        }
    }

    /** Sums a gradient over the axes along which a tensor was repeated. */
    public String unbroadcast(String gradient, TensorShape from, TensorShape to) {
        int lead = from.rank() - to.rank();
        List<Long> repeated = new ArrayList<>();
        for (int i = 0; i < from.rank(); i++) {
            if (i < lead || (to.dim(i - lead) == 1 && from.dim(i) != 1)) {
                repeated.add((long) i);
            }
        }
        if (repeated.isEmpty()) {
            return gradient;
        }
        long[] axes = repeated.stream().mapToLong(Long::longValue).toArray();
        requirePerSample(from);
        String summed = emit().reduceSum(gradient, true, axes);
        return lead == 0 ? summed : reshape(summed, to);
    }

    /**
     * The product of a cotangent and a factor from the forward pass.
     *
     * @param cotangent of the shape of the node's first output
     * @param factor broadcast to that shape
     */
    public String times(String cotangent, String factor) {
        return times(cotangent, factor, outputShape());
    }

    /**
     * The product of a cotangent and a factor from the forward pass.
     *
     * @param cotangent a cotangent of this shape
     * @param factor broadcast to this shape
     */
    public String times(String cotangent, String factor, TensorShape shape) {
        if (rows == 0) {
            return emit().mul(cotangent, factor);
        }
        requirePerSample(shape);
        long[] stacked = new long[shape.rank() + 1];
        long[] flat = shape.dims().clone();
        System.arraycopy(flat, 0, stacked, 1, flat.length);
        stacked[0] = rows;
        stacked[1] = -1;
        flat[0] = -1;
        return emit().reshape(emit().mul(emit().reshape(cotangent, stacked), factor), flat);
    }

    /** A tensor of the forward pass as one that goes with cotangents: repeated for each of them where there are several. */
    public String saved(String tensor) {
        return saved(tensor, shape(tensor));
    }

    /** A tensor that was computed from the forward pass as one that goes with cotangents. */
    public String saved(String tensor, TensorShape shape) {
        if (rows == 0 || !shape.hasBatch()) {
            return tensor;
        }
        requirePerSample(shape);
        long[] repeats = new long[shape.rank()];
        Arrays.fill(repeats, 1);
        repeats[0] = rows;
        return emit().op("Tile", tensor, emit().longs(repeats)).emit();
    }

    /** Refuses several cotangents at once where the batch is not on the first axis. */
    private void requirePerSample(TensorShape shape) {
        if (rows > 0 && !shape.leadsWithBatch()) {
            throw unsupported("the batch on the first axis, for a Jacobian in one pass", shape.toString());
        }
    }

    /** With several cotangents, every tensor on the way has them where it has its samples: on the first axis. */
    void requireSamplesFirst() {
        node().outputs().stream()
                .filter(output -> !output.isEmpty() && subject().isActive(output))
                .forEach(output -> requirePerSample(shape(output)));
    }

    /** Refuses several cotangents at once for an operator that runs along an axis, if it is that of the samples. */
    public void requireOneCotangentAlong(int axis) {
        if (rows > 0) {
            requireWithinSample(axis);
        }
    }

    /** Whether there are several cotangents for each sample. */
    public boolean isStacked() {
        return rows > 0;
    }

    /** How many cotangents each sample has, where there are several. */
    public int rows() {
        return rows;
    }

    /** Zeros of a forward tensor's shape, to scatter cotangents into. */
    public String zeros(String tensor) {
        String shape = emit().op("Shape", saved(tensor)).emit();
        return emit().op("ConstantOfShape", shape)
                .with(
                        "value",
                        new Attribute.Constant(
                                Tensor.of(derivative(shape(tensor).type()), new double[] {0}, 1)))
                .emit();
    }
}
