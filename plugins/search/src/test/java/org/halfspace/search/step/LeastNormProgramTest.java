package org.halfspace.search.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.halfspace.geometry.LinearProgram;
import org.halfspace.search.step.LeastNormProgram.Solution;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.api.Test;

class LeastNormProgramTest {
    /** The interior-point methods stop at a relative gap of 1e-6 and below. */
    private static final double GAP = 1e-5;

    private static final double PENALTY = 1e4;

    private record Program(double[][] jacobian, double[] b, double[] lower, double[] upper) {}

    @Property(tries = 60)
    void theMaximumNormIsThatOfTheLinearProgram(
            @ForAll @IntRange(min = 1, max = 7) int equations, @ForAll @IntRange(min = 1, max = 100_000) int seed) {
        Program program = program(equations, 14, seed);
        int n = program.lower.length;
        double[] cost = new double[n + 1];
        cost[n] = 1;
        LinearProgram exact = new LinearProgram(cost);
        for (int i = 0; i < n; i++) {
            exact.bound(i, program.lower[i], program.upper[i]);
            double[] above = new double[n + 1];
            above[i] = 1;
            above[n] = -1;
            exact.row(above, Double.NEGATIVE_INFINITY, 0);
            double[] below = above.clone();
            below[i] = -1;
            exact.row(below, Double.NEGATIVE_INFINITY, 0);
        }
        for (int j = 0; j < equations; j++) {
            exact.row(Arrays.copyOf(program.jacobian[j], n + 1), program.b[j], program.b[j]);
        }
        requireOptimum(Norm.LINF, program, exact.solve().value());
    }

    @Property(tries = 60)
    void theSumOfAbsoluteValuesIsThatOfTheLinearProgram(
            @ForAll @IntRange(min = 1, max = 7) int equations, @ForAll @IntRange(min = 1, max = 100_000) int seed) {
        Program program = program(equations, 14, seed);
        int n = program.lower.length;
        double[] cost = new double[2 * n];
        Arrays.fill(cost, 1);
        LinearProgram exact = new LinearProgram(cost);
        for (int i = 0; i < n; i++) {
            exact.bound(i, 0, Double.POSITIVE_INFINITY).bound(n + i, 0, Double.POSITIVE_INFINITY);
            double[] difference = new double[2 * n];
            difference[i] = 1;
            difference[n + i] = -1;
            exact.row(difference, program.lower[i], program.upper[i]);
        }
        for (int j = 0; j < equations; j++) {
            double[] row = new double[2 * n];
            for (int i = 0; i < n; i++) {
                row[i] = program.jacobian[j][i];
                row[n + i] = -program.jacobian[j][i];
            }
            exact.row(row, program.b[j], program.b[j]);
        }
        requireOptimum(Norm.L1, program, exact.solve().value());
    }

    @Property(tries = 60)
    void theEuclideanNormHasNoShorterSolution(
            @ForAll @IntRange(min = 1, max = 7) int equations, @ForAll @IntRange(min = 1, max = 100_000) int seed) {
        Program program = program(equations, 14, seed);
        Solution solution = solve(Norm.L2, program);
        requireFeasible(program, solution);
        // d is the shortest one if and only if d = clip(J^T y) for some y: then d . (e - d) >= 0 for every other
        // solution e.
        double[] d = solution.displacement();
        double size = solution.norm();
        for (int i = 0; i < d.length; i++) {
            double pull = 0;
            for (int j = 0; j < equations; j++) {
                pull += program.jacobian[j][i] * solution.multipliers()[j];
            }
            // Multipliers are those of |d|^2 / (2 c); c shows in any coordinate off its bounds.
            multiples[i] = pull;
        }
        double c = scale(program, d);
        for (int i = 0; i < d.length; i++) {
            double wanted = Math.min(Math.max(c * multiples[i], program.lower[i]), program.upper[i]);
            assertThat(d[i]).isCloseTo(wanted, Offset.offset(1e-3 * size + 1e-9));
        }
    }

    private final double[] multiples = new double[14];

    private double scale(Program program, double[] d) {
        double above = 0;
        double below = 0;
        for (int i = 0; i < d.length; i++) {
            double margin = 1e-3 * (program.upper[i] - program.lower[i]);
            if (d[i] > program.lower[i] + margin && d[i] < program.upper[i] - margin) {
                above += d[i] * multiples[i];
                below += multiples[i] * multiples[i];
            }
        }
        return below == 0 ? 1 : above / below;
    }

    @Test
    void comesAsNearAsTheBoxLetsItWhereThereIsNoSolution() {
        double[][] jacobian = {{1, 1}};
        for (Norm norm : Norm.values()) {
            Solution solution = LeastNormProgram.of(norm)
                    .solve(jacobian, new double[] {5}, new double[] {-1, -1}, new double[] {1, 0.5}, PENALTY);
            assertThat(solution.displacement()[0]).as(norm.toString()).isCloseTo(1, Offset.offset(1e-3));
            assertThat(solution.displacement()[1]).as(norm.toString()).isCloseTo(0.5, Offset.offset(1e-3));
        }
    }

    private static void requireOptimum(Norm norm, Program program, double optimum) {
        Solution solution = solve(norm, program);
        requireFeasible(program, solution);
        assertThat(solution.norm()).isCloseTo(optimum, Offset.offset(GAP * (optimum + 1e-3)));
    }

    private static Solution solve(Norm norm, Program program) {
        return LeastNormProgram.of(norm).solve(program.jacobian, program.b, program.lower, program.upper, PENALTY);
    }

    private static void requireFeasible(Program program, Solution solution) {
        double[] d = solution.displacement();
        for (int i = 0; i < d.length; i++) {
            assertThat(d[i]).isBetween(program.lower[i] - 1e-12, program.upper[i] + 1e-12);
        }
        for (int j = 0; j < program.b.length; j++) {
            double sum = 0;
            for (int i = 0; i < d.length; i++) {
                sum += program.jacobian[j][i] * d[i];
            }
            assertThat(sum).isCloseTo(program.b[j], Offset.offset(1e-6));
        }
    }

    /** A program that has a solution well inside the box; the box need not hold zero. */
    private static Program program(int equations, int n, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] jacobian = new double[equations][n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        double[] inside = new double[n];
        for (int i = 0; i < n; i++) {
            lower[i] = 0.1 - random.nextDouble();
            upper[i] = lower[i] + 0.1 + random.nextDouble();
            inside[i] = lower[i] + (0.1 + 0.8 * random.nextDouble()) * (upper[i] - lower[i]);
        }
        double[] b = new double[equations];
        for (int j = 0; j < equations; j++) {
            for (int i = 0; i < n; i++) {
                jacobian[j][i] = 2 * random.nextDouble() - 1;
                b[j] += jacobian[j][i] * inside[i];
            }
        }
        return new Program(jacobian, b, lower, upper);
    }
}
