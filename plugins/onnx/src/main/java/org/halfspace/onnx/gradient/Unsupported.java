package org.halfspace.onnx.gradient;

import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.spi.InputException;

/** What is said of operators that cannot be differentiated. */
final class Unsupported {
    private static final String HINT =
            "use a search or attack that needs no gradients, or export the model with this operator replaced";

    private Unsupported() {}

    /** There is no rule for the operator. */
    static InputException operator(Node node, Graph graph) {
        return new InputException("the model cannot be differentiated: there is no derivative of " + qualified(node))
                .where(place(node, graph))
                .expected("an operator of docs/operators.md between the input and the output that is asked for")
                .found(qualified(node))
                .hint(HINT);
    }

    /** There is a rule, but not for this form. */
    static InputException form(Node node, Graph graph, String expected, String found) {
        return new InputException(
                        "the model cannot be differentiated: a form of " + qualified(node) + " is not supported")
                .where(place(node, graph))
                .expected(expected)
                .found(found)
                .hint(HINT);
    }

    /**
     * Does what a rule does. Attributes and sizes come from the file: what a rule stumbles over, because ONNX Runtime had nothing
     * against it, is the file's fault.
     */
    static void guarded(Node node, Graph graph, Runnable step) {
        try {
            step.run();
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InputException("an operator cannot be differentiated: its inputs or attributes do not fit", e)
                    .where(place(node, graph))
                    .found(e.getMessage())
                    .hint("check the model with onnx.checker.check_model");
        }
    }

    private static String place(Node node, Graph graph) {
        String domain = node.domain();
        Long version =
                domain.isEmpty() ? Long.valueOf(graph.opset()) : graph.opsets().get(domain);
        return node + ", operator set " + version;
    }

    static String qualified(Node node) {
        return node.domain().isEmpty() ? node.opType() : node.domain() + "." + node.opType();
    }
}
