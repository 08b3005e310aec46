package org.halfspace.onnx.gradient.rules;

import java.util.Map;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;

/**
 * QuantizeLinear and DequantizeLinear with the straight-through estimator: rounding counts as the identity, and what saturates has the
 * derivative 0, as in PyTorch's fake quantisation. It is no derivative, which is 0 wherever it exists, but what quantised networks are
 * trained and attacked with (Bengio et al., 2013). Cotangents and tangents of quantised tensors are floats.
 */
public final class Quantisation implements GradientRule, TangentRule {
    /** The least and the greatest number of each type. */
    private static final Map<ElementType, double[]> RANGES = Map.of(
            ElementType.UINT8, new double[] {0, 255},
            ElementType.INT8, new double[] {Byte.MIN_VALUE, Byte.MAX_VALUE},
            ElementType.UINT16, new double[] {0, 65535},
            ElementType.INT16, new double[] {Short.MIN_VALUE, Short.MAX_VALUE},
            ElementType.INT32, new double[] {Integer.MIN_VALUE, Integer.MAX_VALUE});

    @Override
    public void reverse(Node node, Backward pass) {
        pass.requireInactive(1, "scales");
        pass.give(0, pass.times(pass.cotangent(), factor(node, pass)));
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.requireInactive(1, "scales");
        pass.give(pass.emit().mul(pass.tangent(0), factor(node, pass)));
    }

    private static String factor(Node node, Pass pass) {
        if (node.intAttribute("block_size", 0) != 0) {
            throw pass.unsupported("a scale for each channel, or one for all", "a scale for each block");
        }
        String scale = aligned(node, node.input(1), pass);
        if (node.is("DequantizeLinear")) {
            return scale;
        }
        // By ONNX: saturate(round(x / scale) + zero point).
        Expressions e = pass.expressions();
        String rounded = e.apply("Round", e.div(node.input(0), scale));
        if (node.hasInput(2)) {
            String zero = pass.emit()
                    .op("Cast", node.input(2))
                    .with("to", pass.inputShape(0).type().code())
                    .emit();
            rounded = e.add(rounded, aligned(node, zero, pass));
        }
        double[] range = RANGES.get(pass.outputShape().type());
        if (range == null) {
            throw pass.unsupported(
                    "integers of 8, 16 or 32 bits", pass.outputShape().type().toString());
        }
        String kept = e.and(e.greater(rounded, range[0] - 0.5), e.less(rounded, range[1] + 0.5));
        return e.where(kept, e.div(1, scale), e.number(0));
    }

    /** A number for each channel, with axes of size 1 behind it. */
    private static String aligned(Node node, String perChannel, Pass pass) {
        TensorShape scale = pass.inputShape(1);
        TensorShape shape = pass.inputShape(0);
        if (scale.rank() == 0 || scale.size(0, scale.rank()) == 1) {
            return perChannel;
        }
        Emitter emit = pass.emit();
        long[] dims = Window.filled(shape.rank() - shape.axis(node.intAttribute("axis", 1)), 1);
        dims[0] = scale.dim(0);
        return emit.reshape(perChannel, dims);
    }
}
