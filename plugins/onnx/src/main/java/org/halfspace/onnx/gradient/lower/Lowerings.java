package org.halfspace.onnx.gradient.lower;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Lowering;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/** Operators written out by their definition in the ONNX specification; each method is a {@link Lowering}. */
public final class Lowerings {
    private static final float NORM_EPSILON = 1e-5f;

    private Lowerings() {}

    /** Mean: the sum over how many. */
    public static void mean(Node node, Lowering.Context context) {
        String sum = context.emit().sum(node.inputs());
        context.emit()
                .op(
                        "Mul",
                        sum,
                        context.expressions(node.output())
                                .number(1.0 / node.inputs().size()))
                .to(node.output());
    }

    /** GlobalMaxPool: a MaxPool whose window is everything. */
    public static void globalMaxPool(Node node, Lowering.Context context) {
        long[] dims = context.shape(node.input(0)).dims();
        context.emit()
                .op("MaxPool", node.input(0))
                .with("kernel_shape", Arrays.copyOfRange(dims, 2, dims.length))
                .to(node.output());
    }

    /** LpPool and GlobalLpPool: the p-th root of a sum of p-th powers. */
    public static void lpPool(Node node, Lowering.Context context) {
        long[] dims = context.shape(node.input(0)).dims();
        long[] kernel = node.intsAttribute("kernel_shape").orElseGet(() -> Arrays.copyOfRange(dims, 2, dims.length));
        long size = Arrays.stream(kernel).reduce(1, Math::multiplyExact);
        double p = node.intAttribute("p", 2);
        Expressions e = context.expressions(node.input(0));
        String powers = e.power(e.apply("Abs", node.input(0)), p);
        String mean = context.emit()
                .op("AveragePool", powers)
                .with("kernel_shape", kernel)
                .with("count_include_pad", 1)
                .like(node, "strides", "pads", "auto_pad", "dilations", "ceil_mode")
                .emit();
        context.emit().op("Pow", e.mul(mean, (double) size), e.number(1 / p)).to(node.output());
    }

    /** LpNormalization: over the L1 or L2 norm along an axis. */
    public static void lpNormalization(Node node, Lowering.Context context) {
        String operator = node.intAttribute("p", 2) == 1 ? "ReduceL1" : "ReduceL2";
        String norm = reduce(operator, node.input(0), context, node.intAttribute("axis", -1));
        context.emit().op("Div", node.input(0), norm).to(node.output());
    }

    static String reduce(String operator, String tensor, Lowering.Context context, long... axes) {
        Emitter emit = context.emit();
        // Axes moved from an attribute to an input in version 18.
        return emit.opset() >= 18
                ? emit.op(operator, tensor, emit.longs(axes))
                        .with("keepdims", 1)
                        .emit()
                : emit.op(operator, tensor)
                        .with("axes", axes)
                        .with("keepdims", 1)
                        .emit();
    }

    /** InstanceNormalization: a LayerNormalization of each channel, then scale and bias. */
    public static void instanceNorm(Node node, Lowering.Context context) {
        TensorShape shape = context.shape(node.input(0));
        normalisedGroups(node, shape.dim(1), shape.dim(1), context);
    }

    /** GroupNormalization: a LayerNormalization of each group of channels, then scale and bias. */
    public static void groupNorm(Node node, Lowering.Context context) {
        long groups = node.intAttribute("num_groups", 1);
        normalisedGroups(node, groups, context.shape(node.input(1)).dim(0), context);
    }

    /** @param scales how many scales there are: one for each channel, or for each group (operator set 18) */
    private static void normalisedGroups(Node node, long groups, long scales, Lowering.Context context) {
        Emitter emit = context.emit();
        TensorShape shape = context.shape(node.input(0));
        long size = shape.size(1, shape.rank()) / groups;
        double[] ones = new double[Math.toIntExact(size)];
        Arrays.fill(ones, 1);
        String grouped = emit.reshape(node.input(0), -1, groups, size);
        String normal = emit.op(
                        "LayerNormalization", grouped, emit.constant("ones", Tensor.of(shape.type(), ones, size)))
                .with("axis", 2)
                .with("epsilon", node.realAttribute("epsilon", NORM_EPSILON))
                .emit();
        // One axis for the scales, one for what shares a scale.
        String channels = emit.reshape(normal, -1, scales, shape.size(1, shape.rank()) / scales);
        String scaled = emit.mul(channels, emit.reshape(node.input(1), scales, 1));
        String shifted = emit.add(scaled, emit.reshape(node.input(2), scales, 1));
        long[] sizes = shape.dims().clone();
        sizes[0] = -1;
        emit.op("Reshape", shifted, emit.longs(sizes)).to(node.output());
    }

    /** RMSNormalization and SimplifiedLayerNormalization: over the root of the mean square, then scale. */
    public static void rmsNorm(Node node, Lowering.Context context) {
        TensorShape shape = context.shape(node.input(0));
        int first = shape.axis(node.intAttribute("axis", -1));
        long[] axes = new long[shape.rank() - first];
        Arrays.setAll(axes, i -> first + i);
        Expressions e = context.expressions(node.input(0));
        String mean = reduce("ReduceMean", e.square(node.input(0)), context, axes);
        String root = e.apply("Sqrt", e.add(mean, node.realAttribute("epsilon", NORM_EPSILON)));
        context.emit().op("Mul", e.div(node.input(0), root), node.input(1)).to(node.output());
    }

    /** MeanVarianceNormalization: {@code (x - mean) / (deviation + 1e-9)}. */
    public static void meanVariance(Node node, Lowering.Context context) {
        long[] axes = node.intsAttribute("axes").orElse(new long[] {0, 2, 3});
        Expressions e = context.expressions(node.input(0));
        String mean = reduce("ReduceMean", node.input(0), context, axes);
        String centred = e.sub(node.input(0), mean);
        String deviation = e.apply("Sqrt", reduce("ReduceMean", e.square(centred), context, axes));
        context.emit().op("Div", centred, e.add(deviation, 1e-9)).to(node.output());
    }

    /** ReduceProd: one half of an axis times the other, and so on, so that a zero among the factors does no harm. */
    public static void reduceProd(Node node, Lowering.Context context) {
        TensorShape shape = context.shape(node.input(0));
        Emitter emit = context.emit();
        long[] axes = reducedAxes(node, shape, context);
        String product = node.input(0);
        for (long axis : axes) {
            if (shape.isBatch((int) axis)) {
                throw context.unsupported(node, "a product within a sample", "a product over the batch");
            }
            long size = shape.dim((int) axis);
            while (size > 1) {
                long half = size / 2;
                String pairs = emit.mul(emit.slice(product, axis, 0, half), emit.slice(product, axis, half, 2 * half));
                boolean odd = size % 2 == 1;
                product = odd
                        ? emit.op("Concat", pairs, emit.slice(product, axis, size - 1, size))
                                .with("axis", axis)
                                .emit()
                        : pairs;
                size = half + (odd ? 1 : 0);
            }
        }
        if (node.intAttribute("keepdims", 1) == 0 && axes.length > 0) {
            emit.op("Squeeze", product, emit.longs(axes)).to(node.output());
        } else {
            emit.op("Identity", product).to(node.output());
        }
    }

    /** The axes of a reduction, from its attribute, its input (operator set 18), or all of them. */
    private static long[] reducedAxes(Node node, TensorShape shape, Lowering.Context context) {
        long[] given = node.intsAttribute("axes").orElse(new long[0]);
        if (node.hasInput(1)) {
            given = context.constant(node.input(1))
                    .map(Tensor::longs)
                    .orElseThrow(() -> context.unsupported(node, "constant axes", "axes that the network computes"));
        }
        if (given.length > 0) {
            return Arrays.stream(given).map(shape::axis).sorted().toArray();
        }
        boolean none = node.intAttribute("noop_with_empty_axes", 0) != 0;
        return LongStream.range(0, none ? 0 : shape.rank()).toArray();
    }
}
