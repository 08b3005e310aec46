package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class AffineMapTest {
    private static final double[][] MATRIX = {{1, 2, 3}, {-4, 5, -6}};
    private static final double[] OFFSET = {10, 20};

    @Test
    void mapsEveryRow() {
        float[] outputs = AffineMap.of(MATRIX, OFFSET).apply(new float[] {1, 1, 1, 0, 0, 10}, 2);
        assertThat(outputs).containsExactly(16, 15, 40, -40);
    }

    @Test
    void cutsNegativeOutputsWhenRectified() {
        float[] outputs = AffineMap.rectified(MATRIX, OFFSET).apply(new float[] {1, 1, 1, 0, 0, 10}, 2);
        assertThat(outputs).containsExactly(16, 15, 40, 0);
    }

    @Test
    void multipliesCotangentsWithTheJacobian() {
        FloatBuffer outputs = FloatBuffer.allocate(4);
        FloatBuffer gradients = FloatBuffer.allocate(6);
        AffineMap.rectified(MATRIX, OFFSET)
                .vjp(
                        FloatBuffer.wrap(new float[] {1, 1, 1, 0, 0, 10}),
                        2,
                        FloatBuffer.wrap(new float[] {1, 10, 1, 10}),
                        outputs,
                        gradients);
        assertThat(outputs.array()).containsExactly(16, 15, 40, 0);
        // The second row's second output is cut, so that only its first cotangent counts.
        assertThat(gradients.array()).containsExactly(-39, 52, -57, 1, 2, 3);
    }

    @Test
    void multipliesTangentsWithTheJacobian() {
        FloatBuffer products = FloatBuffer.allocate(4);
        AffineMap.rectified(MATRIX, OFFSET)
                .jvp(
                        FloatBuffer.wrap(new float[] {1, 1, 1, 0, 0, 10}),
                        2,
                        FloatBuffer.wrap(new float[] {1, 0, 0, 1, 1, 0}),
                        FloatBuffer.allocate(4),
                        products);
        assertThat(products.array()).containsExactly(1, -4, 3, 0);
    }
}
