package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;

/** ConvTranspose: its gradient is the convolution that it is the transpose of. */
public final class TransposedConvolution implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        pass.requireInactive(1, "weights");
        pass.requireInactive(2, "biases");
        long[] sizes = pass.inputShape(1).dims();
        long[] kernel = Arrays.copyOfRange(sizes, 2, sizes.length);
        // The convolution reads what this node writes, and takes as many positions as this node has inputs.
        Window window = Window.of(node, kernel, pass.outputShape(), pass.inputShape(0));
        pass.give(
                0,
                pass.emit()
                        .op("Conv", pass.cotangent(), node.input(1))
                        .with("kernel_shape", kernel)
                        .with("strides", window.strides())
                        .with("dilations", window.dilations())
                        .with("pads", window.pads())
                        .with("group", node.intAttribute("group", 1))
                        .emit());
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.requireInactive(1, "weights");
        pass.giveLinear(node, List.of(pass.tangent(0), node.input(1)));
    }
}
