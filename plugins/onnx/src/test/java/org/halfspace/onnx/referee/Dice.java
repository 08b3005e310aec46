package org.halfspace.onnx.referee;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;

/** Random shapes and numbers for tests, from a seed. */
public final class Dice {
    /**
     * How far apart numbers are. All lie between multiples of it, near the middle, so that a step of a difference quotient
     * crosses neither a multiple (where the tests put their kinks) nor another number (which would change a maximum).
     */
    static final double SPACING = 0.05;

    private static final double JITTER = 0.2 * SPACING;

    private final Random random;

    public Dice(long seed) {
        // Random's first numbers from seeds next to each other are nearly the same.
        random = new Random(new SplittableRandom(seed).nextLong());
    }

    /** From {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    public boolean coin() {
        return random.nextBoolean();
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Sizes from 1 to 3. */
    public int[] shape(int rank) {
        int[] shape = new int[rank];
        Arrays.setAll(shape, axis -> between(1, 3));
        return shape;
    }

    public int[] shape() {
        return shape(between(1, 4));
    }

    /** A shape that broadcasts to this one: some axes 1, some in front left out. */
    int[] broadcastable(int[] shape) {
        int[] other = Arrays.copyOfRange(shape, between(0, shape.length), shape.length);
        for (int axis = 0; axis < other.length; axis++) {
            other[axis] = coin() ? 1 : other[axis];
        }
        return other;
    }

    /** Different numbers around 0, none of them near a multiple of {@link #SPACING}. */
    public Array reals(int... shape) {
        int size = Shape.size(shape);
        double[] values = new double[size];
        int[] order = permutation(size);
        for (int i = 0; i < size; i++) {
            values[i] = (order[i] - size / 2 + 0.5) * SPACING + JITTER * (2 * random.nextDouble() - 1);
        }
        return Array.of(values, shape);
    }

    /** As {@link #reals}, moved up to at least {@code least}. */
    Array above(double least, int... shape) {
        double[] values = reals(shape).reals();
        double up = least - Arrays.stream(values).min().orElse(0);
        return Array.of(Arrays.stream(values).map(value -> value + up).toArray(), shape);
    }

    /** Numbers between -1 and 1, exclusive. */
    Array small(int... shape) {
        double[] values = reals(shape).reals();
        double greatest = Arrays.stream(values).map(Math::abs).max().orElse(1);
        return Array.of(
                Arrays.stream(values).map(value -> 0.9 * value / greatest).toArray(), shape);
    }

    /** Integers from {@code least} to {@code most}. */
    Array integers(int least, int most, int... shape) {
        long[] values = new long[Shape.size(shape)];
        Arrays.setAll(values, i -> between(least, most));
        return Array.integers(values, shape);
    }

    Array booleans(int... shape) {
        return Array.booleans(integers(0, 1, shape).integers(), shape);
    }

    /** Numbers of normal distribution: cotangents. */
    public Array normal(int... shape) {
        double[] values = new double[Shape.size(shape)];
        Arrays.setAll(values, i -> random.nextGaussian());
        return Array.of(values, shape);
    }

    /** 0 to n - 1 in random order. */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
