package org.halfspace.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.Subjects;
import org.halfspace.verify.Check;
import org.junit.jupiter.api.Test;

/** Verdicts against the definitions, on small heads of whole numbers, which are rich in ties and degenerate positions. */
class RegionsAnalysisTest {

    private static SoftmaxHead head(int l, int m, boolean bias, boolean gaussian, SplittableRandom random) {
        double[][] classes = new double[m][l];
        double[] b = new double[m];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < l; k++) {
                classes[i][k] = gaussian ? random.nextGaussian() : random.nextInt(-2, 3);
            }
            b[i] = bias ? gaussian ? random.nextGaussian() : random.nextInt(-2, 3) : 0;
        }
        return Heads.of(classes, b);
    }

    /** The same heads at every run; others with {@code -Dhalfspace.test.seed=N}. */
    private static SplittableRandom random(long seed) {
        return new SplittableRandom(seed ^ Long.getLong("halfspace.test.seed", 0));
    }

    @Test
    void pointsOnALineHaveFacetsWithTheirNeighboursOnly() throws InterruptedException {
        // The sum of two points, turned into the hyperplane of their ties, is rounding and nothing else.
        for (long seed = 0; seed < 20; seed++) {
            equalsBruteForce(head(1, 5, true, true, new SplittableRandom(seed)));
        }
    }

    private static void equalsBruteForce(SoftmaxHead head) throws InterruptedException {
        Heads.Result result = Heads.run(Subjects.of(head), Heads.parameters(Optional.empty(), true));
        BruteForce brute = new BruteForce(head);
        for (ClassRegionRow row : result.rows()) {
            int i = row.classIndex();
            double lead = brute.lead(i);
            assertThat(row.argmaxable()).as("class %d of %s", i, result.rows()).isEqualTo(BruteForce.positive(lead));
            assertThat(row.certified()).isTrue();
            if (!row.argmaxable()) {
                assertThat(row.bounded()).isFalse();
                continue;
            }
            int dimension = brute.recessionDimension(i);
            assertThat(row.recessionDimension())
                    .as("recession cone of class %d", i)
                    .isEqualTo(dimension);
            assertThat(row.bounded()).isEqualTo(dimension == 0);
            double radius = brute.radius(i);
            if (Double.isInfinite(radius)) {
                assertThat(row.inradius()).isInfinite();
            } else {
                assertThat(row.inradius()).isCloseTo(radius, within(1e-6 * (1 + radius)));
            }
            if (row.biasSlack() != null) {
                if (Double.isInfinite(lead)) {
                    assertThat(row.biasSlack()).isInfinite();
                } else {
                    assertThat(row.biasSlack()).isCloseTo(lead, within(1e-6 * (1 + lead)));
                }
            }
        }
        for (int i = 0; i < head.classes(); i++) {
            for (int j = i + 1; j < head.classes(); j++) {
                boolean both = result.rows().get(i).argmaxable()
                        && result.rows().get(j).argmaxable();
                assertThat(result.values().adjacency().contains(new RegionsSummary.AdjacentPair(i, j)))
                        .as("facet of %d and %d", i, j)
                        .isEqualTo(both && brute.adjacent(i, j));
            }
        }
        assertThat(result.checks()).allMatch(Check::holds);
    }

    @Property(seed = "1")
    void verdictsEqualTheDefinitionsOnAllOfHiddenSpace(
            @ForAll @IntRange(min = 1, max = 6) int l,
            @ForAll @IntRange(min = 2, max = 8) int m,
            @ForAll boolean bias,
            @ForAll boolean gaussian,
            @ForAll long seed)
            throws InterruptedException {
        equalsBruteForce(head(l, m, bias, gaussian, random(seed)));
    }

    @Property(seed = "1")
    void verdictsEqualTheDefinitionsOnTheNonnegativeOrthant(
            @ForAll @IntRange(min = 1, max = 6) int l,
            @ForAll @IntRange(min = 2, max = 8) int m,
            @ForAll boolean bias,
            @ForAll boolean gaussian,
            @ForAll long seed)
            throws InterruptedException {
        equalsBruteForce(head(l, m, bias, gaussian, random(seed)).over(HiddenDomain.NONNEGATIVE));
    }

    @Property(seed = "1")
    void verdictsEqualTheDefinitionsOnBoxes(
            @ForAll @IntRange(min = 1, max = 6) int l,
            @ForAll @IntRange(min = 2, max = 8) int m,
            @ForAll boolean bias,
            @ForAll boolean gaussian,
            @ForAll @IntRange(min = 0, max = 3) int kind,
            @ForAll long seed)
            throws InterruptedException {
        HiddenDomain domain = HiddenDomain.parse(
                switch (kind) {
                    case 0 -> "box:-1,1";
                    case 1 -> "box:0,6";
                    case 2 -> "box:-inf,1";
                    default -> "box:-1,inf";
                });
        equalsBruteForce(head(l, m, bias, gaussian, random(seed)).over(domain));
    }
}
