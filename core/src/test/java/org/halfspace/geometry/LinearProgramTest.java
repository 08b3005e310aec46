package org.halfspace.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.halfspace.geometry.LinearProgram.Solution;
import org.halfspace.geometry.LinearProgram.Status;
import org.junit.jupiter.api.Test;

class LinearProgramTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void aVertexWithTheLeastValueIsFound() {
        // x + 2 y <= 4, 3 x + y <= 6 meet at (1.6, 1.2), where -x - y is least.
        Solution solution = new LinearProgram(new double[] {-1, -1})
                .bound(0, 0, INFINITY)
                .bound(1, 0, INFINITY)
                .row(new double[] {1, 2}, -INFINITY, 4)
                .row(new double[] {3, 1}, -INFINITY, 6)
                .solve();

        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        assertThat(solution.value()).isCloseTo(-2.8, within(1e-9));
        assertThat(solution.point()).containsExactly(new double[] {1.6, 1.2}, within(1e-9));
    }

    @Test
    void variablesAreFreeUntilBounded() {
        Solution solution = new LinearProgram(new double[] {1, 0})
                .row(new double[] {1, 1}, 0, 0)
                .bound(1, -INFINITY, 5)
                .solve();

        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        assertThat(solution.point()).containsExactly(new double[] {-5, 5}, within(1e-9));
    }

    @Property(seed = "1", tries = 30)
    void pointsMeetTheConstraints(
            @ForAll @IntRange(min = 5, max = 60) int variables,
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LinearProgram program = new LinearProgram(Heads.gaussian(1, variables, random).data);
        double[] inside = Heads.gaussian(1, variables, random).data;
        for (int i = 0; i < variables; i++) {
            program.bound(i, -5, 5);
        }
        double[][] coefficients = new double[rows][];
        double[] least = new double[rows];
        for (int j = 0; j < rows; j++) {
            coefficients[j] = Heads.gaussian(1, variables, random).data;
            least[j] = Kernels.dot(coefficients[j], inside, 0, variables);
            program.row(coefficients[j], least[j], INFINITY);
        }
        Solution solution = program.solve();

        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        for (int j = 0; j < rows; j++) {
            assertThat(Kernels.dot(coefficients[j], solution.point(), 0, variables))
                    .isGreaterThan(least[j] - 1e-9 * (1 + Math.abs(least[j])));
        }
    }

    @Test
    void contradictionsAreInfeasible() {
        Solution solution = new LinearProgram(new double[2])
                .bound(0, 0, INFINITY)
                .bound(1, 0, INFINITY)
                .row(new double[] {1, 1}, -INFINITY, -1)
                .solve();

        assertThat(solution.status()).isEqualTo(Status.INFEASIBLE);
    }

    @Test
    void aValueWithoutEndIsUnbounded() {
        Solution solution = new LinearProgram(new double[] {-1, 0})
                .bound(0, 0, INFINITY)
                .bound(1, 0, INFINITY)
                .row(new double[] {1, -1}, 0, 0)
                .solve();

        assertThat(solution.status()).isEqualTo(Status.UNBOUNDED);
    }
}
