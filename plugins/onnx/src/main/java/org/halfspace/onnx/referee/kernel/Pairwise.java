package org.halfspace.onnx.referee.kernel;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/**
 * A function of two variables that is applied to the elements of two arrays, which are broadcast to each other.
 *
 * @param value the function
 * @param whole the function on integers
 * @param first its derivative by the first variable
 * @param second its derivative by the second variable
 */
record Pairwise(DoubleBinaryOperator value, LongBinaryOperator whole, Partial first, Partial second) {

    /** A partial derivative. */
    @FunctionalInterface
    interface Partial {
        /** The partial derivative at (a, b), where the function is y. */
        double at(double a, double b, double y);
    }

    /** The function of two inputs of a node. */
    Result apply(Call call) {
        return apply(call, call.input(0), call.input(1));
    }

    /** The function of two values. */
    Result apply(Call call, Array a, Array b) {
        int[] shape = Shape.broadcast(a.shape(), b.shape());
        call.room(shape);
        int[] fromA = Indices.broadcast(a.shape(), shape);
        int[] fromB = Indices.broadcast(b.shape(), shape);
        if (!a.isReal() && !b.isReal()) {
            long[] y = call.integerZeros(shape);
            for (int i = 0; i < y.length; i++) {
                y[i] = whole.applyAsLong(a.integers()[at(fromA, i)], b.integers()[at(fromB, i)]);
            }
            return Result.constant(Array.integers(a.type(), y, shape));
        }
        double[] left = a.reals();
        double[] right = b.reals();
        double[] y = call.zeros(shape);
        for (int i = 0; i < y.length; i++) {
            y[i] = value.applyAsDouble(left[at(fromA, i)], right[at(fromB, i)]);
        }
        return Result.of(Array.of(y, shape), cotangent -> new double[][] {
            back(cotangent, first, left, fromA, right, fromB, y, fromA, a.size()),
            back(cotangent, second, left, fromA, right, fromB, y, fromB, b.size())
        });
    }

    private static double[] back(
            double[] cotangent,
            Partial partial,
            double[] left,
            int[] fromA,
            double[] right,
            int[] fromB,
            double[] y,
            int[] to,
            int size) {
        double[] back = new double[size];
        for (int i = 0; i < y.length; i++) {
            back[at(to, i)] += cotangent[i] * partial.at(left[at(fromA, i)], right[at(fromB, i)], y[i]);
        }
        return back;
    }

    private static int at(int[] map, int i) {
        return map == null ? i : map[i];
    }

    /**
     * A kernel that compares; what is not a number stands in no relation.
     *
     * @param less whether the relation holds where the first is less, and so on
     */
    static Kernel relation(boolean less, boolean equal, boolean greater) {
        return call -> {
            Array a = call.input(0);
            Array b = call.input(1);
            int[] shape = Shape.broadcast(a.shape(), b.shape());
            long[] holds = call.integerZeros(shape);
            int[] fromA = Indices.broadcast(a.shape(), shape);
            int[] fromB = Indices.broadcast(b.shape(), shape);
            if (a.isReal() || b.isReal()) {
                double[] left = a.reals();
                double[] right = b.reals();
                for (int i = 0; i < holds.length; i++) {
                    double p = left[at(fromA, i)];
                    double q = right[at(fromB, i)];
                    holds[i] = (p < q && less) || (p == q && equal) || (p > q && greater) ? 1 : 0;
                }
            } else {
                for (int i = 0; i < holds.length; i++) {
                    int order = Long.compare(a.integers()[at(fromA, i)], b.integers()[at(fromB, i)]);
                    holds[i] = (order < 0 && less) || (order == 0 && equal) || (order > 0 && greater) ? 1 : 0;
                }
            }
            return Result.constant(Array.booleans(holds, shape));
        };
    }

    /** A kernel for truth values. */
    static Kernel logic(LongBinaryOperator operator) {
        return call -> {
            requireBooleans(call, call.input(0));
            requireBooleans(call, call.input(1));
            return new Pairwise(Double::sum, operator, null, null).apply(call);
        };
    }

    /** A kernel for the truth values' negation. */
    static Result not(Call call) {
        Array input = call.input(0);
        requireBooleans(call, input);
        long[] y = call.integerZeros(input.shape());
        for (int i = 0; i < y.length; i++) {
            y[i] = 1 - input.integers()[i];
        }
        return Result.constant(Array.booleans(y, input.shape()));
    }

    private static void requireBooleans(Call call, Array array) {
        if (array.type() != ElementType.BOOL) {
            throw call.problem("an operator of truth values got numbers")
                    .expected("BOOL")
                    .found(array);
        }
    }
}
