package org.halfspace.search.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The simplex method against the interior-point method, whose code it shares nothing with, on programs the size of a step's. */
class LargestEntrySimplexTest {
    /** Both methods' gaps. */
    private static final double GAP = 5e-6;

    private static final int UNKNOWNS = 200;

    @Property(tries = 60)
    void aChainOfProgramsHasTheOptimaOfTheInteriorPointMethodWithoutItsHelp(
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
            double[] d = simplex.solve(jacobian, b, lower, upper, penalty).displacement();
            double[] other = new LargestEntryProgram()
                    .solve(jacobian, b, lower, upper, penalty)
                    .displacement();
            for (int i = 0; i < UNKNOWNS; i++) {
                assertThat(d[i]).isBetween(lower[i], upper[i]);
            }
            double optimum = objective(jacobian, b, other, penalty);
            assertThat(objective(jacobian, b, d, penalty)).isLessThanOrEqualTo(optimum * (1 + GAP) + 1e-12);
        }
        assertThat(simplex.fallbacks()).isZero();
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
        assertThat(simplex.fallbacks()).isZero();
    }

    @Test
    void goesNowhereWhereTheBoxIsAPoint() {
        double[] point = {0.25, -0.5};
        LargestEntrySimplex simplex = new LargestEntrySimplex(LeastNormProgram.EXACT);
        double[] d = simplex.solve(new double[][] {{1, 2}}, new double[] {3}, point, point.clone(), 1)
                .displacement();
        assertThat(d).containsExactly(point);
        assertThat(simplex.fallbacks()).isZero();
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
