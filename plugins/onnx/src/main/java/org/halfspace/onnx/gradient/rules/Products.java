package org.halfspace.onnx.gradient.rules;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * Functions of two numbers with broadcasting: Mul, Div, Pow, PRelu. Both directions multiply by the partial derivatives.
 */
public final class Products implements GradientRule, TangentRule {
    /** Writes the partial derivatives of a function of two numbers. */
    @FunctionalInterface
    public interface Partial {
        /**
         * Writes the derivative by one of the two.
         *
         * @param node the operator
         * @param input by which of its inputs
         * @param pass what is known of the inputs
         * @return a tensor that is broadcast to the output's shape
         */
        String write(Node node, int input, Pass pass);
    }

    private final Partial partial;

    /** @param partial writes the derivatives */
    public Products(Partial partial) {
        this.partial = partial;
    }

    @Override
    public void reverse(Node node, Backward pass) {
        for (int i = 0; i < 2; i++) {
            if (pass.isActive(i)) {
                pass.giveBroadcast(i, pass.times(pass.cotangent(), partial.write(node, i, pass)));
            }
        }
    }

    @Override
    public void forward(Node node, Forward pass) {
        Map<Integer, String> terms = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            if (pass.isActive(i)) {
                String term = pass.emit().mul(pass.tangent(i), partial.write(node, i, pass));
                // The other factor can be larger than this one.
                terms.put(
                        i,
                        pass.inputShape(i).equals(pass.outputShape()) ? term : pass.expand(term, pass.outputShape()));
            }
        }
        pass.give(pass.emit().sum(List.copyOf(terms.values())));
    }

    /** {@code a b}. */
    public static String mul(Node node, int input, Pass pass) {
        return node.input(1 - input);
    }

    /** {@code a / b}. */
    public static String div(Node node, int input, Pass pass) {
        Expressions e = pass.expressions();
        return input == 0 ? e.apply("Reciprocal", node.input(1)) : e.apply("Neg", e.div(node.output(), node.input(1)));
    }

    /** {@code a^b}. */
    public static String pow(Node node, int input, Pass pass) {
        Expressions e = pass.expressions();
        String a = node.input(0);
        if (input == 1) {
            // 0 log 0 = 0, as PyTorch has it.
            String log = e.apply("Log", a);
            return e.where(e.equal(a, e.number(0)), e.number(0), e.mul(node.output(), log));
        }
        double[] exponents = pass.constant(1).map(Tensor::doubles).orElse(new double[0]);
        if (exponents.length == 1) {
            return power(a, exponents[0], e);
        }
        String b = pass.emit()
                .op("Cast", node.input(1))
                .with("to", pass.type().code())
                .emit();
        String value = e.mul(b, pass.emit().op("Pow", a, e.add(b, -1)).emit());
        return e.where(e.equal(b, e.number(0)), e.number(0), value);
    }

    private static String power(String a, double exponent, Expressions e) {
        if (exponent == 0) {
            return e.number(0);
        } else if (exponent == 1) {
            return e.number(1);
        } else if (exponent == 2) {
            return e.mul(a, 2);
        }
        return e.mul(e.power(a, exponent - 1), exponent);
    }

    /** The remainder of a / b, with the sign of a or of b: {@code a - q b} with an integer q. */
    public static String mod(Node node, int input, Pass pass) {
        Expressions e = pass.expressions();
        // (y - a) / b is -q but for rounding.
        return input == 0 ? e.number(1) : e.apply("Round", e.div(e.sub(node.output(), node.input(0)), node.input(1)));
    }

    /** x above 0, else {@code slope x}. */
    public static String prelu(Node node, int input, Pass pass) {
        Expressions e = pass.expressions();
        String x = node.input(0);
        String above = e.greater(x, 0);
        return input == 0 ? e.where(above, e.number(1), node.input(1)) : e.where(above, e.number(0), x);
    }
}
