package org.halfspace.testkit;

import java.nio.FloatBuffer;
import java.util.List;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FeatureMap;

/**
 * A map that would have derivatives, were it not for one operator that has no rule.
 *
 * @param map what it does
 */
public record OpaqueMap(FeatureMap map) implements DifferentiableMap {
    private static final String OPERATOR = "Opaque";

    @Override
    public int inputSize() {
        return map.inputSize();
    }

    @Override
    public int outputSize() {
        return map.outputSize();
    }

    @Override
    public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
        map.apply(inputs, count, outputs);
    }

    @Override
    public void vjp(FloatBuffer inputs, int count, FloatBuffer cotangents, FloatBuffer outputs, FloatBuffer gradients) {
        throw new InputException("an operator cannot be differentiated").found(OPERATOR);
    }

    @Override
    public void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products) {
        throw new InputException("an operator cannot be differentiated").found(OPERATOR);
    }

    @Override
    public List<String> unsupportedOperators() {
        return List.of(OPERATOR);
    }

    @Override
    public void close() {
        map.close();
    }
}
