package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.graph.Node;

/** Derivatives of functions of one number, in terms of {@code x = node.input(0)} and {@code y = node.output()}. */
public final class Slopes {
    private static final float LEAKY_ALPHA = 0.01f;
    private static final float SELU_ALPHA = 1.6732632f;
    private static final float SELU_GAMMA = 1.050701f;
    private static final float HARD_SIGMOID_ALPHA = 0.2f;
    private static final float SHRINK_LAMBDA = 0.5f;

    /** The cubic term of Gelu's tanh form (Hendrycks and Gimpel, 2016). */
    private static final double GELU_CUBIC = 0.044715;

    private Slopes() {}

    /** 1 for x > 0, else the leak that was asked for. Of y, so that ONNX Runtime can still fuse the ReLU into what is before it. */
    public static String relu(Node node, Expressions e) {
        return e.ofRectifier(node.output());
    }

    /** 1 for x > 0, else alpha. */
    public static String leakyRelu(Node node, Expressions e) {
        float alpha = node.realAttribute("alpha", LEAKY_ALPHA);
        // With alpha >= 0, y has the sign of x.
        String sign = alpha >= 0 ? node.output() : node.input(0);
        return e.where(e.greater(sign, 0), 1, alpha);
    }

    /** 1 for x > 0, else {@code alpha exp(x)}. */
    public static String elu(Node node, Expressions e) {
        String below = e.add(node.output(), node.realAttribute("alpha", 1));
        return e.where(e.greater(node.input(0), 0), e.number(1), below);
    }

    /** gamma for x > 0, else {@code gamma alpha exp(x)}. */
    public static String selu(Node node, Expressions e) {
        double gamma = node.realAttribute("gamma", SELU_GAMMA);
        double alpha = node.realAttribute("alpha", SELU_ALPHA);
        return e.where(e.greater(node.input(0), 0), e.number(gamma), e.add(node.output(), gamma * alpha));
    }

    /** 1 for x > 0, else {@code exp(x / alpha)}. */
    public static String celu(Node node, Expressions e) {
        double alpha = node.realAttribute("alpha", 1);
        String below = e.add(e.mul(node.output(), 1 / alpha), 1);
        return e.where(e.greater(node.input(0), 0), e.number(1), below);
    }

    /** 1 for x > alpha. */
    public static String thresholdedRelu(Node node, Expressions e) {
        return e.zeroOne(e.greater(node.input(0), node.realAttribute("alpha", 1)));
    }

    /** {@code y (1 - y)}. */
    public static String sigmoid(Node node, Expressions e) {
        return e.mul(node.output(), e.sub(1, node.output()));
    }

    /** {@code 1 - y^2}. */
    public static String tanh(Node node, Expressions e) {
        return e.sub(1, e.square(node.output()));
    }

    /** alpha for 0 < y < 1. */
    public static String hardSigmoid(Node node, Expressions e) {
        String inside = e.and(e.greater(node.output(), 0), e.less(node.output(), 1));
        return e.where(inside, node.realAttribute("alpha", HARD_SIGMOID_ALPHA), 0);
    }

    /** {@code x / 3 + 1 / 2} for -3 <= x < 3, 1 above, 0 below. */
    public static String hardSwish(Node node, Expressions e) {
        String x = node.input(0);
        String line = e.add(e.div(x, e.number(3)), 0.5);
        return e.where(e.less(x, -3), e.number(0), e.where(e.less(x, 3), line, e.number(1)));
    }

    /** {@code s + x s (1 - s) a} with {@code s = sigmoid(a x)}. */
    public static String swish(Node node, Expressions e) {
        double alpha = node.realAttribute("alpha", 1);
        String s = e.sigmoid(e.mul(node.input(0), alpha));
        return e.add(s, e.mul(e.mul(e.mul(node.input(0), alpha), s), e.sub(1, s)));
    }

    /** {@code t + x sigmoid(x) (1 - t^2)} with {@code t = tanh(softplus(x))}. */
    public static String mish(Node node, Expressions e) {
        String x = node.input(0);
        String t = e.apply("Tanh", e.apply("Softplus", x));
        return e.add(t, e.mul(e.mul(x, e.sigmoid(x)), e.sub(1, e.square(t))));
    }

    /** 1 for |x| > lambd. */
    public static String shrink(Node node, Expressions e) {
        return e.zeroOne(e.greater(e.apply("Abs", node.input(0)), node.realAttribute("lambd", SHRINK_LAMBDA)));
    }

    /** Both forms of Gelu. */
    public static String gelu(Node node, Expressions e) {
        return node.textAttribute("approximate", "none").equals("tanh")
                ? geluTanh(node.input(0), e)
                : geluErf(node.input(0), e);
    }

    /** {@code Phi(x) + x phi(x)}, the normal distribution and its density. */
    private static String geluErf(String x, Expressions e) {
        String distribution = e.mul(e.add(e.apply("Erf", e.mul(x, Math.sqrt(0.5))), 1), 0.5);
        String density = e.mul(e.exp(e.mul(e.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return e.add(distribution, e.mul(x, density));
    }

    private static String geluTanh(String x, Expressions e) {
        double k = Math.sqrt(2 / Math.PI);
        String square = e.square(x);
        String inner = e.mul(x, e.add(e.mul(square, k * GELU_CUBIC), k));
        String t = e.apply("Tanh", inner);
        String innerSlope = e.add(e.mul(square, 3 * k * GELU_CUBIC), k);
        String right = e.mul(e.mul(e.mul(x, 0.5), e.sub(1, e.square(t))), innerSlope);
        return e.add(e.mul(e.add(t, 1), 0.5), right);
    }

    /** {@code sigmoid(x)}. */
    public static String softplus(Node node, Expressions e) {
        return e.sigmoid(node.input(0));
    }

    /** {@code 1 / (1 + |x|)^2}. */
    public static String softsign(Node node, Expressions e) {
        return e.div(1, e.square(e.add(e.apply("Abs", node.input(0)), 1)));
    }

    /** {@code y}. */
    public static String exp(Node node, Expressions e) {
        return node.output();
    }

    /** {@code 1 / x}. */
    public static String log(Node node, Expressions e) {
        return e.apply("Reciprocal", node.input(0));
    }

    /** {@code 1 / (2 y)}. */
    public static String sqrt(Node node, Expressions e) {
        return e.div(0.5, node.output());
    }

    /** {@code -y^2}. */
    public static String reciprocal(Node node, Expressions e) {
        return e.apply("Neg", e.square(node.output()));
    }

    /** The sign of x, 0 at 0. */
    public static String abs(Node node, Expressions e) {
        return e.apply("Sign", node.input(0));
    }

    /** {@code 2 / sqrt(pi) exp(-x^2)}. */
    public static String erf(Node node, Expressions e) {
        return e.mul(e.exp(e.apply("Neg", e.square(node.input(0)))), 2 / Math.sqrt(Math.PI));
    }

    /** {@code cos(x)}. */
    public static String sin(Node node, Expressions e) {
        return e.apply("Cos", node.input(0));
    }

    /** {@code -sin(x)}. */
    public static String cos(Node node, Expressions e) {
        return e.apply("Neg", e.apply("Sin", node.input(0)));
    }

    /** {@code 1 + y^2}. */
    public static String tan(Node node, Expressions e) {
        return e.add(e.square(node.output()), 1);
    }

    /** {@code cosh(x)}. */
    public static String sinh(Node node, Expressions e) {
        return e.apply("Cosh", node.input(0));
    }

    /** {@code sinh(x)}. */
    public static String cosh(Node node, Expressions e) {
        return e.apply("Sinh", node.input(0));
    }

    /** {@code 1 / sqrt(1 - x^2)}. */
    public static String asin(Node node, Expressions e) {
        return e.div(1, e.apply("Sqrt", e.sub(1, e.square(node.input(0)))));
    }

    /** {@code -1 / sqrt(1 - x^2)}. */
    public static String acos(Node node, Expressions e) {
        return e.apply("Neg", asin(node, e));
    }

    /** {@code 1 / (1 + x^2)}. */
    public static String atan(Node node, Expressions e) {
        return e.div(1, e.add(e.square(node.input(0)), 1));
    }

    /** {@code 1 / sqrt(x^2 + 1)}. */
    public static String asinh(Node node, Expressions e) {
        return e.div(1, e.apply("Sqrt", e.add(e.square(node.input(0)), 1)));
    }

    /** {@code 1 / sqrt(x^2 - 1)}. */
    public static String acosh(Node node, Expressions e) {
        return e.div(1, e.apply("Sqrt", e.add(e.square(node.input(0)), -1)));
    }

    /** {@code 1 / (1 - x^2)}. */
    public static String atanh(Node node, Expressions e) {
        return e.div(1, e.sub(1, e.square(node.input(0))));
    }

    /** 1 where the value is kept, bounds included: there y is x, and nowhere else. */
    public static String clip(Node node, Expressions e) {
        return e.zeroOne(e.equal(node.input(0), node.output()));
    }
}
