package org.halfspace.onnx.bounds;

import org.halfspace.onnx.graph.Node;

/** An operator, or a form of one, that bounds do not know. Ends up in what the user is told. */
final class UnknownOperator extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param node the node
     * @param form what is special about it; empty where it is the operator as such
     */
    UnknownOperator(Node node, String form) {
        super((node.domain().isEmpty() ? "" : node.domain() + ".")
                + node.opType()
                + (form.isEmpty() ? "" : " (" + form + ")"));
    }
}
