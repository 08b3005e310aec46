package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.halfspace.onnx.bounds.Convolution.Axis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to multiply by a matrix agrees with the plain one. */
class LinearMapTest {
    /** Products of a few hundred numbers up to 1. */
    private static final double ROUNDING = 1e-12;

    private final Random random = new Random(3);

    private double[] numbers(int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    /** {@code a . (A x) = (A^T a) . x}, for vectors that are mostly zero, which go one by one, and for full ones, which go together. */
    private void transposesAsItMultiplies(LinearMap map, int zeros) {
        double[][] vectors = new double[33][];
        for (int r = 0; r < vectors.length; r++) {
            vectors[r] = numbers(map.rows());
            for (int i = 0; i < map.rows(); i++) {
                vectors[r][i] = random.nextInt(100) < zeros ? 0 : vectors[r][i];
            }
        }
        double[][] sums = new double[vectors.length][map.columns()];
        map.transpose(vectors, sums);
        double[] x = numbers(map.columns());
        double[] product = new double[map.rows()];
        map.multiply(x, product);
        for (int r = 0; r < vectors.length; r++) {
            assertThat(dot(sums[r], x)).isCloseTo(dot(vectors[r], product), within(ROUNDING * map.rows()));
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 97, 100})
    void aConvolutionIsTransposedAsItMultiplies(int zeros) {
        for (int round = 0; round < 20; round++) {
            Axis vertical = axis();
            Axis horizontal = axis();
            int groups = 1 + random.nextInt(2);
            int inputs = 1 + random.nextInt(3);
            int outputs = 1 + random.nextInt(3);
            double[] kernel = numbers(groups * outputs * inputs * vertical.kernel() * horizontal.kernel());
            transposesAsItMultiplies(new Convolution(vertical, horizontal, groups, inputs, outputs, kernel), zeros);
        }
    }

    private Axis axis() {
        int input = 4 + random.nextInt(5);
        int kernel = 1 + random.nextInt(3);
        int stride = 1 + random.nextInt(3);
        int dilation = 1 + random.nextInt(2);
        int before = random.nextInt(3);
        int after = random.nextInt(3);
        int output = Math.max(1, (input + before + after - (kernel - 1) * dilation - 1) / stride + 1);
        return new Axis(input, output, kernel, stride, dilation, before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 97, 100})
    void aDenseMatrixIsTransposedAsItMultiplies(int zeros) {
        transposesAsItMultiplies(new Dense(23, 17, numbers(23 * 17)), zeros);
    }

    @Test
    void someColumnsDoAsWellAsAllWhereTheOthersMeetZeros() {
        Dense whole = new Dense(23, 17, numbers(23 * 17));
        int[] places = {1, 2, 7, 16};
        LinearMap some = whole.within(places);
        assertThat(some).isInstanceOf(DenseColumns.class);
        transposesAsItMultiplies(some, 30);
        double[] x = new double[17];
        for (int place : places) {
            x[place] = random.nextDouble();
        }
        double[][] expected = new double[3][23];
        whole.multiply(x, expected[0]);
        whole.multiplyAbsolute(x, expected[1]);
        whole.multiplyAbsolute(x, expected[2]);
        double[][] found = new double[3][23];
        some.enclose(x, x, x, found[0], found[1], found[2]);
        double[] wanted = new double[23];
        some.multiply(x, wanted, new int[] {3, 22});
        for (int k = 0; k < 3; k++) {
            assertThat(found[k]).containsExactly(expected[k], within(ROUNDING));
        }
        assertThat(wanted[3]).isCloseTo(expected[0][3], within(ROUNDING));
        assertThat(wanted[22]).isCloseTo(expected[0][22], within(ROUNDING));
        double[][] back = new double[1][17];
        some.transpose(new double[][] {numbers(23)}, back);
        assertThat(Arrays.stream(back[0]).filter(one -> one != 0).count()).isEqualTo(places.length);
    }
}
