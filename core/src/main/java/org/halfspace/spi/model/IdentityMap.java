package org.halfspace.spi.model;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.ejml.dense.row.CommonOps_DDRM;

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

    @Override
    public Optional<BoundedMap> bounds() {
        return Optional.of(BoundedMap.affine(CommonOps_DDRM.identity(size), new double[size]));
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
