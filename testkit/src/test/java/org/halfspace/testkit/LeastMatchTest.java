package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.api.Test;

class LeastMatchTest {
    /** What linear programs round. */
    private static final double ROUNDING = 1e-8;

    /** {@code h = relu(x_1 + x_2 - 1/2)}: off near the origin, and then the sum of both pixels. */
    private static final RectifiedLayers CORNER =
            new RectifiedLayers(List.of(new RectifiedLayers.Layer(new double[][] {{1, 1}}, new double[] {-0.5})));

    @Test
    void findsTheNearestPointOfALine() {
        LeastMatch match = new LeastMatch(CORNER, new DMatrixRMaj(new double[][] {{2}}), 0, 1);
        double[] target = {1, 0.5};
        assertThat(match.distance(new double[2], target, Norm.LINF, 0)).isCloseTo(0.75, within(ROUNDING));
        assertThat(match.distance(new double[2], target, Norm.L1, 0)).isCloseTo(1.5, within(ROUNDING));
        assertThat(match.distance(new double[2], target, Norm.LINF, 0.4)).isCloseTo(0.65, within(ROUNDING));
    }

    @Test
    void findsTheEdgeOfARegionWhereTheLayerIsOff() {
        LeastMatch match = new LeastMatch(CORNER, new DMatrixRMaj(new double[][] {{2}}), 0, 1);
        assertThat(match.distance(new double[] {1, 0.5}, new double[2], Norm.LINF, 0))
                .isCloseTo(0.5, within(ROUNDING));
    }

    /** Random inputs are often matches where the tolerance is wide, and none is nearer than the nearest. */
    @Test
    void noInputThatIsTriedIsNearer() {
        Random random = new Random(4);
        for (int seed = 0; seed < 10; seed++) {
            RectifiedLayers network = RectifiedLayers.random(seed, 2, 4, 3);
            DMatrixRMaj forms = new DMatrixRMaj(new double[][] {{1, -1, 0}});
            double[] source = random.doubles(2).toArray();
            double[] target = random.doubles(2).toArray();
            double goal = difference(network, target);
            double least = new LeastMatch(network, forms, 0, 1).distance(source, target, Norm.LINF, 0.01);
            double nearest = Double.POSITIVE_INFINITY;
            for (int point = 0; point < 20_000; point++) {
                double[] x = random.doubles(2).toArray();
                if (Math.abs(difference(network, x) - goal) <= 0.01) {
                    nearest = Math.min(nearest, Norm.LINF.of(new double[] {x[0] - source[0], x[1] - source[1]}));
                }
            }
            assertThat(nearest).as("seed %d", seed).isBetween(least - ROUNDING, least + 0.05);
        }
    }

    private static double difference(RectifiedLayers network, double[] x) {
        double[] h = network.linearise(x).value();
        return h[0] - h[1];
    }

    @Test
    void knowsNothingOfTheEuclideanNorm() {
        LeastMatch match = new LeastMatch(CORNER, new DMatrixRMaj(new double[][] {{2}}), 0, 1);
        assertThatThrownBy(() -> match.distance(new double[2], new double[2], Norm.L2, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
