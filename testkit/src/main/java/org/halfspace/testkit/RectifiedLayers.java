package org.halfspace.testkit;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.PreciseMap;

/**
 * {@code relu(A_k ... relu(A_1 x + c_1) ... + c_k)}, with the derivative 0 at a kink: networks so small that {@link LeastMatch} can look
 * at all of their activation regions. Immutable and thread-safe.
 */
public final class RectifiedLayers implements DifferentiableMap {
    private final List<Layer> layers;

    /**
     * One layer.
     *
     * @param matrix A, outputs x inputs; not to be changed
     * @param offset c, one number for each output; not to be changed
     */
    public record Layer(double[][] matrix, double[] offset) {
        private double[] affine(double[] x) {
            double[] sums = offset.clone();
            for (int i = 0; i < sums.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    sums[i] += matrix[i][j] * x[j];
                }
            }
            return sums;
        }
    }

    /** @param layers from the input on, at least one */
    public RectifiedLayers(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /**
     * Weights from -1 to 1 and offsets from -1/2 to 1/2, all of them float32 numbers.
     *
     * @param seed of the numbers; the same seed gives the same network
     * @param sizes how many numbers the input and each layer has, at least two sizes
     */
    public static RectifiedLayers random(long seed, int... sizes) {
        Random random = new Random(seed);
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k < sizes.length; k++) {
            double[][] matrix = new double[sizes[k]][sizes[k - 1]];
            double[] offset = new double[sizes[k]];
            for (int i = 0; i < offset.length; i++) {
                for (int j = 0; j < matrix[i].length; j++) {
                    matrix[i][j] = 2 * random.nextFloat() - 1;
                }
                offset[i] = random.nextFloat() - 0.5f;
            }
            layers.add(new Layer(matrix, offset));
        }
        return new RectifiedLayers(layers);
    }

    /** The layers, from the input on. */
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public int inputSize() {
        return layers.get(0).matrix()[0].length;
    }

    @Override
    public int outputSize() {
        return layers.get(layers.size() - 1).offset().length;
    }

    @Override
    public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
        for (int row = 0; row < count; row++) {
            write(linearise(read(inputs, row, inputSize())).value(), outputs, row);
        }
    }

    @Override
    public void vjp(FloatBuffer inputs, int count, FloatBuffer cotangents, FloatBuffer outputs, FloatBuffer gradients) {
        for (int row = 0; row < count; row++) {
            PreciseMap.Linearisation here = linearise(read(inputs, row, inputSize()));
            write(here.value(), outputs, row);
            write(here.vjp(read(cotangents, row, outputSize())), gradients, row);
        }
    }

    @Override
    public void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products) {
        apply(inputs, count, outputs);
        for (int row = 0; row < count; row++) {
            double[] x = read(inputs, row, inputSize());
            double[] u = read(tangents, row, inputSize());
            for (Layer layer : layers) {
                double[] z = layer.affine(x);
                double[] moved = new Layer(layer.matrix(), new double[z.length]).affine(u);
                for (int i = 0; i < z.length; i++) {
                    moved[i] = z[i] > 0 ? moved[i] : 0;
                    z[i] = Math.max(0, z[i]);
                }
                x = z;
                u = moved;
            }
            write(u, products, row);
        }
    }

    private static double[] read(FloatBuffer buffer, int row, int size) {
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = buffer.get(row * size + i);
        }
        return numbers;
    }

    private static void write(double[] numbers, FloatBuffer buffer, int row) {
        for (int i = 0; i < numbers.length; i++) {
            buffer.put(row * numbers.length + i, (float) numbers[i]);
        }
    }

    @Override
    public Optional<PreciseMap> precise() {
        return Optional.of(this::linearise);
    }

    /** The map at one input, in double precision. */
    public PreciseMap.Linearisation linearise(double[] input) {
        List<double[]> before = new ArrayList<>();
        double[] x = input;
        for (Layer layer : layers) {
            double[] z = layer.affine(x);
            before.add(z);
            x = z.clone();
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.max(0, x[i]);
            }
        }
        double[] value = x;
        return new PreciseMap.Linearisation() {
            @Override
            public double[] value() {
                return value.clone();
            }

            @Override
            public double[] vjp(double[] cotangent) {
                double[] v = cotangent;
                for (int k = layers.size() - 1; k >= 0; k--) {
                    double[][] matrix = layers.get(k).matrix();
                    double[] next = new double[matrix[0].length];
                    for (int i = 0; i < v.length; i++) {
                        for (int j = 0; before.get(k)[i] > 0 && j < next.length; j++) {
                            next[j] += v[i] * matrix[i][j];
                        }
                    }
                    v = next;
                }
                return v;
            }
        };
    }

    /** Nothing to free. */
    @Override
    public void close() {}
}
