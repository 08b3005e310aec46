package org.halfspace.onnx.referee.kernel;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/** Arithmetic with broadcasting. Equal arguments of Max and Min share the cotangent, as in PyTorch's maximum. */
final class Arithmetic {
    static final Pairwise ADD = new Pairwise(Double::sum, Long::sum, (a, b, y) -> 1, (a, b, y) -> 1);
    static final Pairwise SUB = new Pairwise((a, b) -> a - b, (a, b) -> a - b, (a, b, y) -> 1, (a, b, y) -> -1);
    static final Pairwise MUL = new Pairwise((a, b) -> a * b, (a, b) -> a * b, (a, b, y) -> b, (a, b, y) -> a);
    static final Pairwise DIV =
            new Pairwise((a, b) -> a / b, (a, b) -> a / b, (a, b, y) -> 1 / b, (a, b, y) -> -(a / b) / b);
    static final Pairwise MAX =
            new Pairwise(Math::max, Math::max, (a, b, y) -> share(a, b, a > b), (a, b, y) -> share(a, b, b > a));
    static final Pairwise MIN =
            new Pairwise(Math::min, Math::min, (a, b, y) -> share(a, b, a < b), (a, b, y) -> share(a, b, b < a));
    private static final Pairwise POW = new Pairwise(
            Math::pow,
            Arithmetic::pow,
            (a, b, y) -> b == 0 ? 0 : b * Math.pow(a, b - 1),
            (a, b, y) -> a == 0 && b >= 0 ? 0 : y * Math.log(a));
    private static final Pairwise PRELU = new Pairwise(
            (x, slope) -> x < 0 ? slope * x : x,
            (x, slope) -> x < 0 ? slope * x : x,
            (x, slope, y) -> x > 0 ? 1 : slope,
            (x, slope, y) -> x > 0 ? 0 : x);
    private static final Pairwise FMOD =
            new Pairwise((a, b) -> a % b, (a, b) -> a % b, (a, b, y) -> 1, (a, b, y) -> -truncated(a / b));
    private static final Pairwise FLOOR_MOD = new Pairwise(
            (a, b) -> a - b * Math.floor(a / b), Math::floorMod, (a, b, y) -> 1, (a, b, y) -> -Math.floor(a / b));

    static final Kernel MOD = call -> (call.flag("fmod", false) ? FMOD : FLOOR_MOD).apply(call);
    static final Kernel LESS = Pairwise.relation(true, false, false);
    static final Kernel LESS_OR_EQUAL = Pairwise.relation(true, true, false);
    static final Kernel EQUAL = Pairwise.relation(false, true, false);
    static final Kernel GREATER_OR_EQUAL = Pairwise.relation(false, true, true);
    static final Kernel GREATER = Pairwise.relation(false, false, true);

    private Arithmetic() {}

    /** The result has the type of the base; an integer base with a real exponent is cut off. */
    static Result pow(Call call) {
        Array base = call.input(0);
        Array exponent = call.input(1);
        Result result = POW.apply(call, base, exponent);
        if (base.isReal() || !exponent.isReal()) {
            return result;
        }
        double[] y = result.output().reals();
        long[] whole = call.integerZeros(result.output().shape());
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (long) y[i];
        }
        return Result.constant(
                Array.integers(base.type(), whole, result.output().shape()));
    }

    /** The slope broadcasts to x, and never x to the slope. */
    static Result prelu(Call call) {
        Array x = call.input(0);
        Result result = PRELU.apply(call, x, call.input(1));
        if (result.output().size() != x.size()) {
            throw call.problem("the slope has more axes than x")
                    .expected("a slope that broadcasts to " + x)
                    .found(call.input(1));
        }
        return result;
    }

    /** A function of any number of inputs: pair after pair, from the left. */
    static Kernel variadic(Pairwise pair) {
        return call -> fold(call, pair);
    }

    private static Result fold(Call call, Pairwise pair) {
        Array value = call.input(0);
        List<Pullback> pullbacks = new ArrayList<>();
        boolean smooth = true;
        for (int i = 1; i < call.arity(); i++) {
            Result result = pair.apply(call, value, call.input(i));
            value = result.output();
            pullbacks.add(result.pullback());
            smooth &= result.pullback() != null;
        }
        if (!smooth) {
            return Result.constant(value);
        }
        return Result.of(value, cotangent -> {
            double[][] back = new double[call.arity()][];
            double[] rest = cotangent;
            for (int i = call.arity() - 1; i > 0; i--) {
                double[][] both = pullbacks.get(i - 1).apply(new double[][] {rest});
                back[i] = both[1];
                rest = both[0];
            }
            back[0] = rest;
            return back;
        });
    }

    /** The mean of any number of inputs. */
    static Result mean(Call call) {
        Result sum = fold(call, ADD);
        double part = 1.0 / call.arity();
        return Result.of(
                Array.of(scaled(sum.output().reals(), part), sum.output().shape()),
                cotangent -> sum.pullback().apply(new double[][] {scaled(cotangent, part)}));
    }

    /** Takes x where the condition holds and y elsewhere. */
    static Result where(Call call) {
        Array condition = call.input(0);
        Array x = call.input(1);
        Array y = call.input(2);
        int[] shape = Shape.broadcast(condition.shape(), Shape.broadcast(x.shape(), y.shape()));
        boolean[] first = new boolean[call.room(shape)];
        int[] choice = expanded(condition.shape(), shape);
        int[] fromX = expanded(x.shape(), shape);
        int[] fromY = expanded(y.shape(), shape);
        for (int i = 0; i < first.length; i++) {
            first[i] = condition.integers()[choice[i]] != 0;
        }
        if (!x.isReal()) {
            long[] taken = call.integerZeros(shape);
            for (int i = 0; i < taken.length; i++) {
                taken[i] = first[i] ? x.integers()[fromX[i]] : y.integers()[fromY[i]];
            }
            return Result.constant(Array.integers(x.type(), taken, shape));
        }
        double[] left = x.reals();
        double[] right = y.reals();
        double[] taken = call.zeros(shape);
        for (int i = 0; i < taken.length; i++) {
            taken[i] = first[i] ? left[fromX[i]] : right[fromY[i]];
        }
        return Result.of(Array.of(taken, shape), cotangent -> {
            double[][] back = {null, new double[left.length], new double[right.length]};
            for (int i = 0; i < first.length; i++) {
                back[first[i] ? 1 : 2][first[i] ? fromX[i] : fromY[i]] += cotangent[i];
            }
            return back;
        });
    }

    private static int[] expanded(int[] from, int[] to) {
        int[] map = Indices.broadcast(from, to);
        return map == null ? Indices.range(Shape.size(to)) : map;
    }

    private static double[] scaled(double[] values, double factor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] * factor;
        }
        return scaled;
    }

    private static double share(double a, double b, boolean wins) {
        return a == b ? 0.5 : wins ? 1 : 0;
    }

    private static double truncated(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    private static long pow(long base, long exponent) {
        if (exponent < 0) {
            return Math.abs(base) == 1 ? (long) Math.pow((double) base, (double) exponent) : 0;
        }
        long power = 1;
        long square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                power *= square;
            }
            square *= square;
        }
        return power;
    }
}
