package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.graph.Node;

/**
 * Operators that pick elements at positions that can depend on the input, such as that of a maximum: GatherElements, GatherND. Their
 * gradient scatters the cotangent to where it came from, into zeros, and adds.
 */
public final class Lookup {
    private Lookup() {}

    /** GatherElements. */
    public static String elements(Node node, Backward pass) {
        return pass.emit()
                .op("ScatterElements", pass.zeros(node.input(0)), pass.saved(node.input(1)), pass.cotangent())
                .with("axis", node.intAttribute("axis", 0))
                .with("reduction", "add")
                .emit();
    }

    /** GatherND without batch axes: indices are whole positions. */
    public static String positions(Node node, Backward pass) {
        if (node.intAttribute("batch_dims", 0) != 0 || pass.isStacked()) {
            throw pass.unsupported("batch_dims = 0, one cotangent at a time", "batch_dims or several cotangents");
        }
        return pass.emit()
                .op("ScatterND", pass.zeros(node.input(0)), node.input(1), pass.cotangent())
                .with("reduction", "add")
                .emit();
    }
}
