package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * MaxPool: the first of a window's largest elements gets the cotangent, as in PyTorch. {@link FirstMaximum} finds which one it was,
 * or the node says it, which is slow; indices count through the whole batch. A window of one element has nothing to find: the pool is linear.
 */
public final class MaxPooling implements GradientRule, TangentRule {
    private static final int INDICES = 1;

    @Override
    public void reverse(Node node, Backward pass) {
        Window window = window(node, pass);
        if (window.size() == 1 && pass.type() == ElementType.FLOAT) {
            pass.give(0, AveragePooling.spread(pass.cotangent(), window, pass.inputShape(0), pass));
            return;
        }
        String indices = indices(node, pass);
        pass.give(
                0,
                canBeUnpooled(node, pass) && !pass.isStacked()
                        ? unpooled(node, pass, indices)
                        : scattered(node, pass, indices));
    }

    private static Window window(Node node, Pass pass) {
        long[] kernel = node.intsAttribute("kernel_shape").orElseThrow();
        return Window.of(node, kernel, pass.inputShape(0), pass.outputShape());
    }

    /** Whether no element is in several windows, and all windows have room in the input: MaxUnpool insists on that. */
    private static boolean canBeUnpooled(Node node, Pass pass) {
        Window window = window(node, pass);
        return IntStream.range(0, window.axes())
                .allMatch(i -> window.span(i) <= window.strides()[i] && window.reach(i) <= window.in()[i]);
    }

    private static String unpooled(Node node, Backward pass, String indices) {
        Emitter emit = pass.emit();
        return emit.op("MaxUnpool", pass.cotangent(), indices, sizes(node, pass, indices))
                .like(node, "kernel_shape", "strides")
                .emit();
    }

    private static String scattered(Node node, Backward pass, String indices) {
        Emitter emit = pass.emit();
        String flat = emit.reshape(pass.cotangent(), -1);
        String zeros = emit.op("ConstantOfShape", count(node, pass, pass.cotangent()))
                .with("value", new Attribute.Constant(Tensor.of(pass.type(), new double[] {0}, 1)))
                .emit();
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
        String offsets = emit.mul(emit.longs(rows), count(node, pass, indices));
        return emit.add(emit.reshape(offsets, -1, 1), emit.reshape(indices, 1, -1));
    }

    /**
     * The sizes of the input, for as many samples as a tensor has. The input itself is asked only where there is no other way: it would
     * have to leave ONNX Runtime's blocked layout for that.
     */
    private static String sizes(Node node, Pass pass, String tensor) {
        Emitter emit = pass.emit();
        long[] others = Arrays.stream(pass.inputShape(0).dims()).skip(1).toArray();
        return Arrays.stream(others).anyMatch(size -> size < 0)
                ? emit.op("Shape", node.input(0)).emit()
                : emit.op("Concat", FirstMaximum.batch(emit, tensor), emit.longs(others))
                        .with("axis", 0)
                        .emit();
    }

    /** How many numbers the input has, for as many samples as a tensor has; a list of one. */
    private static String count(Node node, Pass pass, String tensor) {
        return pass.emit().op("ReduceProd", sizes(node, pass, tensor)).emit();
    }

    @Override
    public void forward(Node node, Forward pass) {
        if (window(node, pass).size() == 1) {
            pass.giveLinear(node);
            return;
        }
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
        return FirstMaximum.indices(node, pass).orElseGet(() -> pass.extraOutput(INDICES));
    }
}
