package org.halfspace.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.halfspace.geometry.RevisedSimplex.Solution;
import org.halfspace.geometry.RevisedSimplex.Status;

class RevisedSimplexTest {

    /** Stored columns. */
    private record Stored(double[][] columns, double[] costs) implements RevisedSimplex.Columns {
        @Override
        public int size() {
            return columns.length;
        }

        @Override
        public double cost(int j) {
            return costs[j];
        }

        @Override
        public void copy(int j, double[] target) {
            System.arraycopy(columns[j], 0, target, 0, target.length);
        }

        @Override
        public void price(double[] duals, boolean withCosts, double[] reduced) {
            for (int j = 0; j < columns.length; j++) {
                reduced[j] = withCosts ? costs[j] : 0;
                for (int k = 0; k < duals.length; k++) {
                    reduced[j] -= duals[k] * columns[j][k];
                }
            }
        }
    }

    private static LinearProgram.Solution reference(Stored stored, double[] rhs) {
        LinearProgram program = new LinearProgram(stored.costs());
        for (int j = 0; j < stored.size(); j++) {
            program.bound(j, 0, Double.POSITIVE_INFINITY);
        }
        for (int k = 0; k < rhs.length; k++) {
            double[] row = new double[stored.size()];
            for (int j = 0; j < row.length; j++) {
                row[j] = stored.columns()[j][k];
            }
            program.row(row, rhs[k], rhs[k]);
        }
        return program.solve();
    }

    @Property(seed = "1")
    void itAgreesWithAnotherSolver(
            @ForAll @IntRange(min = 1, max = 6) int n,
            @ForAll @IntRange(min = 1, max = 12) int m,
            @ForAll boolean whole,
            @ForAll long seed)
            throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] columns = new double[m][n];
        double[] costs = new double[m];
        double[] rhs = new double[n];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < n; k++) {
                columns[j][k] = whole ? random.nextInt(-2, 3) : random.nextGaussian();
            }
            // Costs that no combination of columns can push down for ever.
            costs[j] = whole ? random.nextInt(0, 3) : random.nextDouble();
        }
        for (int k = 0; k < n; k++) {
            rhs[k] = whole ? random.nextInt(-2, 3) : random.nextGaussian();
        }
        Stored stored = new Stored(columns, costs);
        Solution found = new RevisedSimplex(stored, rhs).minimise();
        LinearProgram.Solution expected = reference(stored, rhs);

        assertThat(found.status() == Status.OPTIMAL).isEqualTo(expected.status() == LinearProgram.Status.OPTIMAL);
        double[] reduced = new double[m];
        if (found.status() == Status.OPTIMAL) {
            assertThat(found.value()).isCloseTo(expected.value(), within(1e-7 * (1 + Math.abs(expected.value()))));
            stored.price(found.duals(), true, reduced);
            assertThat(Arrays.stream(reduced).boxed()).allMatch(value -> value >= -1e-9);
            double[] left = rhs.clone();
            for (int c = 0; c < n; c++) {
                if (found.basis()[c] < m) {
                    assertThat(found.levels()[c]).isNotNegative();
                    for (int k = 0; k < n; k++) {
                        left[k] -= found.levels()[c] * columns[found.basis()[c]][k];
                    }
                }
            }
            assertThat(Arrays.stream(left).boxed()).allMatch(value -> Math.abs(value) < 1e-8);
        } else {
            // Farkas: y . A <= 0 and y . b > 0.
            assertThat(found.status()).isEqualTo(Status.INFEASIBLE);
            stored.price(found.duals(), false, reduced);
            assertThat(Arrays.stream(reduced).boxed()).allMatch(value -> value >= -1e-9);
            double product = 0;
            for (int k = 0; k < n; k++) {
                product += found.duals()[k] * rhs[k];
            }
            assertThat(product).isCloseTo(found.value(), within(1e-9)).isPositive();
        }
    }
}
