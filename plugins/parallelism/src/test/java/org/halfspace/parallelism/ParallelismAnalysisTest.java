package org.halfspace.parallelism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.halfspace.parallelism.ParallelismValues.Exactness;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.Subjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelismAnalysisTest {
    /** Cosines of the search have a dozen digits, angles from cosines of 1 - 5e-5 on two less. */
    private static final double RANKING = 1e-9;

    @Property(seed = "1", tries = 60, shrinking = ShrinkingMode.OFF)
    void everything_agrees_with_all_pairs_looked_at_one_by_one(@ForAll("heads") SoftmaxHead head)
            throws InterruptedException {
        BruteForce expected = new BruteForce(head);
        double angle = 0.3;
        ParallelismValues found =
                values(head, new ParallelismParameters(Optional.of(angle), 30, false, true, Optional.empty()));

        assertThat(found.parallel()).isEqualTo(expected.parallel(true) + expected.parallel(false) > 0);
        assertThat(found.sharedParallelPairs()).isEqualTo(expected.parallel(true));
        assertThat(found.disjointParallelPairs()).isEqualTo(expected.parallel(false));
        assertThat(found.excludedIs()).isEqualTo(Exactness.EXACT);
        assertThat(found.pairsBelowAngle())
                .isEqualTo(expected.pairs.stream()
                        .filter(pair -> pair.angle() < angle)
                        .count());
        int count = Math.min(30, expected.pairs.size());
        assertThat(found.top()).hasSize(count);
        for (int n = 0; n < count; n++) {
            ParallelPairRow row = found.top().get(n);
            double right = expected.angle(
                    row.first().get(0),
                    row.first().get(1),
                    row.second().get(0),
                    row.second().get(1));
            assertThat(row.angle()).isCloseTo(expected.pairs.get(n).angle(), within(RANKING));
            assertThat(row.angle()).isCloseTo(row.parallel() ? 0 : right, within(RANKING));
        }
        if (!expected.pairs.isEmpty()) {
            assertThat(found.excludedBelowAngle())
                    .isCloseTo(expected.pairs.get(0).angle(), within(RANKING));
        }
        assertHistogram(found.histogram(), expected);
    }

    private static void assertHistogram(ParallelismValues.Histogram found, BruteForce expected) {
        assertThat(found.complete()).isTrue();
        assertThat(found.counted()).isEqualTo(expected.pairs.size());
        long[] shared = new long[found.cosine().length];
        long[] disjoint = new long[shared.length];
        long onEdges = 0;
        for (BruteForce.Pair pair : expected.pairs) {
            double place = Math.cos(pair.angle()) * CosineHistogram.STEPS;
            (pair.sharing() ? shared : disjoint)[(int) (place + 0.5)]++;
            // Closer to the edge than the rounding of the double-precision cosine, either bin is right.
            onEdges += Math.abs(Math.abs(place - Math.rint(place)) - 0.5) < 1e-9 ? 1 : 0;
        }
        long difference = 0;
        for (int n = 0; n < shared.length; n++) {
            difference += Math.abs(shared[n] - found.shared()[n]) + Math.abs(disjoint[n] - found.disjoint()[n]);
        }
        assertThat(difference).isLessThanOrEqualTo(2 * onEdges);
    }

    @Provide
    Arbitrary<SoftmaxHead> heads() {
        // The same heads at every run; others with -Dhalfspace.test.seed=N.
        long other = Long.getLong("halfspace.test.seed", 0);
        return Arbitraries.longs().between(0, 1_000_000).map(seed -> head(seed + 1_000_000 * other));
    }

    /** One of the kinds of heads that the analysis has to be right on. */
    private static SoftmaxHead head(long seed) {
        Random random = new Random(seed);
        int m = 2 + random.nextInt(13);
        int l = 1 + random.nextInt(12);
        double[][] rows =
                switch (random.nextInt(9)) {
                    case 0 -> Heads.gaussian(m, l, seed);
                    case 1 -> lowRank(m, l, 1 + random.nextInt(2), seed);
                    case 2 -> planted(Heads.gaussian(Math.max(5, m), l, seed));
                    case 3 -> duplicated(Heads.quantised(m, l, 3, seed), random);
                    case 4 -> Heads.quantised(m, Math.min(l, 3), 2, seed);
                    case 5 -> Heads.hierarchical(m, l, seed);
                    case 6 -> Heads.quantised(m, l, 127, seed);
                    case 7 -> turnedSimplex(m, seed);
                    default -> identity(m);
                };
        return Heads.of(rows);
    }

    private static double[][] lowRank(int m, int l, int rank, long seed) {
        double[][] factor = Heads.quantised(m, rank, 100, seed);
        double[][] basis = Heads.quantised(rank, l, 100, seed + 1);
        double[][] rows = new double[m][l];
        for (int i = 0; i < m; i++) {
            for (int r = 0; r < rank; r++) {
                for (int k = 0; k < l; k++) {
                    rows[i][k] += factor[i][r] * basis[r][k];
                }
            }
        }
        return rows;
    }

    /** One exactly parallel pair 0|1 and 2|3, a trapezoid, of weights on a grid. */
    private static double[][] planted(double[][] rows) {
        for (double[] row : rows) {
            Arrays.setAll(row, k -> Math.rint(row[k] * 64) / 64);
        }
        for (int k = 0; k < rows[0].length; k++) {
            rows[3][k] = rows[2][k] - 3 * (rows[1][k] - rows[0][k]);
        }
        return rows;
    }

    private static double[][] duplicated(double[][] rows, Random random) {
        for (int n = 0; n < rows.length / 2; n++) {
            rows[random.nextInt(rows.length)] = rows[random.nextInt(rows.length)].clone();
        }
        return rows;
    }

    /** A simplex in a direction of its own, rounded to float32: all cosines tie but for their rounding. */
    private static double[][] turnedSimplex(int m, long seed) {
        double[][] rows = identity(m);
        double[] mirror = Heads.gaussian(1, m, seed)[0];
        double square = Arrays.stream(mirror).map(x -> x * x).sum();
        for (int i = 0; i < m; i++) {
            double along = 2 * mirror[i] / square;
            for (int k = 0; k < m; k++) {
                rows[i][k] = (float) (rows[i][k] - along * mirror[k]);
            }
        }
        return rows;
    }

    private static double[][] identity(int m) {
        double[][] rows = new double[m][m];
        for (int i = 0; i < m; i++) {
            rows[i][i] = 1;
        }
        return rows;
    }

    @Test
    void pairs_of_forty_classes_agree_with_all_pairs_looked_at_one_by_one() throws InterruptedException {
        double[][] rows = planted(Heads.gaussian(40, 30, 5));
        BruteForce expected = new BruteForce(Heads.of(rows));
        ParallelismValues found = values(Heads.of(rows), parameters(50));
        for (int n = 0; n < 50; n++) {
            assertThat(found.top().get(n).angle())
                    .isCloseTo(expected.pairs.get(n).angle(), within(RANKING));
        }
        assertThat(found.top().get(0).first()).containsExactly(0, 1);
        assertThat(found.top().get(0).second()).containsExactly(2, 3);
        assertThat(found.top().get(0).parallel()).isTrue();
        assertThat(found.top().get(0).cosine()).isEqualTo(-1);
        assertThat(found.top().get(1).parallel()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantised to 8 bits", "simplex", "turned simplex", "rank 2", "duplicated", "clusters"})
    void heads_of_up_to_forty_classes_agree_with_all_pairs_looked_at_one_by_one(String kind)
            throws InterruptedException {
        double[][] rows =
                switch (kind) {
                    case "quantised to 8 bits" -> Heads.quantised(40, 4, 127, 2);
                    case "simplex" -> identity(16);
                    case "turned simplex" -> turnedSimplex(16, 3);
                    case "rank 2" -> lowRank(40, 3, 2, 4);
                    case "duplicated" -> duplicated(Heads.quantised(40, 3, 3, 5), new Random(6));
                    default -> Heads.hierarchical(30, 4, 7);
                };
        BruteForce expected = new BruteForce(Heads.of(rows));
        ParallelismValues found =
                values(Heads.of(rows), new ParallelismParameters(Optional.of(0.05), 50, false, true, Optional.empty()));

        assertThat(found.sharedParallelPairs()).isEqualTo(expected.parallel(true));
        assertThat(found.disjointParallelPairs()).isEqualTo(expected.parallel(false));
        assertThat(found.pairsBelowAngle())
                .isEqualTo(expected.pairs.stream()
                        .filter(pair -> pair.angle() < 0.05)
                        .count());
        for (int n = 0; n < 50; n++) {
            assertThat(found.top().get(n).angle())
                    .isCloseTo(expected.pairs.get(n).angle(), within(RANKING));
        }
        assertHistogram(found.histogram(), expected);
    }

    @Test
    void where_many_pairs_tie_the_first_of_them_are_listed() throws InterruptedException {
        ParallelismValues found = values(Heads.of(identity(60)), parameters(3));

        assertThat(found.top()).extracting(ParallelPairRow::first).containsOnly(List.of(0, 1));
        assertThat(found.top())
                .extracting(ParallelPairRow::second)
                .containsExactly(List.of(0, 2), List.of(0, 3), List.of(0, 4));
    }

    @Test
    void planted_pairs_are_found_among_a_thousand_classes_at_every_angle() throws InterruptedException {
        double[] angles = {0, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3};
        double[][] rows = Heads.gaussian(1000, 40, 3);
        for (int n = 0; n < angles.length; n++) {
            double[][] w = {rows[10 * n], rows[10 * n + 1], rows[10 * n + 2], rows[10 * n + 3]};
            for (int k = 0; k < 40; k++) {
                w[0][k] = Math.rint(w[0][k] * 256) / 256;
                w[1][k] = Math.rint(w[1][k] * 256) / 256;
                w[2][k] = Math.rint(w[2][k] * 256) / 256;
                w[3][k] = w[2][k] + 2 * (w[1][k] - w[0][k]);
            }
            // Orthogonal to the normal in the first two features, and of its length times the tangent.
            double norm = 0;
            for (int k = 0; k < 40; k++) {
                norm = Math.hypot(norm, w[3][k] - w[2][k]);
            }
            double a = w[1][0] - w[0][0];
            double b = w[1][1] - w[0][1];
            w[3][0] -= Math.tan(angles[n]) * norm * b / Math.hypot(a, b);
            w[3][1] += Math.tan(angles[n]) * norm * a / Math.hypot(a, b);
        }
        ParallelismValues found =
                values(Heads.of(rows), new ParallelismParameters(Optional.of(2e-3), 6, false, false, Optional.empty()));
        assertThat(found.pairsBelowAngle()).isEqualTo(6);
        assertThat(found.pairs()).isEqualTo(124_749_875_250L);
        for (int n = 0; n < angles.length; n++) {
            ParallelPairRow row = found.top().get(n);
            assertThat(row.first()).containsExactly(10 * n, 10 * n + 1);
            assertThat(row.second()).containsExactly(10 * n + 2, 10 * n + 3);
            assertThat(row.parallel()).isEqualTo(n == 0);
            assertThat(row.angle()).isCloseTo(angles[n], within(1e-7 * angles[n]));
        }
    }

    @Test
    void a_simplex_has_right_angles_and_sixty_degrees_only_and_its_bounds_say_so() throws InterruptedException {
        ParallelismValues found = values(
                AnalyticHeads.simplex(8), new ParallelismParameters(Optional.empty(), 5, true, true, Optional.empty()));
        assertThat(found.parallel()).isFalse();
        assertThat(found.excludedBelowAngle()).isCloseTo(Math.PI / 3, within(1e-12));
        assertThat(found.spectralBound()).isCloseTo(Math.PI / 3, within(1e-6));
        // sin = 1 / (n_ij sqrt(H_jj)) with n_ij^2 = 2 m / (m - 1) and H_jj = ((m - 1) / m)^2.
        assertThat(found.dualBound()).isCloseTo(Math.asin(Math.sqrt(8 / 14.0)), within(1e-4));
        assertThat(found.histogram().shared()[CosineHistogram.STEPS / 2]).isEqualTo(8 * 7 * 6 / 2);
        assertThat(found.histogram().disjoint()[0]).isEqualTo(3 * 70);
    }

    @Property(seed = "1", tries = 30, shrinking = ShrinkingMode.OFF)
    void the_bounds_never_exceed_the_smallest_angle(@ForAll("heads") SoftmaxHead head) throws InterruptedException {
        ParallelismValues found =
                values(head, new ParallelismParameters(Optional.empty(), 1, true, false, Optional.empty()));
        assertThat(found.spectralBound()).isLessThanOrEqualTo(found.excludedBelowAngle() + 1e-9);
        if (found.dualBound() != null) {
            assertThat(found.dualBound()).isLessThanOrEqualTo(found.excludedBelowAngle() + 1e-9);
        }
    }

    @Test
    void two_classes_have_one_boundary_and_no_pair() throws InterruptedException {
        Summary summary =
                ParallelismBenchmark.run(Subjects.of(Heads.of(new double[][] {{1, 2}, {3, 4}})), parameters(20), 2);
        ParallelismValues found = (ParallelismValues) summary.values();
        assertThat(found.parallel()).isFalse();
        assertThat(found.boundaries()).isEqualTo(1);
        assertThat(found.pairs()).isZero();
        assertThat(found.top()).isEmpty();
        assertThat(found.excludedBelowAngle()).isEqualTo(Math.PI / 2);
        assertThat(summary.findings().get(0)).contains("one boundary");
    }

    @Test
    void classes_that_are_all_identical_have_no_normal_at_all() throws InterruptedException {
        ParallelismValues found = values(Heads.of(new double[4][3]), parameters(20));
        assertThat(found.parallel()).isFalse();
        assertThat(found.zeroNormals()).isEqualTo(6);
        assertThat(found.identicalClasses()).containsExactly(List.of(0, 1, 2, 3));
        assertThat(found.top()).isEmpty();
    }

    @Test
    void identical_classes_are_named_and_force_parallel_boundaries() throws InterruptedException {
        ParallelismValues found =
                values(Heads.of(new double[][] {{0, 0, 1}, {5, 1, 0}, {0, 0, 1}, {2, 7, 3}}), parameters(20));
        assertThat(found.identicalClasses()).containsExactly(List.of(0, 2));
        assertThat(found.zeroNormals()).isEqualTo(1);
        assertThat(found.parallel()).isTrue();
        assertThat(found.sharedParallelPairs()).isEqualTo(2);
        assertThat(found.pairsFromIdenticalClasses()).isEqualTo(2);
        assertThat(found.collinearTripleCount()).isZero();
        assertThat(found.collinearTriples()).isEmpty();
    }

    @Test
    void the_sign_of_delta_decides_what_collinear_classes_mean() throws InterruptedException {
        assertThat(triple(0.25)).satisfies(triple -> {
            assertThat(List.of(triple.i(), triple.j(), triple.k())).containsExactly(0, 1, 2);
            assertThat(triple.t()).isEqualTo(0.5);
            assertThat(triple.delta()).isEqualTo(0.25);
            assertThat(triple.consequence()).isEqualTo(Consequence.OUTER_CLASSES_NOT_ADJACENT);
            assertThat(triple.radius()).isNull();
        });
        assertThat(triple(-0.25).consequence()).isEqualTo(Consequence.MIDDLE_CLASS_UNARGMAXABLE);
        assertThat(triple(0).consequence()).isEqualTo(Consequence.MIDDLE_REGION_WITHOUT_INTERIOR);
        assertThat(triple(Double.MIN_VALUE).consequence()).isEqualTo(Consequence.OUTER_CLASSES_NOT_ADJACENT);
    }

    private static CollinearTriple triple(double bias) throws InterruptedException {
        ParallelismValues found = values(AnalyticHeads.collinearTriple(bias), parameters(20));
        assertThat(found.parallel()).isTrue();
        assertThat(found.collinearTripleCount()).isEqualTo(1);
        assertThat(found.sharedParallelPairs()).isEqualTo(3);
        return found.collinearTriples().get(0);
    }

    @Test
    void an_almost_collinear_triple_means_something_within_a_radius_only() throws InterruptedException {
        // The middle class is 0.01 off the line and 0.05 above it in bias.
        SoftmaxHead head = Heads.of(new double[][] {{-1, 0}, {0, 0.01}, {1, 0}}, 0, 0.05, 0);
        assertThat(near(head, 4).consequence()).isEqualTo(Consequence.OUTER_CLASSES_NOT_ADJACENT);
        assertThat(near(head, 6).consequence()).isEqualTo(Consequence.UNDECIDED);
        assertThat(near(head, 4).distance()).isCloseTo(0.01, within(1e-12));
        SoftmaxHead low = Heads.of(new double[][] {{-1, 0}, {0, 0.01}, {1, 0}}, 0, -0.05, 0);
        assertThat(near(low, 4).consequence()).isEqualTo(Consequence.MIDDLE_CLASS_UNARGMAXABLE);
    }

    private static CollinearTriple near(SoftmaxHead head, double radius) throws InterruptedException {
        ParallelismValues found =
                values(head, new ParallelismParameters(Optional.empty(), 20, false, false, Optional.of(radius)));
        assertThat(found.parallel()).isFalse();
        assertThat(found.collinearTriples()).hasSize(1);
        assertThat(found.collinearTriples().get(0).radius()).isEqualTo(radius);
        return found.collinearTriples().get(0);
    }

    @Test
    void the_radius_is_taken_from_the_data() throws InterruptedException {
        SoftmaxHead head = Heads.of(new double[][] {{-1, 0}, {0, 0.01}, {1, 0}}, 0, 0.05, 0);
        Summary summary =
                ParallelismBenchmark.run(Subjects.of(head, new float[][] {{3, 4}, {1, 0}}), parameters(20), 2);
        assertThat(((ParallelismValues) summary.values()).radius()).isEqualTo(5);
    }

    @Test
    void every_exactly_parallel_pair_that_is_claimed_comes_with_a_witness() throws InterruptedException {
        Summary summary =
                ParallelismBenchmark.run(Subjects.of(Heads.of(planted(Heads.gaussian(9, 5, 1)))), parameters(3), 2);
        assertThat(summary.witnesses()).containsExactly(new Witness.ParallelBoundaries(0, 1, 2, 3));
    }

    private static ParallelismParameters parameters(int top) {
        return new ParallelismParameters(Optional.empty(), top, false, false, Optional.empty());
    }

    private static ParallelismValues values(SoftmaxHead head, ParallelismParameters parameters)
            throws InterruptedException {
        return (ParallelismValues)
                ParallelismBenchmark.run(Subjects.of(head), parameters, 2).values();
    }
}
