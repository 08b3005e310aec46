package org.halfspace.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.halfspace.geometry.LinearProgram;
import org.halfspace.spi.model.HiddenDomain;
import org.junit.jupiter.api.Test;

class BoundaryDistanceTest {

    private static final HiddenDomain[] DOMAINS = {
        HiddenDomain.REAL,
        HiddenDomain.NONNEGATIVE,
        new HiddenDomain(0, 1),
        new HiddenDomain(-1, Double.POSITIVE_INFINITY)
    };

    /** A vector of the domain, some of its coordinates on the end, and a boundary ahead of it. */
    private record Case(double[] d, double s, double[] h, HiddenDomain domain) {
        static Case of(int l, int domain, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] d = new double[l];
            double[] h = new double[l];
            for (int k = 0; k < l; k++) {
                d[k] = random.nextInt(-3, 4);
                h[k] = random.nextInt(3) == 0 ? 0 : random.nextDouble();
            }
            return new Case(d, random.nextDouble() * 2, h, DOMAINS[domain]);
        }
    }

    /** min t: |e_k| <= t (or the sum of |e_k| <= t), h + e in the domain, D . e = -s. */
    private static double byProgram(Case one, boolean sum) {
        int l = one.d().length;
        double[] objective = new double[2 * l + 1];
        objective[2 * l] = 1;
        LinearProgram program = new LinearProgram(objective);
        double[] tie = new double[2 * l + 1];
        double[] total = new double[2 * l + 1];
        for (int k = 0; k < l; k++) {
            tie[k] = one.d()[k];
            tie[l + k] = -one.d()[k];
            total[k] = 1;
            total[l + k] = 1;
            program.bound(k, 0, one.domain().upper() - one.h()[k]);
            program.bound(l + k, 0, one.h()[k] - one.domain().lower());
            double[] each = new double[2 * l + 1];
            each[k] = 1;
            each[l + k] = 1;
            each[2 * l] = -1;
            if (!sum) {
                program.row(each, Double.NEGATIVE_INFINITY, 0);
            }
        }
        program.row(tie, -one.s(), -one.s());
        total[2 * l] = -1;
        if (sum) {
            program.row(total, Double.NEGATIVE_INFINITY, 0);
        }
        LinearProgram.Solution solution = program.solve();
        return solution.status() == LinearProgram.Status.INFEASIBLE ? Double.POSITIVE_INFINITY : solution.value();
    }

    @Property(seed = "1")
    void l1AndLInfinityEqualLinearPrograms(
            @ForAll @IntRange(min = 1, max = 7) int l,
            @ForAll @IntRange(min = 0, max = 3) int domain,
            @ForAll long seed) {
        Case one = Case.of(l, domain, seed);
        equal(BoundaryDistance.l1(one.d(), one.s(), one.h(), one.domain()), byProgram(one, true));
        equal(BoundaryDistance.lInfinity(one.d(), one.s(), one.h(), one.domain()), byProgram(one, false));
    }

    private static void equal(double found, double expected) {
        if (Double.isInfinite(expected)) {
            assertThat(found).isInfinite();
        } else {
            assertThat(found).isCloseTo(expected, within(1e-7 * (1 + expected)));
        }
    }

    @Property(seed = "1")
    void l2IsTheLengthOfAMoveThatMeetsKuhnAndTucker(
            @ForAll @IntRange(min = 1, max = 7) int l,
            @ForAll @IntRange(min = 0, max = 3) int domain,
            @ForAll long seed) {
        Case one = Case.of(l, domain, seed);
        double distance = BoundaryDistance.l2(one.d(), one.s(), one.h(), one.domain());
        if (Double.isInfinite(distance)) {
            assertThat(byProgram(one, true)).isInfinite();
            return;
        }
        // Bisection for the multiplier t of the move clamp(h - t D) - h.
        double low = 0;
        double high = 1e9;
        for (int step = 0; step < 200; step++) {
            double t = (low + high) / 2;
            double sum = 0;
            for (int k = 0; k < l; k++) {
                sum += one.d()[k] * move(one, k, t);
            }
            if (-sum < one.s()) {
                low = t;
            } else {
                high = t;
            }
        }
        double square = 0;
        for (int k = 0; k < l; k++) {
            square += Math.pow(move(one, k, high), 2);
        }
        assertThat(distance).isCloseTo(Math.sqrt(square), within(1e-7 * (1 + distance)));
    }

    private static double move(Case one, int k, double t) {
        double moved = one.h()[k] - t * one.d()[k];
        return Math.max(one.domain().lower(), Math.min(one.domain().upper(), moved)) - one.h()[k];
    }

    @Test
    void onAllOfHiddenSpaceItIsTheLeadOverTheDualNorm() {
        double[] d = {3, -4};
        double[] h = {0, 0};
        assertThat(BoundaryDistance.l1(d, 10, h, HiddenDomain.REAL)).isEqualTo(2.5);
        assertThat(BoundaryDistance.l2(d, 10, h, HiddenDomain.REAL)).isEqualTo(2);
        assertThat(BoundaryDistance.lInfinity(d, 10, h, HiddenDomain.REAL)).isCloseTo(10 / 7.0, within(1e-15));
    }
}
