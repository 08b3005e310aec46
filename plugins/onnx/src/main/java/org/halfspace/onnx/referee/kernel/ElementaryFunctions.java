package org.halfspace.onnx.referee.kernel;

import static org.halfspace.onnx.referee.kernel.ScalarFunction.kernel;

import java.util.function.DoublePredicate;
import org.apache.commons.numbers.gamma.Erf;
import org.halfspace.onnx.referee.array.Array;

/** Exp, Log, Sqrt, Sin, Erf and their like. */
final class ElementaryFunctions {
    static final Kernel ABS = kernel(Math::abs, (x, y) -> Math.signum(x), Math::abs);
    static final Kernel NEG = kernel(x -> -x, (x, y) -> -1, x -> -x);
    static final Kernel SIGN = kernel(Math::signum, (x, y) -> 0, Long::signum);
    static final Kernel RECIPROCAL = kernel(x -> 1 / x, (x, y) -> -y * y);
    static final Kernel SQRT = kernel(Math::sqrt, (x, y) -> 0.5 / y);
    static final Kernel EXP = kernel(Math::exp, (x, y) -> y);
    static final Kernel LOG = kernel(Math::log, (x, y) -> 1 / x);
    static final Kernel SIN = kernel(Math::sin, (x, y) -> Math.cos(x));
    static final Kernel COS = kernel(Math::cos, (x, y) -> -Math.sin(x));
    static final Kernel TAN = kernel(Math::tan, (x, y) -> 1 + y * y);
    static final Kernel ASIN = kernel(Math::asin, (x, y) -> 1 / Math.sqrt(1 - x * x));
    static final Kernel ACOS = kernel(Math::acos, (x, y) -> -1 / Math.sqrt(1 - x * x));
    static final Kernel ATAN = kernel(Math::atan, (x, y) -> 1 / (1 + x * x));
    static final Kernel SINH = kernel(Math::sinh, (x, y) -> Math.cosh(x));
    static final Kernel COSH = kernel(Math::cosh, (x, y) -> Math.sinh(x));
    static final Kernel ASINH = kernel(ElementaryFunctions::asinh, (x, y) -> 1 / Math.sqrt(x * x + 1));
    static final Kernel ACOSH =
            kernel(x -> Math.log(x + Math.sqrt((x - 1) * (x + 1))), (x, y) -> 1 / Math.sqrt((x - 1) * (x + 1)));
    static final Kernel ATANH = kernel(x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)), (x, y) -> 1 / (1 - x * x));
    static final Kernel FLOOR = kernel(Math::floor, (x, y) -> 0);
    static final Kernel CEIL = kernel(Math::ceil, (x, y) -> 0);
    static final Kernel ROUND = kernel(Math::rint, (x, y) -> 0);
    static final Kernel ERF = kernel(Erf::value, (x, y) -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
    static final Kernel IS_NAN = test(Double::isNaN);
    static final Kernel IS_INFINITE = call -> {
        boolean positive = call.flag("detect_positive", true);
        boolean negative = call.flag("detect_negative", true);
        return test(x -> Double.isInfinite(x) && (x > 0 ? positive : negative)).apply(call);
    };

    private ElementaryFunctions() {}

    private static double asinh(double x) {
        double size = Math.abs(x);
        // log1p keeps the digits of small arguments, for which log(x + sqrt(x^2 + 1)) cancels.
        return Math.copySign(Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1))), x);
    }

    private static Kernel test(DoublePredicate property) {
        return call -> {
            Array input = call.input(0);
            double[] x = input.reals();
            long[] holds = call.integerZeros(input.shape());
            for (int i = 0; i < holds.length; i++) {
                holds[i] = property.test(x[i]) ? 1 : 0;
            }
            return Result.constant(Array.booleans(holds, input.shape()));
        };
    }
}
