package org.halfspace.onnx.referee.kernel;

import org.halfspace.onnx.graph.Node;

/**
 * An operator that the referee evaluates.
 *
 * @param domain its domain; empty for ONNX's own
 * @param name its name
 * @param since the oldest operator set by whose rules it can be evaluated; all newer ones up to 23 are known
 * @param gradient whether cotangents go back through it
 * @param kernel evaluates it
 */
public record Operator(String domain, String name, int since, Gradient gradient, Kernel kernel) {

    /** Whether cotangents go back through an operator. */
    public enum Gradient {
        /** They do, by the derivative. */
        EXACT,
        /** They do, as if rounding were the identity. */
        STRAIGHT_THROUGH,
        /** They do not: the result is constant almost everywhere, or whole numbers. */
        ZERO
    }

    /** {@code ai.onnx.ml.Scaler}, or the name alone in ONNX's own domain. */
    public String qualifiedName() {
        return qualifiedName(domain, name);
    }

    static String qualifiedName(Node node) {
        return qualifiedName(node.domain(), node.opType());
    }

    private static String qualifiedName(String domain, String name) {
        return domain.isEmpty() ? name : domain + "." + name;
    }
}
