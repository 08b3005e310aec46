package org.halfspace.spi.model;

import java.nio.FloatBuffer;
import java.util.Optional;

/** The identity on R^size. Both of its derivatives are the identity too. */
record IdentityMap(int size) implements DifferentiableMap {

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public int outputSize() {
        return size;
    }

    @Override
    public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
        outputs.put(0, inputs, 0, count * size);
    }

    @Override
    public void vjp(FloatBuffer inputs, int count, FloatBuffer cotangents, FloatBuffer outputs, FloatBuffer gradients) {
        apply(inputs, count, outputs);
        apply(cotangents, count, gradients);
    }

    @Override
    public void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products) {
        apply(inputs, count, outputs);
        apply(tangents, count, products);
    }

    @Override
    public Optional<PreciseMap> precise() {
        return Optional.of(Precise::new);
    }

    /** The identity at one input. */
    private record Precise(double[] input) implements PreciseMap.Linearisation {
        @Override
        public double[] value() {
            return input.clone();
        }

        @Override
        public double[] vjp(double[] cotangent) {
            return cotangent.clone();
        }
    }

    @Override
    public void close() {}
}
