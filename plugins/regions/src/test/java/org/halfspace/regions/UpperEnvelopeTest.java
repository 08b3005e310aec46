package org.halfspace.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.halfspace.regions.UpperEnvelope.Cell;
import org.junit.jupiter.api.Test;

class UpperEnvelopeTest {
    private static final List<double[]> SQUARE =
            List.of(new double[] {-1, -1}, new double[] {1, -1}, new double[] {1, 1}, new double[] {-1, 1});

    private static boolean holds(Cell cell, double s, double t) {
        List<double[]> corners = cell.corners();
        for (int k = 0; k < corners.size(); k++) {
            double[] here = corners.get(k);
            double[] next = corners.get((k + 1) % corners.size());
            if ((next[0] - here[0]) * (t - here[1]) - (next[1] - here[1]) * (s - here[0]) < -1e-9) {
                return false;
            }
        }
        return true;
    }

    @Property(seed = "1")
    void everyPointLiesInTheCellOfTheLargestFunction(
            @ForAll @IntRange(min = 1, max = 40) int m, @ForAll boolean whole, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] f = new double[3][m];
        for (double[] row : f) {
            for (int j = 0; j < m; j++) {
                row[j] = whole ? random.nextInt(-3, 4) : random.nextGaussian();
            }
        }
        List<Cell> cells = new UpperEnvelope(f[0], f[1], f[2]).cells(SQUARE);

        assertThat(cells).extracting(Cell::function).doesNotHaveDuplicates();
        for (int trial = 0; trial < 50; trial++) {
            double s = 2 * random.nextDouble() - 1;
            double t = 2 * random.nextDouble() - 1;
            double top = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < m; j++) {
                top = Math.max(top, f[0][j] + f[1][j] * s + f[2][j] * t);
            }
            List<Cell> around = cells.stream().filter(cell -> holds(cell, s, t)).toList();
            assertThat(around).as("cells around %f, %f", s, t).isNotEmpty();
            for (Cell cell : around) {
                int j = cell.function();
                assertThat(f[0][j] + f[1][j] * s + f[2][j] * t).isCloseTo(top, within(1e-7));
            }
        }
    }

    @Test
    void cellsFillThePolygonOnce() {
        double[] constant = {0, 0, 0.5};
        double[] first = {1, -1, 0};
        double[] second = {0, 0, 0};
        List<Cell> cells = new UpperEnvelope(constant, first, second).cells(SQUARE);

        assertThat(cells).extracting(Cell::function).containsExactly(0, 1, 2);
        assertThat(cells).extracting(Cell::area).containsExactly(1.0, 1.0, 2.0);
    }
}
