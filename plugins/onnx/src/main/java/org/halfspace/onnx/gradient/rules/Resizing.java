package org.halfspace.onnx.gradient.rules;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;

/**
 * Resize, which is linear, and a matrix for each axis. The matrices are what ONNX Runtime makes of the identity, so that all of
 * Resize's modes, coordinates and roundings have a derivative without being written down again.
 */
public final class Resizing implements GradientRule, TangentRule {
    /** On this axis of four the matrix is found; ONNX Runtime interpolates images only. */
    private static final int PROBED = 3;

    @Override
    public void reverse(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        TensorShape out = pass.outputShape();
        String gradient = pass.cotangent();
        long[] sums = Window.filled(in.rank(), 1);
        for (int axis = in.rank() - 1; axis >= 0; axis--) {
            if (in.dim(axis) < 0 || (in.dim(axis) == out.dim(axis) && isUnit(node, axis, pass))) {
                continue;
            }
            Tensor matrix = matrix(node, axis, pass);
            if (isRepetition(matrix) && axis >= 2) {
                sums[axis] = matrix.dim(1) / matrix.dim(0);
            } else {
                String back = pass.emit().constant("resize", transposed(matrix, pass.type()));
                gradient = AxisProduct.write(gradient, axis, in.rank(), back, pass);
            }
        }
        pass.give(0, summed(gradient, sums, pass));
    }

    /** Sums over blocks: the transpose of repeating each element. */
    private static String summed(String tensor, long[] blocks, Pass pass) {
        long size = Arrays.stream(blocks).reduce(1, Math::multiplyExact);
        if (size == 1) {
            return tensor;
        }
        long[] kernel = Arrays.copyOfRange(blocks, 2, blocks.length);
        String mean = pass.emit()
                .op("AveragePool", tensor)
                .with("kernel_shape", kernel)
                .with("strides", kernel)
                .emit();
        return pass.expressions().mul(mean, (double) size);
    }

    private static boolean crops(Node node) {
        return node.textAttribute("coordinate_transformation_mode", "half_pixel")
                .equals("tf_crop_and_resize");
    }

    private static boolean isUnit(Node node, int axis, Pass pass) {
        if (crops(node)) {
            return false;
        }
        return !node.hasInput(2)
                || pass.required(2, "scales").size() == 0
                || position(node, axis, pass) < 0
                || pass.required(2, "scales").doubles()[position(node, axis, pass)] == 1;
    }

    /** Where in the lists of scales and sizes an axis is; -1 where it is not. */
    private static int position(Node node, int axis, Pass pass) {
        long[] axes = node.intsAttribute("axes").orElse(null);
        if (axes == null) {
            return axis;
        }
        for (int i = 0; i < axes.length; i++) {
            if (pass.inputShape(0).axis(axes[i]) == axis) {
                return i;
            }
        }
        return -1;
    }

    /** What the node does to the vectors along an axis: {@code in x out}. */
    private static Tensor matrix(Node node, int axis, Pass pass) {
        int in = (int) pass.inputShape(0).dim(axis);
        long out = pass.outputShape().dim(axis);
        GraphBuilder builder = Graph.builder().opset("", pass.emit().opset());
        double[] identity = new double[in * in];
        for (int i = 0; i < in; i++) {
            identity[i * in + i] = 1;
        }
        builder.constant("identity", Tensor.of(ElementType.FLOAT, identity, in, 1, 1, in));
        Node probe = node.without("axes").without("keep_aspect_ratio_policy").withOutputs(List.of("matrix"));
        String region = "";
        if (crops(node)) {
            // Beyond the input is a constant, which has no part in the derivative.
            probe = probe.with("extrapolation_value", new Attribute.Real(0));
            builder.constant("region", region(node, axis, pass));
            region = "region";
        }
        boolean scaled = node.hasInput(2) && pass.required(2, "scales").size() > 0;
        if (scaled) {
            double[] scales = {1, 1, 1, pass.required(2, "scales").doubles()[position(node, axis, pass)]};
            builder.constant("list", Tensor.of(ElementType.FLOAT, scales, PROBED + 1));
            builder.node(probe.withInputs(List.of("identity", region, "list")));
        } else {
            builder.constant("list", Tensor.shape(in, 1, 1, out));
            builder.node(probe.withInputs(List.of("identity", region, "", "list")));
        }
        Graph graph = builder.output(ValueInfo.of("matrix", ElementType.FLOAT)).build();
        return pass.evaluate(graph).get("matrix").reshaped(in, out);
    }

    /** The part of an axis that is cropped, as the last of four. */
    private static Tensor region(Node node, int axis, Pass pass) {
        double[] given = pass.required(1, "regions").doubles();
        int position = position(node, axis, pass);
        double[] bounds = {0, 0, 0, 0, 1, 1, 1, 1};
        if (position >= 0) {
            bounds[PROBED] = given[position];
            bounds[2 * PROBED + 1] = given[given.length / 2 + position];
        }
        return Tensor.of(ElementType.FLOAT, bounds, bounds.length);
    }

    private static boolean isRepetition(Tensor matrix) {
        int in = (int) matrix.dim(0);
        int out = (int) matrix.dim(1);
        if (out % in != 0) {
            return false;
        }
        float[] values = matrix.floats();
        for (int k = 0; k < values.length; k++) {
            boolean copied = k % out / (out / in) == k / out;
            if (values[k] != (copied ? 1 : 0)) {
                return false;
            }
        }
        return true;
    }

    private static Tensor transposed(Tensor matrix, ElementType type) {
        int rows = (int) matrix.dim(0);
        int columns = (int) matrix.dim(1);
        double[] from = matrix.doubles();
        double[] to = new double[from.length];
        for (int k = 0; k < to.length; k++) {
            to[k] = from[k % rows * columns + k / rows];
        }
        return Tensor.of(type, to, columns, rows);
    }

    @Override
    public void forward(Node node, Forward pass) {
        pass.giveLinear(crops(node) ? node.with("extrapolation_value", new Attribute.Real(0)) : node);
    }
}
