package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/**
 * The operators that reduce axes. Axes are an attribute in older operator sets and an input in newer ones (ReduceSum from 13,
 * the others from 18); a kernel takes whichever is there.
 *
 * @param start what an empty set gives
 * @param join takes one element more in
 * @param finish makes the result, from what was joined and how many there were
 * @param derivative by one element
 */
record Reduction(double start, Join join, Finish finish, Derivative derivative) {
    static final Kernel SUM = smooth((x, y, n) -> 1, (sum, x) -> sum + x);
    static final Kernel SUM_OF_SQUARES = smooth((x, y, n) -> 2 * x, (sum, x) -> sum + x * x);
    static final Kernel L1 = smooth((x, y, n) -> Math.signum(x), (sum, x) -> sum + Math.abs(x));
    static final Kernel MEAN = kernel(new Reduction(0, (sum, x) -> sum + x, (sum, n) -> sum / n, (x, y, n) -> 1.0 / n));
    static final Kernel L2 = kernel(
            new Reduction(0, (sum, x) -> sum + x * x, (sum, n) -> Math.sqrt(sum), (x, y, n) -> y == 0 ? 0 : x / y));
    static final Kernel LOG_SUM =
            kernel(new Reduction(0, (sum, x) -> sum + x, (sum, n) -> Math.log(sum), (x, y, n) -> Math.exp(-y)));

    /** Takes one element more in. */
    @FunctionalInterface
    interface Join {
        /** What was joined so far and the next element. */
        double with(double joined, double x);
    }

    /** Makes the result. */
    @FunctionalInterface
    interface Finish {
        /** From what was joined and how many there were. */
        double of(double joined, int n);
    }

    /** The derivative of the result y by one of n elements, x. */
    @FunctionalInterface
    interface Derivative {
        /** At x. */
        double at(double x, double y, int n);
    }

    /**
     * Which element of the result each element of the input goes to.
     *
     * @param slots the element of the result for every element of the input; null where nothing is reduced
     * @param count how many elements the result has
     * @param perSlot how many elements go to each
     * @param shape the sizes of the result
     */
    record Plan(int[] slots, int count, int perSlot, int[] shape) {

        /** Reads axes and {@code keepdims} from a node. */
        static Plan of(Call call) {
            Array x = call.input(0);
            long[] given = call.integers(1, "axes").orElse(new long[0]);
            int[] axes;
            if (given.length > 0) {
                axes = Shape.axes(given, x.rank());
            } else {
                axes = call.flag("noop_with_empty_axes", false) ? new int[0] : Indices.range(x.rank());
            }
            return of(x.shape(), axes, call.flag("keepdims", true));
        }

        /** Reduces some axes of a shape. */
        static Plan of(int[] shape, int[] axes, boolean keep) {
            boolean[] gone = Shape.mask(axes, shape.length);
            int[] kept = shape.clone();
            for (int axis = 0; axis < kept.length; axis++) {
                kept[axis] = gone[axis] ? 1 : kept[axis];
            }
            int count = Shape.size(kept);
            int[] result = keep
                    ? kept
                    : Arrays.stream(Indices.range(shape.length))
                            .filter(axis -> !gone[axis])
                            .map(axis -> shape[axis])
                            .toArray();
            int perSlot = count == 0 ? 0 : Shape.size(shape) / count;
            return new Plan(Indices.broadcast(kept, shape), count, perSlot, result);
        }

        int slot(int i) {
            return slots == null ? i : slots[i];
        }
    }

    private static Kernel smooth(Derivative derivative, Join join) {
        return kernel(new Reduction(0, join, (sum, n) -> sum, derivative));
    }

    private static Kernel kernel(Reduction reduction) {
        return call -> reduction.apply(call);
    }

    private Result apply(Call call) {
        Array input = call.input(0);
        Plan plan = Plan.of(call);
        double[] x = input.reals();
        double[] y = joined(x, plan);
        for (int k = 0; k < y.length; k++) {
            y[k] = finish.of(y[k], plan.perSlot());
        }
        if (!input.isReal()) {
            return Result.constant(whole(input, y, plan));
        }
        return Result.ofFirst(Array.of(y, plan.shape()), cotangent -> {
            double[] back = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int slot = plan.slot(i);
                back[i] = cotangent[slot] * derivative.at(x[i], y[slot], plan.perSlot());
            }
            return back;
        });
    }

    private double[] joined(double[] x, Plan plan) {
        double[] y = new double[plan.count()];
        Arrays.fill(y, start);
        for (int i = 0; i < x.length; i++) {
            int slot = plan.slot(i);
            y[slot] = join.with(y[slot], x[i]);
        }
        return y;
    }

    private static Array whole(Array input, double[] y, Plan plan) {
        long[] whole = Arrays.stream(y).mapToLong(value -> (long) value).toArray();
        return Array.integers(input.type(), whole, plan.shape());
    }

    /** ReduceMax; equal maxima share the cotangent evenly, as in PyTorch's amax. */
    static Result max(Call call) {
        return extreme(call, Double.NEGATIVE_INFINITY, Math::max);
    }

    /** ReduceMin; equal minima share the cotangent evenly, as in PyTorch's amin. */
    static Result min(Call call) {
        return extreme(call, Double.POSITIVE_INFINITY, Math::min);
    }

    private static Result extreme(Call call, double start, Join join) {
        Array input = call.input(0);
        Plan plan = Plan.of(call);
        double[] x = input.reals();
        double[] y = new Reduction(start, join, null, null).joined(x, plan);
        if (!input.isReal()) {
            return Result.constant(whole(input, y, plan));
        }
        return Result.ofFirst(Array.of(y, plan.shape()), cotangent -> {
            int[] winners = new int[y.length];
            for (int i = 0; i < x.length; i++) {
                int slot = plan.slot(i);
                winners[slot] += x[i] == y[slot] ? 1 : 0;
            }
            double[] back = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int slot = plan.slot(i);
                back[i] = x[i] == y[slot] ? cotangent[slot] / winners[slot] : 0;
            }
            return back;
        });
    }

    /** ReduceProd; where one factor is 0, the others' product is its derivative, and with two zeros all are 0. */
    static Result product(Call call) {
        Array input = call.input(0);
        Plan plan = Plan.of(call);
        double[] x = input.reals();
        Join times = (product, factor) -> product * factor;
        double[] y = new Reduction(1, times, null, null).joined(x, plan);
        if (!input.isReal()) {
            return Result.constant(whole(input, y, plan));
        }
        return Result.ofFirst(Array.of(y, plan.shape()), cotangent -> {
            double[] ofOthers = new Reduction(
                            1, (product, factor) -> factor == 0 ? product : product * factor, null, null)
                    .joined(x, plan);
            double[] zeros =
                    new Reduction(0, (count, factor) -> factor == 0 ? count + 1 : count, null, null).joined(x, plan);
            double[] back = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int slot = plan.slot(i);
                if (x[i] == 0) {
                    back[i] = zeros[slot] == 1 ? cotangent[slot] * ofOthers[slot] : 0;
                } else {
                    back[i] = zeros[slot] == 0 ? cotangent[slot] * ofOthers[slot] / x[i] : 0;
                }
            }
            return back;
        });
    }

    /** ReduceLogSumExp, shifted by the greatest element so that nothing overflows. */
    static Result logSumExp(Call call) {
        Array input = call.input(0);
        Plan plan = Plan.of(call);
        double[] x = input.reals();
        double[] y = new Reduction(Double.NEGATIVE_INFINITY, Math::max, null, null).joined(x, plan);
        double[] sums = new double[y.length];
        for (int i = 0; i < x.length; i++) {
            int slot = plan.slot(i);
            sums[slot] += Math.exp(x[i] - y[slot]);
        }
        for (int k = 0; k < y.length; k++) {
            // An infinite maximum is the answer; minus itself it would be no number.
            y[k] = Double.isInfinite(y[k]) ? y[k] : y[k] + Math.log(sums[k]);
        }
        return Result.ofFirst(Array.of(y, plan.shape()), cotangent -> {
            double[] back = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int slot = plan.slot(i);
                back[i] = cotangent[slot] * Math.exp(x[i] - y[slot]);
            }
            return back;
        });
    }

    /** ArgMax; the first of equal ones, unless {@code select_last_index}. */
    static Result argMax(Call call) {
        return argument(call, 1);
    }

    /** ArgMin; the first of equal ones, unless {@code select_last_index}. */
    static Result argMin(Call call) {
        return argument(call, -1);
    }

    private static Result argument(Call call, int sign) {
        Array input = call.input(0);
        int axis = call.axis(0, input.rank());
        boolean last = call.flag("select_last_index", false);
        Plan plan = Plan.of(input.shape(), new int[] {axis}, call.flag("keepdims", true));
        int stride = Shape.strides(input.shape())[axis];
        double[] x = input.reals();
        double[] best = new double[plan.count()];
        long[] places = new long[plan.count()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < x.length; i++) {
            int slot = plan.slot(i);
            double value = sign * x[i];
            if (value > best[slot] || (last && value == best[slot])) {
                best[slot] = value;
                places[slot] = i / stride % input.dim(axis);
            }
        }
        return Result.constant(Array.integers(places, plan.shape()));
    }
}
