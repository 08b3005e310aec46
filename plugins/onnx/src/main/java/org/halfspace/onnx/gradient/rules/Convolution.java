package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * Conv in any number of spatial axes. With stride 1 the gradient is a convolution with the kernel flipped and its channels
 * exchanged, which costs what the forward pass costs and stays in ONNX Runtime's blocked layout; with other strides, or few
 * channels, it is a ConvTranspose with the same weights.
 */
public final class Convolution implements GradientRule, TangentRule {
    /** Channels that ONNX Runtime computes together on processors with AVX-512; on others it is a half or a quarter. */
    private static final long BLOCK = 16;

    /**
     * What the flipped convolution may waste: measured, ConvTranspose takes 0.9 to 1.7 times its time for equal products. For an
     * image's 1 or 3 channels the flipped one takes 2 to 10 times as long.
     */
    private static final double MOST_WASTE = 2;

    @Override
    public void reverse(Node node, Backward pass) {
        pass.requireInactive(1, "weights");
        pass.requireInactive(2, "biases");
        long[] sizes = pass.inputShape(1).dims();
        Window window =
                Window.of(node, Arrays.copyOfRange(sizes, 2, sizes.length), pass.inputShape(0), pass.outputShape());
        boolean flips = window.hasStrideOne()
                && window.canBeTransposed()
                && pass.constant(1).isPresent()
                && pass.type() == ElementType.FLOAT
                && waste(window, pass.inputShape(0).dim(1)) <= MOST_WASTE;
        pass.give(0, flips ? flipped(node, pass, window) : transposed(node, pass, window));
    }

    /** How many times the products of a ConvTranspose the flipped convolution takes: paddings and channels that fill up a block. */
    private static double waste(Window window, long channels) {
        double waste = (double) ((channels + BLOCK - 1) / BLOCK * BLOCK) / channels;
        for (int i = 0; i < window.axes(); i++) {
            waste *= (double) window.in()[i] / window.out()[i];
        }
        return waste;
    }

    private static String flipped(Node node, Backward pass, Window window) {
        long group = node.intAttribute("group", 1);
        Tensor weights = pass.required(1, "weights");
        String name = pass.emit().shared("flipped/" + node.input(1), () -> flip(weights, (int) group));
        return pass.emit()
                .op("Conv", pass.cotangent(), name)
                .with("kernel_shape", window.kernel())
                .with("dilations", window.dilations())
                .with("pads", window.transposedPads())
                .with("group", group)
                .emit();
    }

    private static String transposed(Node node, Backward pass, Window window) {
        return pass.emit()
                .op("ConvTranspose", pass.cotangent(), node.input(1))
                .with("kernel_shape", window.kernel())
                .with("strides", window.strides())
                .with("dilations", window.dilations())
                .with("pads", window.pads())
                .with("output_padding", window.leftOver())
                .with("group", node.intAttribute("group", 1))
                .emit();
    }

    /**
     * The kernel of the transposed convolution.
     *
     * @param weights {@code out x in/g x K}, float32
     * @return {@code in x out/g x K}, each kernel back to front
     */
    static Tensor flip(Tensor weights, int group) {
        long[] dims = weights.dims();
        int out = (int) dims[0] / group;
        int in = (int) dims[1];
        int kernel = weights.size() / ((int) dims[0] * in);
        float[] from = weights.floats();
        float[] to = new float[from.length];
        int target = 0;
        for (int g = 0; g < group; g++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    int source = ((g * out + o) * in + i) * kernel;
                    for (int k = kernel - 1; k >= 0; k--) {
                        to[target++] = from[source + k];
                    }
                }
            }
        }
        dims[0] = (long) in * group;
        dims[1] = out;
        return Tensor.floats(to, dims);
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.requireInactive(1, "weights");
        pass.giveLinear(node, List.of(pass.tangent(0), node.input(1)));
    }
}
