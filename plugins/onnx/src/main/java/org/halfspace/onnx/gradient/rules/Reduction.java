package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/** Reductions of axes to one number: the gradient spreads the cotangent over what was reduced, times the partial derivatives. */
public final class Reduction implements GradientRule, TangentRule {
    /** Writes the derivative of a reduction by each of its elements. */
    @FunctionalInterface
    public interface Weight {
        /**
         * Writes the derivatives.
         *
         * @param x what is reduced
         * @param y the result, with reduced axes of size 1
         * @param group the axes that are reduced, and how many elements they have
         * @param pass writes
         * @return a tensor that is broadcast to x's shape; empty for 1 everywhere
         */
        String write(String x, String y, Group group, Pass pass);
    }

    /**
     * The axes that are reduced.
     *
     * @param axes in ascending order
     * @param size how many elements they have together
     * @param kept x's shape with these axes of size 1
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Group(long[] axes, long size, TensorShape kept) {
        static Group of(Node node, Pass pass) {
            TensorShape in = pass.inputShape(0);
            long[] given = node.hasInput(1)
                    ? pass.required(1, "axes").longs()
                    : node.intsAttribute("axes").orElse(new long[0]);
            boolean all = given.length == 0 && node.intAttribute("noop_with_empty_axes", 0) == 0;
            boolean[] reduced = new boolean[in.rank()];
            for (int i = 0; i < in.rank(); i++) {
                reduced[i] = all;
            }
            for (long axis : given) {
                reduced[in.axis(axis)] = true;
            }
            long[] kept = in.dims().clone();
            long size = 1;
            for (int i = 0; i < in.rank(); i++) {
                if (reduced[i]) {
                    if (in.isBatch(i)) {
                        throw pass.unsupported("a reduction within a sample", "a reduction over the batch");
                    }
                    size *= kept[i];
                    kept[i] = 1;
                }
            }
            long[] axes = java.util.stream.IntStream.range(0, in.rank())
                    .filter(i -> reduced[i])
                    .asLongStream()
                    .toArray();
            return new Group(axes, size, in.with(kept));
        }
    }

    private final Weight weight;

    /** @param weight writes the derivatives */
    public Reduction(Weight weight) {
        this.weight = weight;
    }

    @Override
    public void reverse(Node node, Backward pass) {
        TensorShape in = pass.inputShape(0);
        Group group = Group.of(node, pass);
        String factor = weight.write(node.input(0), kept(node.output(), group, pass), group, pass);
        String spread = pass.expand(kept(pass.cotangent(), group, pass), in);
        pass.give(0, factor.isEmpty() ? spread : pass.times(spread, factor, in));
    }

    @Override
    public void forward(Node node, Forward pass) {
        Group group = Group.of(node, pass);
        String factor = weight.write(node.input(0), kept(node.output(), group, pass), group, pass);
        String weighted = factor.isEmpty() ? pass.tangent(0) : pass.emit().mul(pass.tangent(0), factor);
        boolean keepAxes = node.intAttribute("keepdims", 1) != 0;
        pass.give(group.axes().length == 0 ? weighted : pass.emit().reduceSum(weighted, keepAxes, group.axes()));
    }

    private static String kept(String tensor, Group group, Pass pass) {
        return pass.outputShape().equals(group.kept()) ? tensor : pass.reshape(tensor, group.kept());
    }

    /** ReduceSum. */
    public static String sum(String x, String y, Group group, Pass pass) {
        return "";
    }

    /** ReduceMean. */
    public static String mean(String x, String y, Group group, Pass pass) {
        return pass.expressions().number(1.0 / group.size());
    }

    /** ReduceMax and ReduceMin: those that tie share in equal parts, as in torch.amax. */
    public static String extreme(String x, String y, Group group, Pass pass) {
        Expressions e = pass.expressions();
        String mask = e.zeroOne(e.equal(x, y));
        return group.axes().length == 0 ? mask : e.div(mask, pass.emit().reduceSum(mask, true, group.axes()));
    }

    /** ReduceL1: the sign. */
    public static String absolute(String x, String y, Group group, Pass pass) {
        return pass.expressions().apply("Sign", x);
    }

    /** ReduceL2: {@code x / y}, 0 at 0. */
    public static String euclidean(String x, String y, Group group, Pass pass) {
        Expressions e = pass.expressions();
        return e.where(e.equal(y, e.number(0)), e.number(0), e.div(x, y));
    }

    /** ReduceSumSquare: {@code 2 x}. */
    public static String square(String x, String y, Group group, Pass pass) {
        return pass.expressions().mul(x, 2);
    }

    /** ReduceLogSum: {@code exp(-y)}. */
    public static String logarithm(String x, String y, Group group, Pass pass) {
        Expressions e = pass.expressions();
        return e.exp(e.apply("Neg", y));
    }

    /** ReduceLogSumExp: {@code exp(x - y)}. */
    public static String softMaximum(String x, String y, Group group, Pass pass) {
        Expressions e = pass.expressions();
        return e.exp(e.sub(x, y));
    }
}
