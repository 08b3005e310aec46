package org.halfspace.testkit;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.BoundedMap;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.PreciseMap;

/**
 * {@code g(x) = A x + c}, or {@code relu(A x + c)}: a feature map whose values and derivatives are known on paper. Computed row by
 * row in double precision, so that a row's output is the same to the last bit in whatever batch it is. Immutable.
 */
public final class AffineMap implements DifferentiableMap {
    private final double[][] matrix;
    private final double[] offset;
    private final boolean rectified;

    private AffineMap(double[][] matrix, double[] offset, boolean rectified) {
        this.matrix = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        this.offset = offset.clone();
        this.rectified = rectified;
        if (matrix.length != offset.length) {
            throw new IllegalArgumentException(
                    "expected an offset of " + matrix.length + " numbers, found " + offset.length);
        }
    }

    /**
     * {@code A x + c}.
     *
     * @param matrix A, outputs x inputs
     * @param offset c, one number for each output
     */
    public static AffineMap of(double[][] matrix, double[] offset) {
        return new AffineMap(matrix, offset, false);
    }

    /** {@code relu(A x + c)}, with the derivative 0 at 0. */
    public static AffineMap rectified(double[][] matrix, double[] offset) {
        return new AffineMap(matrix, offset, true);
    }

    @Override
    public int inputSize() {
        return matrix[0].length;
    }

    @Override
    public int outputSize() {
        return matrix.length;
    }

    @Override
    public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
        for (int row = 0; row < count; row++) {
            for (int j = 0; j < outputSize(); j++) {
                double value = value(inputs, row, j);
                outputs.put(row * outputSize() + j, (float) (rectified ? Math.max(0, value) : value));
            }
        }
    }

    @Override
    public void vjp(FloatBuffer inputs, int count, FloatBuffer cotangents, FloatBuffer outputs, FloatBuffer gradients) {
        apply(inputs, count, outputs);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < inputSize(); i++) {
                double sum = 0;
                for (int j = 0; j < outputSize(); j++) {
                    sum += slope(inputs, row, j) * matrix[j][i] * cotangents.get(row * outputSize() + j);
                }
                gradients.put(row * inputSize() + i, (float) sum);
            }
        }
    }

    @Override
    public void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products) {
        apply(inputs, count, outputs);
        for (int row = 0; row < count; row++) {
            for (int j = 0; j < outputSize(); j++) {
                double sum = 0;
                for (int i = 0; i < inputSize(); i++) {
                    sum += matrix[j][i] * tangents.get(row * inputSize() + i);
                }
                products.put(row * outputSize() + j, (float) (slope(inputs, row, j) * sum));
            }
        }
    }

    @Override
    public Optional<PreciseMap> precise() {
        return Optional.of(this::linearise);
    }

    /** Of {@code A x + c}; nothing where a ReLU follows. */
    @Override
    public Optional<BoundedMap> bounds() {
        return rectified ? Optional.empty() : Optional.of(BoundedMap.affine(new DMatrixRMaj(matrix), offset));
    }

    private PreciseMap.Linearisation linearise(double[] input) {
        double[] before = offset.clone();
        for (int j = 0; j < before.length; j++) {
            for (int i = 0; i < input.length; i++) {
                before[j] += matrix[j][i] * input[i];
            }
        }
        return new PreciseMap.Linearisation() {
            @Override
            public double[] value() {
                return Arrays.stream(before)
                        .map(value -> rectified ? Math.max(0, value) : value)
                        .toArray();
            }

            @Override
            public double[] vjp(double[] cotangent) {
                double[] gradient = new double[inputSize()];
                for (int j = 0; j < before.length; j++) {
                    double slope = !rectified || before[j] > 0 ? cotangent[j] : 0;
                    for (int i = 0; i < gradient.length; i++) {
                        gradient[i] += slope * matrix[j][i];
                    }
                }
                return gradient;
            }
        };
    }

    /** Nothing to free: a closed map goes on working. */
    @Override
    public void close() {}

    /** A x + c at one output, before the ReLU. */
    private double value(FloatBuffer inputs, int row, int output) {
        double value = offset[output];
        for (int i = 0; i < inputSize(); i++) {
            value += matrix[output][i] * inputs.get(row * inputSize() + i);
        }
        return value;
    }

    private double slope(FloatBuffer inputs, int row, int output) {
        return !rectified || value(inputs, row, output) > 0 ? 1 : 0;
    }
}
