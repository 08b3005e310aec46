package org.halfspace.onnx.referee.kernel;

import static org.halfspace.onnx.referee.kernel.ScalarFunction.kernel;

import org.apache.commons.numbers.gamma.Erfc;
import org.halfspace.onnx.referee.array.Array;

/** The activation functions of ONNX, and those that ONNX Runtime adds. At kinks, derivatives are PyTorch's. */
final class Activations {
    static final Kernel RELU = kernel(x -> Math.max(x, 0), (x, y) -> x > 0 ? 1 : 0, x -> Math.max(x, 0));
    static final Kernel SIGMOID = kernel(Activations::sigmoid, (x, y) -> y * (1 - y));
    static final Kernel TANH = kernel(Math::tanh, (x, y) -> 1 - y * y);
    static final Kernel SOFTPLUS = kernel(Activations::softplus, (x, y) -> sigmoid(x));
    static final Kernel SOFTSIGN = kernel(x -> x / (1 + Math.abs(x)), (x, y) -> 1 / square(1 + Math.abs(x)));
    static final Kernel LEAKY_RELU = kernel(call -> {
        double slope = call.real("alpha", 0.01f);
        return new ScalarFunction(x -> x < 0 ? slope * x : x, (x, y) -> x > 0 ? 1 : slope);
    });
    static final Kernel THRESHOLDED_RELU = kernel(call -> {
        double threshold = call.real("alpha", 1);
        return new ScalarFunction(x -> x > threshold ? x : 0, (x, y) -> x > threshold ? 1 : 0);
    });
    static final Kernel ELU = kernel(call -> exponentialLinear(call.real("alpha", 1), 1, 1));
    static final Kernel SELU =
            kernel(call -> exponentialLinear(call.real("alpha", 1.6732632f), call.real("gamma", 1.050701f), 1));
    static final Kernel CELU = kernel(call -> {
        double alpha = call.real("alpha", 1);
        return exponentialLinear(alpha, 1, 1 / alpha);
    });
    static final Kernel HARD_SIGMOID = kernel(call -> {
        double slope = call.real("alpha", 0.2f);
        double offset = call.real("beta", 0.5f);
        return new ScalarFunction(
                x -> Math.max(0, Math.min(1, slope * x + offset)), (x, y) -> y > 0 && y < 1 ? slope : 0);
    });
    // At -3 PyTorch takes the slope of the inside, at 3 that of the outside (in its vectorised code).
    static final Kernel HARD_SWISH =
            kernel(x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)), (x, y) -> x < -3 ? 0 : x < 3 ? x / 3 + 0.5 : 1);
    static final Kernel MISH = kernel(x -> x * Math.tanh(softplus(x)), (x, y) -> {
        double t = Math.tanh(softplus(x));
        return t + x * sigmoid(x) * (1 - t * t);
    });
    static final Kernel SWISH = kernel(call -> swish(call.real("alpha", 1)));
    static final Kernel QUICK_GELU = kernel(call -> swish(call.real("alpha", 1.702f)));
    static final Kernel GELU = kernel(call -> switch (call.text("approximate", "none")) {
        case "none" -> exactGelu();
        case "tanh" -> tanhGelu();
        default -> throw call.unsupported("approximate", call.text("approximate", ""));
    });
    static final Kernel FAST_GELU = kernel(call -> tanhGelu());
    static final Kernel SHRINK = kernel(call -> {
        double bound = call.real("lambd", 0.5f);
        double bias = call.real("bias", 0);
        return new ScalarFunction(
                x -> x < -bound ? x + bias : x > bound ? x - bias : 0, (x, y) -> x < -bound || x > bound ? 1 : 0);
    });

    private Activations() {}

    /** Clip takes its bounds as attributes up to operator set 10 and as inputs from 11; the derivative at a bound is 1. */
    static Result clip(Call call) {
        boolean attributes = call.opset() < 11;
        Array input = call.input(0);
        if (!input.isReal()) {
            long low = call.optional(1).map(Array::integer).orElse(Long.MIN_VALUE);
            long high = call.optional(2).map(Array::integer).orElse(Long.MAX_VALUE);
            return kernel(x -> x, (x, y) -> 0, x -> Math.min(Math.max(x, low), high))
                    .apply(call);
        }
        double low = attributes
                ? call.real("min", Float.NEGATIVE_INFINITY)
                : call.optional(1).map(Array::real).orElse(Double.NEGATIVE_INFINITY);
        double high = attributes
                ? call.real("max", Float.POSITIVE_INFINITY)
                : call.optional(2).map(Array::real).orElse(Double.POSITIVE_INFINITY);
        return kernel(x -> Math.min(Math.max(x, low), high), (x, y) -> x >= low && x <= high ? 1 : 0)
                .apply(call);
    }

    static double sigmoid(double x) {
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double e = Math.exp(x);
        return e / (1 + e);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double square(double x) {
        return x * x;
    }

    private static ScalarFunction exponentialLinear(double alpha, double gamma, double rate) {
        return new ScalarFunction(
                x -> x > 0 ? gamma * x : gamma * alpha * Math.expm1(x * rate),
                (x, y) -> x > 0 ? gamma : gamma * alpha * rate * Math.exp(x * rate));
    }

    private static ScalarFunction swish(double alpha) {
        return new ScalarFunction(x -> x * sigmoid(alpha * x), (x, y) -> {
            double s = sigmoid(alpha * x);
            return s + alpha * x * s * (1 - s);
        });
    }

    private static ScalarFunction exactGelu() {
        return new ScalarFunction(
                x -> x * normalDistribution(x),
                (x, y) -> normalDistribution(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
    }

    private static double normalDistribution(double x) {
        return 0.5 * Erfc.value(-x / Math.sqrt(2));
    }

    /** Hendrycks and Gimpel 2016, the approximation by tanh. */
    private static ScalarFunction tanhGelu() {
        double outer = Math.sqrt(2 / Math.PI);
        double cubic = 0.044715;
        return new ScalarFunction(x -> 0.5 * x * (1 + Math.tanh(outer * (x + cubic * x * x * x))), (x, y) -> {
            double t = Math.tanh(outer * (x + cubic * x * x * x));
            return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * outer * (1 + 3 * cubic * x * x);
        });
    }
}
