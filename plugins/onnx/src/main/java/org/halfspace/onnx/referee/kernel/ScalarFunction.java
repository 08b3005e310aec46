package org.halfspace.onnx.referee.kernel;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.halfspace.onnx.referee.array.Array;

/**
 * A function of one variable that is applied to every element.
 *
 * @param value the function
 * @param derivative its derivative, from x and y = value(x)
 */
record ScalarFunction(DoubleUnaryOperator value, Derivative derivative) {

    /** A derivative that may use the function's value where that is cheaper. */
    @FunctionalInterface
    interface Derivative {
        /** The derivative at x, where the function is y. */
        double at(double x, double y);
    }

    /** A kernel for a function without attributes. */
    static Kernel kernel(DoubleUnaryOperator value, Derivative derivative) {
        ScalarFunction function = new ScalarFunction(value, derivative);
        return call -> function.apply(call);
    }

    /** A kernel for a function with attributes. */
    static Kernel kernel(Function<Call, ScalarFunction> function) {
        return call -> function.apply(call).apply(call);
    }

    /** A kernel that keeps whole numbers whole. */
    static Kernel kernel(DoubleUnaryOperator value, Derivative derivative, LongUnaryOperator whole) {
        ScalarFunction function = new ScalarFunction(value, derivative);
        return call -> {
            Array x = call.input(0);
            if (x.isReal()) {
                return function.apply(call);
            }
            long[] y = call.integerZeros(x.shape());
            for (int i = 0; i < y.length; i++) {
                y[i] = whole.applyAsLong(x.integers()[i]);
            }
            return Result.constant(Array.integers(x.type(), y, x.shape()));
        };
    }

    private Result apply(Call call) {
        Array input = call.input(0);
        double[] x = input.reals();
        double[] y = call.zeros(input.shape());
        for (int i = 0; i < y.length; i++) {
            y[i] = value.applyAsDouble(x[i]);
        }
        return Result.ofFirst(Array.of(y, input.shape()), cotangent -> {
            double[] back = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                back[i] = cotangent[i] * derivative.at(x[i], y[i]);
            }
            return back;
        });
    }
}
