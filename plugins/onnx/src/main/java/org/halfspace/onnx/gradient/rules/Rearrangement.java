package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/**
 * Operators that move the numbers of their first input and change none: their derivative moves them too, their gradient moves
 * them back.
 */
public final class Rearrangement implements GradientRule, TangentRule {
    /** Moves a cotangent back. */
    @FunctionalInterface
    public interface Inverse {
        /**
         * Writes the gradient.
         *
         * @return a tensor of the shape of the node's first input
         */
        String write(Node node, Backward pass);
    }

    private final Inverse inverse;

    /** @param inverse moves a cotangent back */
    public Rearrangement(Inverse inverse) {
        this.inverse = inverse;
    }

    @Override
    public void reverse(Node node, Backward pass) {
        if (pass.isActive(0)) {
            pass.give(0, inverse.write(node, pass));
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        for (int i = 1; i < node.inputs().size(); i++) {
            pass.requireInactive(i, "sizes and positions");
        }
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, pass.tangent(0));
        if (node.is("Pad") && node.hasInput(2)) {
            // What is put around the input does not move with it.
            inputs.set(2, pass.expressions().number(0));
        }
        pass.giveLinear(node, inputs);
    }

    /** Identity, and Cast between floating-point types. */
    public static String same(Node node, Backward pass) {
        boolean cast = !pass.inputShape(0).type().equals(pass.type());
        return cast
                ? pass.emit()
                        .op("Cast", pass.cotangent())
                        .with("to", pass.inputShape(0).type().code())
                        .emit()
                : pass.cotangent();
    }

    /** MaxUnpool: what was written comes back from where the indices say, which count through the whole batch. */
    public static String unpool(Node node, Backward pass) {
        if (pass.isStacked()) {
            throw pass.unsupported("one cotangent at a time", "several cotangents");
        }
        return pass.emit()
                .op("Gather", pass.emit().reshape(pass.cotangent(), -1), node.input(1))
                .emit();
    }

    /** Reshape, Flatten, Squeeze, Unsqueeze. */
    public static String reshape(Node node, Backward pass) {
        if (pass.isStacked()
                && !(pass.inputShape(0).leadsWithBatch() && pass.outputShape().leadsWithBatch())) {
            throw pass.unsupported(
                    "the batch on the first axis, for a Jacobian in one pass",
                    pass.outputShape().toString());
        }
        return pass.reshape(pass.cotangent(), pass.inputShape(0));
    }

    /** Transpose. */
    public static String transpose(Node node, Backward pass) {
        int rank = pass.outputShape().rank();
        long[] order = node.intsAttribute("perm").orElseGet(() -> reversed(rank));
        if (pass.isStacked() && order[0] != 0) {
            throw pass.unsupported(
                    "the batch on the first axis, for a Jacobian in one pass",
                    pass.outputShape().toString());
        }
        long[] back = new long[rank];
        for (int i = 0; i < rank; i++) {
            back[(int) order[i]] = i;
        }
        return pass.emit().transpose(pass.cotangent(), back);
    }

    private static long[] reversed(int rank) {
        long[] order = new long[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = rank - 1L - i;
        }
        return order;
    }

    /** Expand: the sum over what was repeated. */
    public static String expand(Node node, Backward pass) {
        return pass.unbroadcast(pass.cotangent(), pass.outputShape(), pass.inputShape(0));
    }

    /** Tile: the sum over the repetitions of each axis. */
    public static String tile(Node node, Backward pass) {
        long[] repeats = pass.required(1, "repeats").longs();
        long[] sizes = pass.inputShape(0).dims();
        if (repeats[0] != 1) {
            pass.requireOneCotangentAlong(0);
        }
        long[] split = new long[2 * repeats.length];
        long[] axes = new long[repeats.length];
        for (int i = 0; i < repeats.length; i++) {
            split[2 * i] = repeats[i];
            split[2 * i + 1] = sizes[i];
            axes[i] = 2L * i;
        }
        String apart = pass.reshape(pass.cotangent(), pass.inputShape(0).with(split));
        return pass.emit().reduceSum(apart, false, axes);
    }

    /** DepthToSpace: SpaceToDepth, but for the order of channels in mode CRD. */
    public static String depthToSpace(Node node, Backward pass) {
        long b = node.intAttribute("blocksize", 1);
        if (node.textAttribute("mode", "DCR").equals("DCR")) {
            return pass.emit()
                    .op("SpaceToDepth", pass.cotangent())
                    .with("blocksize", b)
                    .emit();
        }
        long[] dims = pass.inputShape(0).dims();
        String apart = pass.emit().reshape(pass.cotangent(), -1, dims[1] / (b * b), dims[2], b, dims[3], b);
        return pass.reshape(pass.emit().transpose(apart, 0, 1, 3, 5, 2, 4), pass.inputShape(0));
    }

    /** SpaceToDepth: DepthToSpace. */
    public static String spaceToDepth(Node node, Backward pass) {
        return pass.emit()
                .op("DepthToSpace", pass.cotangent())
                .like(node, "blocksize")
                .emit();
    }

    /** CumSum: the sum in the other direction. */
    public static String cumulativeSum(Node node, Backward pass) {
        TensorShape shape = pass.outputShape();
        if (pass.isStacked()) {
            pass.requireWithinSample(shape.axis(pass.required(1, "axis").longs()[0]));
        }
        return pass.emit()
                .op("CumSum", pass.cotangent(), node.input(1))
                .with("exclusive", node.intAttribute("exclusive", 0))
                .with("reverse", 1 - node.intAttribute("reverse", 0))
                .emit();
    }

    /** Trilu: the same triangle. */
    public static String triangle(Node node, Backward pass) {
        pass.requireOneCotangentAlong(pass.outputShape().rank() - 2);
        return pass.emit()
                .op("Trilu", node.hasInput(1) ? List.of(pass.cotangent(), node.input(1)) : List.of(pass.cotangent()))
                .like(node, "upper")
                .emit();
    }
}
