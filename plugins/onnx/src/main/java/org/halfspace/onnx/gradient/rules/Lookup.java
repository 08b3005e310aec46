package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/**
 * Operators that pick elements at positions that can depend on the input, such as that of a maximum: GatherElements, GatherND. Their
 * gradient scatters the cotangent to where it came from, into zeros, and adds.
 */
public final class Lookup {
    private Lookup() {}

    /** GatherElements. */
    public static String elements(Node node, Backward pass) {
        pass.requireOneCotangentAlong(pass.inputShape(0).axis(node.intAttribute("axis", 0)));
        return pass.emit()
                .op("ScatterElements", pass.zeros(node.input(0)), pass.saved(node.input(1)), pass.cotangent())
                .with("axis", node.intAttribute("axis", 0))
                .with("reduction", "add")
                .emit();
    }

    /** Gather at positions that the network computes. */
    static String slices(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        TensorShape indices = pass.inputShape(1);
        int axis = in.axis(node.intAttribute("axis", 0));
        if (indices.hasBatch()) {
            throw pass.unsupported("the same positions for all samples", indices.toString());
        }
        Emitter emit = pass.emit();
        long[] dims = in.dims().clone();
        dims[axis] = indices.size(0, indices.rank());
        long[] line = Window.filled(in.rank(), 1);
        line[axis] = dims[axis];
        String v = pass.reshape(pass.cotangent(), in.with(dims));
        String places = emit.op(
                        "Expand",
                        emit.reshape(node.input(1), line),
                        emit.op("Shape", v).emit())
                .emit();
        return emit.op("ScatterElements", pass.zeros(node.input(0)), places, v)
                .with("axis", axis)
                .with("reduction", "add")
                .emit();
    }

    /** GatherND: indices are positions in the whole tensor, or in each part of it that batch axes tell apart. */
    public static String positions(Node node, Backward pass) {
        int batch = (int) node.intAttribute("batch_dims", 0);
        if (batch > 0) {
            return parts(node, pass, batch);
        }
        pass.requireOneCotangentAlong(0);
        return pass.emit()
                .op("ScatterND", pass.zeros(node.input(0)), node.input(1), pass.cotangent())
                .with("reduction", "add")
                .emit();
    }

    /** With batch axes: all parts in one list of slices, and positions in that. */
    private static String parts(Node node, Backward pass, int batch) {
        Emitter emit = pass.emit();
        TensorShape in = pass.inputShape(0);
        TensorShape indices = pass.inputShape(1);
        int depth = (int) indices.dim(-1);
        long[] sizes = Arrays.copyOfRange(in.dims(), batch, batch + depth);
        long[] strides = new long[depth];
        long part = 1;
        for (int k = depth - 1; k >= 0; k--) {
            if (sizes[k] < 0) {
                throw pass.unsupported("positions within a sample", "samples of the batch");
            }
            strides[k] = part;
            part *= sizes[k];
        }
        String counted =
                emit.op("Mod", pass.saved(node.input(1)), emit.longs(sizes)).emit();
        String within = emit.reduceSum(emit.mul(counted, emit.longs(strides)), false, -1);
        String rows = emit.reshape(within, -1, indices.size(batch, indices.rank() - 1));
        String count = emit.op("Squeeze", emit.op("Shape", rows).with("end", 1).emit(), emit.longs(0))
                .emit();
        String numbers =
                emit.op("Range", emit.integer(0), count, emit.integer(1)).emit();
        String offsets = emit.mul(emit.reshape(numbers, -1, 1), emit.longs(part));
        String places = emit.reshape(emit.add(rows, offsets), -1, 1);
        long[] slices = Arrays.copyOfRange(in.dims(), batch + depth - 1, in.rank());
        slices[0] = -1;
        String sums = emit.op(
                        "ScatterND",
                        emit.reshape(pass.zeros(node.input(0)), slices),
                        places,
                        emit.reshape(pass.cotangent(), slices))
                .with("reduction", "add")
                .emit();
        return pass.reshape(sums, in);
    }
}
