package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * AveragePool and GlobalAveragePool, which are linear. The gradient spreads each output's cotangent over its window; which
 * operator does that fastest depends on how windows lie.
 */
public final class AveragePooling implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        Window window = window(node, in, pass.outputShape());
        pass.give(0, gradient(node, pass, window, in));
    }

    private static Window window(Node node, TensorShape in, TensorShape out) {
        long[] kernel = node.intsAttribute("kernel_shape").orElseGet(() -> Arrays.copyOfRange(in.dims(), 2, in.rank()));
        return Window.of(node, kernel, in, out);
    }

    private static String gradient(Node node, Backward pass, Window window, TensorShape in) {
        String v = pass.cotangent();
        if (window.isGlobal()) {
            return pass.expand(pass.expressions().mul(v, 1.0 / window.size()), in);
        }
        if (window.size() == 1) {
            return spread(v, window, in, pass);
        }
        if (window.tiles()) {
            float[] scales = new float[in.rank()];
            Arrays.fill(scales, 1);
            for (int i = 0; i < window.axes(); i++) {
                scales[i + 2] = window.kernel()[i];
            }
            String list = pass.emit().constant("scales", Tensor.floats(scales, scales.length));
            return pass.emit()
                    .op("Resize", pass.expressions().mul(v, 1.0 / window.size()), "", list)
                    .with("mode", "nearest")
                    .with("coordinate_transformation_mode", "asymmetric")
                    .with("nearest_mode", "floor")
                    .emit();
        }
        double[] weights = weights(node, window);
        boolean uniform = Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
        boolean undilated = window.span(0) == window.kernel()[0];
        if (uniform && undilated && window.hasStrideOne() && window.canBeTransposed() && hasOverlap(window)) {
            String mean = pass.emit()
                    .op("AveragePool", v)
                    .with("kernel_shape", window.kernel())
                    .with("pads", window.transposedPads())
                    .with("count_include_pad", 1)
                    .emit();
            return weights[0] * window.size() == 1 ? mean : pass.expressions().mul(mean, weights[0] * window.size());
        }
        return spread(weighted(v, weights, window, pass), window, in, pass);
    }

    /** ONNX Runtime refuses a padding that is as wide as the window. */
    private static boolean hasOverlap(Window window) {
        long[] pads = window.transposedPads();
        for (int i = 0; i < pads.length; i++) {
            if (pads[i] >= window.kernel()[i % window.axes()]) {
                return false;
            }
        }
        return true;
    }

    private static String weighted(String v, double[] weights, Window window, Backward pass) {
        long[] dims = new long[window.axes() + 2];
        dims[0] = 1;
        dims[1] = 1;
        System.arraycopy(window.out(), 0, dims, 2, window.axes());
        return pass.emit().mul(v, pass.emit().constant("weights", Tensor.of(pass.type(), weights, dims)));
    }

    /** Adds each number to all elements of its window: the transpose of a convolution with ones. */
    static String spread(String v, Window window, TensorShape in, Backward pass) {
        long channels = in.dim(1);
        long[] dims = new long[window.axes() + 2];
        dims[0] = channels;
        dims[1] = 1;
        System.arraycopy(window.kernel(), 0, dims, 2, window.axes());
        double[] ones = new double[Math.toIntExact(channels * window.size())];
        Arrays.fill(ones, 1);
        return pass.emit()
                .op("ConvTranspose", v, pass.emit().constant("ones", Tensor.of(ElementType.FLOAT, ones, dims)))
                .with("kernel_shape", window.kernel())
                .with("strides", window.strides())
                .with("dilations", window.dilations())
                .with("pads", window.pads())
                .with("output_padding", window.leftOver())
                .with("group", channels)
                .emit();
    }

    /** One over how many elements each output is the mean of, for all positions of the window. */
    private static double[] weights(Node node, Window window) {
        boolean padsCount = node.intAttribute("count_include_pad", 0) != 0;
        double[] weights = {1};
        for (int i = 0; i < window.axes(); i++) {
            int out = (int) window.out()[i];
            double[] next = new double[weights.length * out];
            for (int k = 0; k < next.length; k++) {
                next[k] = weights[k / out] / count(node, window, i, k % out, padsCount);
            }
            weights = next;
        }
        return weights;
    }

    /** How many of a window's elements count along one axis. */
    private static long count(Node node, Window window, int axis, int position, boolean padsCount) {
        long declaredAfter = node.intsAttribute("pads")
                .map(pads -> pads[axis + window.axes()])
                .orElse(0L);
        boolean same = node.textAttribute("auto_pad", "NOTSET").startsWith("SAME");
        long behind = same ? Math.max(0, window.after(axis)) : declaredAfter;
        long low = padsCount ? -window.before()[axis] : 0;
        long high = window.in()[axis] + (padsCount ? behind : 0);
        long count = 0;
        for (int k = 0; k < window.kernel()[axis]; k++) {
            long index = position * window.strides()[axis] + k * window.dilations()[axis] - window.before()[axis];
            count += index >= low && index < high ? 1 : 0;
        }
        return count;
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.giveLinear(node);
    }
}
