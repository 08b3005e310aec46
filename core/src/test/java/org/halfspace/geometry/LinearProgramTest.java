package org.halfspace.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
