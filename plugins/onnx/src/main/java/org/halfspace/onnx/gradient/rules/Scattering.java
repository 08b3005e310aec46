package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Node;

/**
 * ScatterElements and ScatterND, which write updates over some elements of a tensor, or add them: the updates get the cotangents of
 * where they were written to; the tensor gets all, but for what was written over. Positions that are written to twice, whose
 * result ONNX leaves open, give every one of their updates the whole cotangent.
 */
public final class Scattering implements GradientRule, TangentRule {
    private static final int UPDATES = 2;

    @Override
    public void reverse(Node node, Backward pass) {
        boolean adds = adds(node, pass);
        int axis = node.is("ScatterND") ? 0 : pass.outputShape().axis(node.intAttribute("axis", 0));
        pass.requireOneCotangentAlong(axis);
        if (pass.isStacked() && !pass.inputShape(1).leadsWithBatch()) {
            throw pass.unsupported("positions for every sample, for a Jacobian in one pass", "the same for all");
        }
        Emitter emit = pass.emit();
        String v = pass.cotangent();
        String places = pass.saved(node.input(1));
        if (pass.isActive(UPDATES)) {
            pass.give(
                    UPDATES,
                    node.is("ScatterND")
                            ? emit.op("GatherND", v, places).emit()
                            : emit.op("GatherElements", v, places)
                                    .with("axis", axis)
                                    .emit());
        }
        if (pass.isActive(0)) {
            pass.give(0, adds ? v : scattered(node, pass, v, places, pass.zeros(node.input(UPDATES))));
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        adds(node, pass);
        String data = pass.isActive(0) ? pass.tangent(0) : zeros(node.input(0), pass);
        String updates = pass.isActive(UPDATES) ? pass.tangent(UPDATES) : zeros(node.input(UPDATES), pass);
        pass.give(scattered(node, pass, data, node.input(1), updates));
    }

    private static String scattered(Node node, Pass pass, String data, String places, String updates) {
        return pass.emit()
                .op(node.opType(), new ArrayList<>(List.of(data, places, updates)))
                .like(node, "axis", "reduction")
                .emit();
    }

    private static String zeros(String tensor, Forward pass) {
        return pass.emit()
                .op("ConstantOfShape", pass.emit().op("Shape", tensor).emit())
                .with("value", new Attribute.Constant(pass.zero()))
                .emit();
    }

    /** Whether updates are added, not written. */
    private static boolean adds(Node node, Pass pass) {
        String reduction = node.textAttribute("reduction", "none");
        if (!reduction.equals("none") && !reduction.equals("add")) {
            throw pass.unsupported("reduction none or add", reduction);
        }
        return reduction.equals("add");
    }
}
