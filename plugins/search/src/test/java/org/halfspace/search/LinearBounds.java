package org.halfspace.search;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.BoundedMap;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.PreciseMap;
import org.halfspace.testkit.AffineMap;

/** {@code A x} with bounds over balls in the maximum norm, and a certificate that claims what it is asked. */
final class LinearBounds implements DifferentiableMap, BoundedMap {
    private final double[][] matrix;
    private final AffineMap map;

    LinearBounds(double[][] matrix) {
        this.matrix = matrix;
        this.map = AffineMap.of(matrix, new double[matrix.length]);
    }

    @Override
    public Bounds bounds(InputBall ball, DMatrixRMaj forms) {
        double[] lower = new double[forms.numRows];
        double[] upper = new double[forms.numRows];
        for (int row = 0; row < forms.numRows; row++) {
            for (int i = 0; i < inputSize(); i++) {
                double slope = 0;
                for (int k = 0; k < matrix.length; k++) {
                    slope += forms.get(row, k) * matrix[k][i];
                }
                double low = slope * Math.max(ball.lower(), ball.centre()[i] - ball.radius());
                double high = slope * Math.min(ball.upper(), ball.centre()[i] + ball.radius());
                lower[row] += Math.min(low, high);
                upper[row] += Math.max(low, high);
            }
        }
        return new Bounds(lower, upper);
    }

    @Override
    public Optional<ExactMatch> match(double[] point, double[] target, DMatrixRMaj forms, InputBall ball) {
        return Optional.of(new ExactMatch("by hand", 0));
    }

    @Override
    public Optional<BoundedMap> bounds() {
        return Optional.of(this);
    }

    @Override
    public Optional<PreciseMap> precise() {
        return map.precise();
    }

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
        map.vjp(inputs, count, cotangents, outputs, gradients);
    }

    @Override
    public void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products) {
        map.jvp(inputs, count, tangents, outputs, products);
    }

    @Override
    public void close() {
        map.close();
    }
}
