package org.halfspace.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.Subjects;
import org.halfspace.verify.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads whose regions others have counted, or that can be counted by hand. */
class AnchorsTest {

    private static void everythingIsCertified(Heads.Result result) {
        assertThat(result.rows()).allMatch(ClassRegionRow::certified);
        assertThat(result.checks()).isNotEmpty().allMatch(Check::holds);
    }

    @ParameterizedTest
    @CsvSource({
        "gaussian-20x2-seed0, 20, 15",
        "gaussian-20x3-seed0, 20, 9",
        "gaussian-300x8-seed3, 300, 78",
        "gaussian-300x8-seed0, 300, 75",
        "gaussian-500x10-seed0, 500, 70"
    })
    void gaussianHeadsHaveTheCountedUnargmaxableClasses(String name, int classes, int unargmaxable)
            throws IOException, InterruptedException {
        Heads.Result result = Heads.run(Heads.zoo(name));

        assertThat(result.rows()).hasSize(classes);
        assertThat(result.values().unargmaxable()).isEqualTo(unargmaxable);
        assertThat(result.rows()).filteredOn(row -> !row.argmaxable()).allMatch(ClassRegionRow::exact);
        // Without bias no region with interior is bounded.
        assertThat(result.values().boundedRegions()).isZero();
        everythingIsCertified(result);
    }

    @Test
    void gaussianHeadsHaveTheCountedClasses() throws IOException, InterruptedException {
        assertThat(Heads.run(Heads.zoo("gaussian-20x2-seed0")).argmaxable()).containsExactly(1, 10, 12, 14, 16);
        List<Integer> argmaxable = Heads.run(Heads.zoo("gaussian-20x3-seed0")).argmaxable();
        assertThat(argmaxable).doesNotContain(2, 4, 5, 7, 10, 12, 17, 18, 19).hasSize(11);
        assertThat(Heads.run(Heads.zoo("gaussian-300x8-seed3")).argmaxable())
                .doesNotContain(9, 13, 14, 18, 19, 25, 27, 45, 48, 51, 52, 56);
    }

    @ParameterizedTest
    @CsvSource({
        "normal-10000x2, 36, 14, 36",
        "normal-10000x4, 254, 163, 252",
        "uniform-10000x2, 71, 23, 58",
        "uniform-10000x4, 722, 426, -1"
    })
    void tenThousandClassesWithBias(String name, int argmaxable, int unbounded, int inBox)
            throws IOException, InterruptedException {
        SoftmaxHead head = Heads.zoo(name);
        Heads.Result result = Heads.run(head);

        assertThat(result.values().argmaxable()).isEqualTo(argmaxable);
        assertThat(result.values().unboundedRegions()).isEqualTo(unbounded);
        assertThat(result.values().boundedRegions()).isEqualTo(argmaxable - unbounded);
        assertThat(result.rows()).filteredOn(row -> !row.argmaxable()).allMatch(ClassRegionRow::exact);
        everythingIsCertified(result);
        if (inBox >= 0) {
            Heads.Result box = Heads.run(Subjects.of(head), Heads.parameters(Optional.of("box:-100,100"), false));
            assertThat(box.values().argmaxable()).isEqualTo(inBox);
            assertThat(box.values().boundedRegions()).isEqualTo(inBox);
            everythingIsCertified(box);
        }
    }

    @Test
    void theSquareHasFourRegionsAndFourFacets() throws InterruptedException {
        SoftmaxHead square = Heads.of(new double[][] {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}});
        Heads.Result result = Heads.run(Subjects.of(square), Heads.parameters(Optional.empty(), true));

        assertThat(result.values().argmaxable()).isEqualTo(4);
        assertThat(result.values().adjacentPairs()).isEqualTo(4);
        assertThat(result.values().adjacency())
                .containsExactly(
                        new RegionsSummary.AdjacentPair(0, 1),
                        new RegionsSummary.AdjacentPair(0, 2),
                        new RegionsSummary.AdjacentPair(1, 3),
                        new RegionsSummary.AdjacentPair(2, 3));
        assertThat(result.rows()).allSatisfy(row -> {
            assertThat(row.region()).isEqualTo(Region.UNBOUNDED);
            assertThat(row.recessionDimension()).isEqualTo(2);
            // A quadrant's largest cone has the half angle of 45 degrees.
            assertThat(row.coneInradius()).isCloseTo(Math.sqrt(0.5), within(1e-3));
        });
        everythingIsCertified(result);
    }

    @Test
    void aBoundedRegionNeedsABias() throws InterruptedException {
        double[][] classes = new double[6][2];
        for (int i = 0; i < 5; i++) {
            classes[i] = new double[] {Math.cos(2 * Math.PI * i / 5), Math.sin(2 * Math.PI * i / 5)};
        }
        Heads.Result result = Heads.run(Heads.of(classes, 0, 0, 0, 0, 0, 0.5));

        assertThat(result.rows())
                .extracting(ClassRegionRow::bounded)
                .containsExactly(false, false, false, false, false, true);
        assertThat(result.rows()).allMatch(ClassRegionRow::argmaxable);
        // The pentagon {w_i . h <= 1/2}: its inscribed circle, and the lead at the origin.
        assertThat(result.rows().get(5).inradius()).isCloseTo(0.5, within(1e-12));
        assertThat(result.rows().get(5).biasSlack()).isCloseTo(0.5, within(1e-12));
        assertThat(result.rows().get(5).recessionDimension()).isZero();
        assertThat(result.values().adjacentPairs()).isEqualTo(10);
        everythingIsCertified(result);
    }

    @ParameterizedTest
    @CsvSource({"0.5, true, 2", "0, false, 1", "-0.5, false, 1"})
    void theMiddleOfACollinearTriple(double bias, boolean argmaxable, long facets) throws InterruptedException {
        SoftmaxHead triple = AnalyticHeads.collinearTriple(bias);
        Heads.Result result = Heads.run(Subjects.of(triple), Heads.parameters(Optional.empty(), true));

        assertThat(result.rows()).extracting(ClassRegionRow::argmaxable).containsExactly(true, argmaxable, true);
        assertThat(result.rows()).extracting(ClassRegionRow::bounded).containsOnly(false);
        assertThat(result.values().adjacentPairs()).isEqualTo(facets);
        assertThat(result.values().adjacency().contains(new RegionsSummary.AdjacentPair(0, 2)))
                .isEqualTo(!argmaxable);
        assertThat(result.rows().get(1).biasSlack()).isCloseTo(bias, within(1e-12));
        if (argmaxable) {
            // A strip of width 1: V and nothing else goes on for ever.
            assertThat(result.rows().get(1).recessionDimension()).isEqualTo(1);
            assertThat(result.rows().get(1).inradius()).isCloseTo(0.5, within(1e-12));
        }
        everythingIsCertified(result);
    }

    @Test
    void theSimplexHasEqualConesThatAreAllAdjacent() throws InterruptedException {
        for (int m : new int[] {2, 3, 7, 40}) {
            Heads.Result result = Heads.run(AnalyticHeads.simplex(m));

            assertThat(result.values().adjacentPairs()).isEqualTo((long) m * (m - 1) / 2);
            // The incentre is w_i itself: D_ij . w_i / n_ij = sqrt(m / (2 (m - 1))).
            assertThat(result.rows()).allSatisfy(row -> assertThat(row.coneInradius())
                    .isCloseTo(Math.sqrt(m / (2.0 * (m - 1))), within(1e-12)));
            assertThat(result.rows())
                    .extracting(ClassRegionRow::linealityDimension)
                    .containsOnly(1);
            everythingIsCertified(result);
        }
    }

    @ParameterizedTest
    @CsvSource({"700, 900, 3", "899, 900, 2", "1000, 900, 2"})
    void ofHeadsWithTooManyNumbersWitnessesAreFoundAgain(int l, int m, int claims) throws InterruptedException {
        Heads.Result result = Heads.run(AnalyticHeads.gaussian(l, m, 1));

        assertThat(result.rows()).allMatch(row -> row.argmaxable() && row.witness() == null && row.direction() == null);
        assertThat(result.checks()).hasSize(claims);
        everythingIsCertified(result);
    }

    @Test
    void oneFeatureWithoutBiasLeavesTwoClasses() throws InterruptedException {
        Heads.Result result = Heads.run(Heads.of(new double[][] {{0.3}, {-2}, {1}, {5}, {4.9}}));

        assertThat(result.argmaxable()).containsExactly(1, 3);
        assertThat(result.values().adjacentPairs()).isEqualTo(1);
        everythingIsCertified(result);
    }

    /**
     * Rankings of m classes that a head in general position can give: sums of Stirling numbers (Cover 1967; Good and Tideman 1977). A
     * ranking's region is the one of class 0 in a head whose other classes are the differences of neighbours in the ranking.
     */
    @ParameterizedTest
    @CsvSource({
        "4, 2, true, 18",
        "5, 2, true, 46",
        "5, 3, true, 96",
        "6, 3, true, 326",
        "4, 2, false, 12",
        "5, 3, false, 72",
        "6, 3, false, 172"
    })
    void asManyRankingsAsGoodAndTidemanCounted(int m, int l, boolean bias, int expected) throws InterruptedException {
        java.util.SplittableRandom random = new java.util.SplittableRandom(m * 10L + l);
        double[][] w = new double[m][l];
        double[] b = new double[m];
        for (int i = 0; i < m; i++) {
            w[i] = random.doubles(l, -1, 1).toArray();
            b[i] = bias ? random.nextDouble(-1, 1) : 0;
        }
        int possible = 0;
        for (int[] ranking : rankings(m)) {
            double[][] classes = new double[m][l];
            double[] biases = new double[m];
            for (int c = 1; c < m; c++) {
                classes[c] = Vectors.plus(w[ranking[c]], -1, w[ranking[c - 1]]);
                biases[c] = b[ranking[c]] - b[ranking[c - 1]];
            }
            RegionsParameters first = new RegionsParameters(
                    List.of(0),
                    Optional.empty(),
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.empty());
            Heads.Result result = Heads.run(Subjects.of(Heads.of(classes, biases)), first);
            assertThat(result.rows().get(0).certified()).isTrue();
            possible += result.values().argmaxable();
        }

        assertThat(possible).isEqualTo(expected);
    }

    /** All orders of 0 to m - 1. */
    private static List<int[]> rankings(int m) {
        if (m == 0) {
            return List.of(new int[0]);
        }
        List<int[]> all = new ArrayList<>();
        for (int[] shorter : rankings(m - 1)) {
            for (int place = 0; place < m; place++) {
                int[] ranking = new int[m];
                System.arraycopy(shorter, 0, ranking, 0, place);
                ranking[place] = m - 1;
                System.arraycopy(shorter, place, ranking, place + 1, m - 1 - place);
                all.add(ranking);
            }
        }
        return all;
    }

    @Test
    void equalNormsOrVoronoiBiasesLeaveNoClassOut() throws InterruptedException {
        double[][] normals = new double[60][3];
        double[] voronoi = new double[60];
        java.util.SplittableRandom random = new java.util.SplittableRandom(4);
        for (int i = 0; i < 60; i++) {
            normals[i] = new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            voronoi[i] = -Vectors.dot(normals[i], normals[i]) / 2;
        }
        double[][] units = Arrays.stream(normals).map(Vectors::unit).toArray(double[][]::new);

        assertThat(Heads.run(Heads.of(units)).values().unargmaxable()).isZero();
        Heads.Result cells = Heads.run(Heads.of(normals, voronoi));
        assertThat(cells.values().unargmaxable()).isZero();
        assertThat(cells.values().boundedRegions()).isPositive();
        everythingIsCertified(cells);
    }
}
