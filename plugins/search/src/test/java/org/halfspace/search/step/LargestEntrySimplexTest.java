package org.halfspace.search.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.halfspace.search.step.LeastNormProgram.Solution;
import org.junit.jupiter.api.Test;

/**
 * The simplex method on programs the size of a step's, judged by weak duality: for multipliers y of at most the penalty, no d of the box has an
 * objective below {@code min_t t + y.b - sum_i |a_i| min(t, c_i)}, a = J^T y. That is plain arithmetic, whatever found d and y.
 */
class LargestEntrySimplexTest {
    /** Twice the gap that the method stops at, which its own check allows, and rounding. */
    private static final double GAP = 2.1e-6;

    private static final int UNKNOWNS = 200;

    @Property(tries = 1000)
    void aChainOfProgramsIsSolvedWithProof(
            @ForAll @IntRange(min = 1, max = 9) int equations,
            @ForAll @DoubleRange(min = 0.01, max = 1) double trust,
            @ForAll @DoubleRange(min = 0.01, max = 100) double penalty,
            @ForAll @IntRange(min = 1, max = 100_000) int seed) {
        LargestEntrySimplex simplex = new LargestEntrySimplex(LeastNormProgram.EXACT);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] jacobian = new double[equations][UNKNOWNS];
        double[] b = new double[equations];
        double[] here = new double[UNKNOWNS];
        for (int i = 0; i < UNKNOWNS; i++) {
            // A third of the pixels are black and cannot become darker.
            here[i] = 0.2 * random.nextDouble() - (i % 3 == 0 ? 0 : 0.1);
        }
        for (int step = 0; step < 4; step++) {
            double[] lower = new double[UNKNOWNS];
            double[] upper = new double[UNKNOWNS];
            for (int i = 0; i < UNKNOWNS; i++) {
                lower[i] = Math.max(i % 3 == 0 ? 0 : -1, here[i] - trust);
                upper[i] = here[i] + trust;
            }
            for (int j = 0; j < equations; j++) {
                b[j] += 2 * random.nextDouble() - 1;
                for (int i = 0; i < UNKNOWNS; i++) {
                    jacobian[j][i] = 0.7 * jacobian[j][i] + random.nextDouble() - 0.5;
                }
            }
            Solution solution = simplex.solve(jacobian, b, lower, upper, penalty);
            double[] d = solution.displacement();
            for (int i = 0; i < UNKNOWNS; i++) {
                assertThat(d[i]).isBetween(lower[i], upper[i]);
            }
            for (double multiplier : solution.multipliers()) {
                assertThat(Math.abs(multiplier)).isLessThanOrEqualTo(penalty * (1 + 1e-9));
            }
            double bound = bound(jacobian, b, lower, upper, solution.multipliers());
            assertThat(objective(jacobian, b, d, penalty)).isLessThanOrEqualTo(bound * (1 + GAP) + 1e-12);
        }
        assertThat(simplex.unproven()).isZero();
    }

    @Test
    void stopsAtTheLeastBoundWhereTheEquationsCanBeMetWithinIt() {
        // All multipliers are zero at the optimum, so that all breakpoints fall together.
        double[][] jacobian = {{1, 1, 1, 1}, {1, -1, 1, -1}};
        double[] lower = {0.5, -1, -1, -1};
        double[] upper = {1, 1, 1, 1};
        LargestEntrySimplex simplex = new LargestEntrySimplex(LeastNormProgram.EXACT);
        double[] d =
                simplex.solve(jacobian, new double[] {0, 0}, lower, upper, 10).displacement();
        assertThat(objective(jacobian, new double[] {0, 0}, d, 10)).isCloseTo(0.5, Offset.offset(1e-6));
        assertThat(simplex.unproven()).isZero();
    }

    @Test
    void goesNowhereWhereTheBoxIsAPoint() {
        double[] point = {0.25, -0.5};
        LargestEntrySimplex simplex = new LargestEntrySimplex(LeastNormProgram.EXACT);
        double[] d = simplex.solve(new double[][] {{1, 2}}, new double[] {3}, point, point.clone(), 1)
                .displacement();
        assertThat(d).containsExactly(point);
        assertThat(simplex.unproven()).isZero();
    }

    /** No d has a smaller objective: the least value over t of a function that is convex and linear between its kinks. */
    private static double bound(double[][] jacobian, double[] b, double[] lower, double[] upper, double[] y) {
        int n = lower.length;
        double[] size = new double[n];
        double[] cap = new double[n];
        double least = 0;
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < y.length; j++) {
                sum += jacobian[j][i] * y[j];
            }
            size[i] = Math.abs(sum);
            cap[i] = sum > 0 ? upper[i] : -lower[i];
            least = Math.max(least, Math.max(lower[i], -upper[i]));
        }
        double start = least;
        return DoubleStream.concat(DoubleStream.of(start), Arrays.stream(cap).filter(c -> c > start))
                .map(t -> {
                    double value = t;
                    for (int j = 0; j < y.length; j++) {
                        value += y[j] * b[j];
                    }
                    for (int i = 0; i < n; i++) {
                        value -= size[i] * Math.min(t, cap[i]);
                    }
                    return value;
                })
                .min()
                .orElseThrow();
    }

    private static double objective(double[][] jacobian, double[] b, double[] d, double penalty) {
        double largest = 0;
        for (double value : d) {
            largest = Math.max(largest, Math.abs(value));
        }
        double missing = 0;
        for (int j = 0; j < b.length; j++) {
            double sum = 0;
            for (int i = 0; i < d.length; i++) {
                sum += jacobian[j][i] * d[i];
            }
            missing += Math.abs(b[j] - sum);
        }
        return largest + penalty * missing;
    }
}
