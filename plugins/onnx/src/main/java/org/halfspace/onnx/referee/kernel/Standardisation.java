package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/**
 * The normalisations that take mean and variance from the input itself: over all elements of a group they subtract the mean
 * (but for RMS), divide by the root of the variance plus epsilon, and then apply scale and bias, which are broadcast.
 */
final class Standardisation {
    private static final float EPSILON = 1e-5f;

    /** The default of ONNX Runtime's SkipLayerNormalization. */
    private static final float FUSED_EPSILON = 1e-12f;

    private final double[] x;
    private final int[] group;
    private final int groups;
    private final boolean centred;
    private final double[] means;
    private final double[] inverse;
    private final double[] y;

    private Standardisation(double[] x, int[] group, int groups, boolean centred, double epsilon) {
        this.x = x;
        this.group = group;
        this.groups = groups;
        this.centred = centred;
        means = centred ? averages(x) : new double[groups];
        y = new double[x.length];
        double[] squares = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] - means[group[i]];
            squares[i] = y[i] * y[i];
        }
        inverse = averages(squares);
        for (int k = 0; k < groups; k++) {
            inverse[k] = 1 / Math.sqrt(inverse[k] + epsilon);
        }
        for (int i = 0; i < x.length; i++) {
            y[i] *= inverse[group[i]];
        }
    }

    private double[] averages(double[] values) {
        double[] sums = new double[groups];
        for (int i = 0; i < values.length; i++) {
            sums[group[i]] += values[i];
        }
        for (int k = 0; k < groups; k++) {
            sums[k] *= (double) groups / x.length;
        }
        return sums;
    }

    /** The transposed Jacobian at x: project out what shifting and scaling a group cannot change, then scale. */
    private double[] back(double[] cotangent) {
        double[] products = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            products[i] = cotangent[i] * y[i];
        }
        double[] along = averages(products);
        double[] mean = centred ? averages(cotangent) : new double[groups];
        double[] back = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int k = group[i];
            back[i] = inverse[k] * (cotangent[i] - mean[k] - y[i] * along[k]);
        }
        return back;
    }

    /** LayerNormalization: groups are what the axes before {@code axis} tell apart; mean and 1/deviation are outputs too. */
    static Result layer(Call call) {
        return trailing(call, true, EPSILON);
    }

    /** SkipLayerNormalization's second half. */
    static Result fusedLayer(Call call) {
        return trailing(call, true, FUSED_EPSILON);
    }

    /** SkipSimplifiedLayerNormalization's second half. */
    static Result fusedRootMeanSquare(Call call) {
        return trailing(call, false, FUSED_EPSILON);
    }

    /** RMSNormalization, and SimplifiedLayerNormalization as ONNX Runtime calls it. */
    static Result rootMeanSquare(Call call) {
        return trailing(call, false, EPSILON);
    }

    private static Result trailing(Call call, boolean centred, float epsilon) {
        Array input = call.input(0);
        int axis = call.axis(-1, input.rank());
        int groups = Shape.product(input.shape(), 0, axis);
        Standardisation core =
                standardise(call, input, consecutive(input, groups), groups, centred, call.real("epsilon", epsilon));
        int[] scale = indices(call, 1, input.shape());
        int[] bias = indices(call, 2, input.shape());
        Result result = core.affine(call, input, scale, bias);
        int[] statistics = input.shape();
        Arrays.fill(statistics, axis, statistics.length, 1);
        Array deviations = Array.of(core.inverse, statistics);
        List<Array> outputs = centred
                ? List.of(result.output(), Array.of(core.means, statistics), deviations)
                : List.of(result.output(), deviations);
        return new Result(outputs, cotangents -> {
            for (int i = 1; i < cotangents.length; i++) {
                if (cotangents[i] != null) {
                    throw call.unsupported("a derivative of output", i);
                }
            }
            return result.pullback().apply(cotangents);
        });
    }

    private static int[] indices(Call call, int index, int[] shape) {
        return call.optional(index)
                .map(given -> {
                    int[] map = Indices.broadcast(given.shape(), shape);
                    return map == null ? Indices.range(Shape.size(shape)) : map;
                })
                .orElse(null);
    }

    /** InstanceNormalization: each channel of each sample is a group. */
    static Result instance(Call call) {
        Array input = call.input(0);
        int groups = input.dim(0) * input.dim(1);
        Standardisation core =
                standardise(call, input, consecutive(input, groups), groups, true, call.real("epsilon", EPSILON));
        int[] channel = channels(input, input.dim(1));
        return core.affine(call, input, channel, channel);
    }

    /** GroupNormalization; scale and bias are per group in operator set 18 and per channel from 21. */
    static Result group(Call call) {
        Array input = call.input(0);
        int groups = Shape.ofLongs(call.integer("num_groups", 0))[0];
        if (groups < 1 || input.dim(1) % groups != 0) {
            throw call.problem("the channels cannot be grouped")
                    .expected("a divisor of " + input.dim(1))
                    .found(groups);
        }
        int all = Math.multiplyExact(input.dim(0), groups);
        Standardisation core =
                standardise(call, input, consecutive(input, all), all, true, call.real("epsilon", EPSILON));
        int[] parameter = channels(input, call.opset() < 21 ? groups : input.dim(1));
        return core.affine(call, input, parameter, parameter);
    }

    /** For every element, its channel, or its group of channels. */
    private static int[] channels(Array input, int count) {
        int perSample = Shape.product(input.shape(), 1, input.rank());
        int perChannel = perSample / count;
        int[] channels = new int[input.size()];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = i % perSample / perChannel;
        }
        return channels;
    }

    /**
     * MeanVarianceNormalization over axes; groups are what the others tell apart. ONNX adds 1e-9 to the deviation, against a
     * division by zero; that is left out here.
     */
    static Result meanVariance(Call call) {
        Array input = call.input(0);
        int[] axes = Shape.axes(call.node().intsAttribute("axes").orElse(new long[] {0, 2, 3}), input.rank());
        boolean[] reduced = Shape.mask(axes, input.rank());
        int[] kept = input.shape();
        for (int axis = 0; axis < kept.length; axis++) {
            kept[axis] = reduced[axis] ? 1 : kept[axis];
        }
        int[] group = Indices.broadcast(kept, input.shape());
        int[] own = group == null ? Indices.range(input.size()) : group;
        Standardisation core = standardise(call, input, own, Shape.size(kept), true, 0);
        return core.affine(call, input, null, null);
    }

    private static int[] consecutive(Array input, int groups) {
        int length = Math.max(1, input.size() / Math.max(1, groups));
        int[] group = new int[input.size()];
        for (int i = 0; i < group.length; i++) {
            group[i] = i / length;
        }
        return group;
    }

    private static Standardisation standardise(
            Call call, Array input, int[] group, int groups, boolean centred, double epsilon) {
        if (input.size() == 0 || groups == 0) {
            throw call.problem("there is nothing to normalise")
                    .expected("one element and more")
                    .found(input);
        }
        call.room(input.shape());
        return new Standardisation(input.reals(), group, groups, centred, epsilon);
    }

    /** Scale and bias (inputs 1 and 2), by the element of them that belongs to each element of x. */
    private Result affine(Call call, Array input, int[] scaleOf, int[] biasOf) {
        double[] scale = call.optional(1).map(Array::reals).orElse(new double[] {1});
        double[] bias = call.optional(2).map(Array::reals).orElse(null);
        double[] z = call.zeros(input.shape());
        for (int i = 0; i < z.length; i++) {
            z[i] = y[i] * scale[scaleOf == null ? 0 : scaleOf[i]] + (bias == null ? 0 : bias[biasOf[i]]);
        }
        return Result.of(Array.of(z, input.shape()), cotangent -> {
            double[] scaled = new double[z.length];
            double[] products = new double[z.length];
            for (int i = 0; i < z.length; i++) {
                scaled[i] = cotangent[i] * scale[scaleOf == null ? 0 : scaleOf[i]];
                products[i] = cotangent[i] * y[i];
            }
            return new double[][] {
                back(scaled),
                scaleOf == null ? null : Indices.sum(products, scaleOf, scale.length),
                bias == null ? null : Indices.sum(cotangent, biasOf, bias.length)
            };
        });
    }
}
