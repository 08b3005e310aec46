package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Collects steps. Not thread-safe. */
final class ProgramBuilder {
    private final int inputSize;
    private final List<Step> steps = new ArrayList<>();

    ProgramBuilder(int inputSize) {
        this.inputSize = inputSize;
    }

    int size(int value) {
        return value == 0 ? inputSize : steps.get(value - 1).size();
    }

    Program build(int output) {
        return new Program(inputSize, steps, output);
    }

    private int add(Step step) {
        steps.add(step);
        return steps.size();
    }

    /** A x + b. */
    int affine(int value, LinearMap map, double[] offset) {
        return add(Step.Affine.of(value, map, offset));
    }

    /** A x. */
    int linear(int value, LinearMap map) {
        return affine(value, map, new double[map.rows()]);
    }

    /** A x + b, where b is known to within an error. */
    int affine(int value, LinearMap map, double[] offset, double[] error) {
        return add(new Step.Affine(List.of(value), List.of(map), offset, error, Optional.empty()));
    }

    /** A_1 x_1 + A_2 x_2 + b. */
    int sum(int first, LinearMap firstMap, int second, LinearMap secondMap, double[] offset) {
        return add(new Step.Affine(
                List.of(first, second),
                List.of(firstMap, secondMap),
                offset,
                new double[offset.length],
                Optional.empty()));
    }

    int sum(List<Integer> values, List<LinearMap> maps, double[] offset) {
        return add(new Step.Affine(values, maps, offset, new double[offset.length], Optional.empty()));
    }

    int pointwise(int value, ScalarFunction function) {
        return add(new Step.Pointwise(value, function, size(value)));
    }

    /** The element by element greater of two values of one size, as {@code b + relu(a - b)}. */
    int greater(int first, int second) {
        int size = size(first);
        Sparse same = Sparse.identity(size, 1);
        int difference = sum(first, same, second, Sparse.identity(size, -1), new double[size]);
        int excess = pointwise(difference, new Rectifier());
        return add(new Step.Affine(
                List.of(second, excess),
                List.of(same, same),
                new double[size],
                new double[size],
                Optional.of(new Step.Greater(first, second))));
    }

    /** Numbers picked from a value; the identity is no step at all. */
    int pick(int value, int... places) {
        boolean identity = places.length == size(value);
        for (int i = 0; identity && i < places.length; i++) {
            identity = places[i] == i;
        }
        return identity ? value : linear(value, Sparse.picking(size(value), places, null, 0));
    }

    /** Every number of a value times a factor of its own. */
    int scale(int value, double[] factors, int inexact) {
        int[] places = new int[factors.length];
        Arrays.setAll(places, i -> i);
        return linear(value, Sparse.picking(size(value), places, factors, inexact));
    }
}
