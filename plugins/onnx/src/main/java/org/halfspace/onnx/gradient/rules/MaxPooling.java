package org.halfspace.onnx.gradient.rules;

import java.util.stream.IntStream;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/**
 * MaxPool: the first of a window's largest elements gets the cotangent, as in PyTorch. The node says which one it was; its
 * indices count through the whole batch.
 */
public final class MaxPooling implements GradientRule, TangentRule {
    private static final int INDICES = 1;

    @Override
    public void reverse(Node node, Backward pass) {
        String indices = indices(node, pass);
        pass.give(
                0,
                overlaps(node) || reachesOut(node, pass) || pass.isStacked()
                        ? scattered(node, pass, indices)
                        : unpooled(node, pass, indices));
    }

    /** Whether windows reach beyond the input, which MaxUnpool refuses. */
    private static boolean reachesOut(Node node, Backward pass) {
        long[] kernel = node.intsAttribute("kernel_shape").orElseThrow();
        Window window = Window.of(node, kernel, pass.inputShape(0), pass.outputShape());
        return IntStream.range(0, kernel.length).anyMatch(i -> window.reach(i) > window.in()[i]);
    }

    /** Whether an element can be in several windows. */
    private static boolean overlaps(Node node) {
        long[] kernel = node.intsAttribute("kernel_shape").orElseThrow();
        long[] strides = node.intsAttribute("strides").orElse(Window.filled(kernel.length, 1));
        long[] dilations = node.intsAttribute("dilations").orElse(Window.filled(kernel.length, 1));
        return !IntStream.range(0, kernel.length).allMatch(i -> kernel[i] <= strides[i] && dilations[i] == 1);
    }

    private static String unpooled(Node node, Backward pass, String indices) {
        Emitter emit = pass.emit();
        return emit.op(
                        "MaxUnpool",
                        pass.cotangent(),
                        indices,
                        emit.op("Shape", node.input(0)).emit())
                .like(node, "kernel_shape", "strides")
                .emit();
    }

    private static String scattered(Node node, Backward pass, String indices) {
        Emitter emit = pass.emit();
        String flat = emit.reshape(pass.cotangent(), -1);
        String zeros = emit.reshape(pass.zeros(node.input(0)), -1);
        String sums = emit.op("ScatterElements", zeros, emit.reshape(rows(node, pass, indices), -1), flat)
                .with("axis", 0)
                .with("reduction", "add")
                .emit();
        return pass.reshape(sums, pass.inputShape(0));
    }

    /** Indices into cotangents: for each row of a Jacobian, those of the batch, one batch further on. */
    private static String rows(Node node, Backward pass, String indices) {
        if (!pass.isStacked()) {
            return indices;
        }
        Emitter emit = pass.emit();
        long[] rows = IntStream.range(0, pass.rows()).asLongStream().toArray();
        String offsets =
                emit.mul(emit.longs(rows), emit.op("Size", node.input(0)).emit());
        return emit.add(emit.reshape(offsets, -1, 1), emit.reshape(indices, 1, -1));
    }

    @Override
    public void forward(Node node, Forward pass) {
        String flat = pass.emit().reshape(pass.tangent(0), -1);
        pass.give(pass.emit()
                .op("Gather", flat, indices(node, pass))
                .with("axis", 0)
                .emit());
    }

    private static String indices(Node node, Pass pass) {
        if (node.intAttribute("storage_order", 0) != 0) {
            throw pass.unsupported("storage_order = 0", "storage_order = 1");
        }
        return pass.extraOutput(INDICES);
    }
}
