package org.halfspace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

/** Claims about three classes on a line, and about a pentagon's: the right ones stand, those beside them fall. */
class RegionChecksTest {
    private static final HiddenDomain REAL = HiddenDomain.REAL;
    private static final HiddenDomain ORTHANT = HiddenDomain.NONNEGATIVE;

    /** Weights -1, 0, 1 of the first feature; biases 0, c, 0. */
    private static WitnessChecker triple(double c) {
        return checker(new double[][] {{-1, 0, 1}, {0, 0, 0}}, 0, c, 0);
    }

    private static WitnessChecker checker(double[][] weights, double... bias) {
        return new WitnessChecker(new SoftmaxHead(new DMatrixRMaj(weights), bias, REAL, Precision.FLOAT64));
    }

    private static BigInteger[] integers(long... values) {
        BigInteger[] integers = new BigInteger[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = BigInteger.valueOf(values[i]);
        }
        return integers;
    }

    private static Witness points(HiddenDomain domain, int i, double... point) {
        return new Witness.RegionPoints(domain, new int[] {i}, new double[][] {point});
    }

    private static Witness empty(HiddenDomain domain, int i, int[] classes, long... weights) {
        return new Witness.EmptyRegions(domain, List.of(new Witness.Combination(i, classes, integers(weights))));
    }

    @Test
    void pointsHaveToWinInsideTheDomain() {
        assertThat(triple(1).check(points(REAL, 1, 0.5, 9)).holds()).isTrue();
        assertThat(triple(1).check(points(REAL, 1, 1, 0)).holds()).isFalse();
        assertThat(triple(1).check(points(REAL, 0, 0.5, 0)).holds()).isFalse();
        assertThat(triple(1).check(points(ORTHANT, 1, 0.5, -1)).holds()).isFalse();
        assertThatThrownBy(() -> triple(1).check(points(REAL, 3, 0, 0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> triple(1).check(points(REAL, 1, 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLeadOfOneUnitInTheLastPlaceIsDecidedExactly() {
        assertThat(triple(1).check(points(REAL, 1, Math.nextDown(1.0), 0)).holds())
                .isTrue();
        assertThat(triple(1).check(points(REAL, 1, Math.nextUp(1.0), 0)).holds())
                .isFalse();
    }

    @Test
    void combinationsHaveToBarTheirClassExactly() {
        int[] outer = {0, 2};
        assertThat(triple(0).check(empty(REAL, 1, outer, 1, 1)))
                .extracting(Check::holds, Check::measured)
                .containsExactly(true, 0.0);
        assertThat(triple(-1).check(empty(REAL, 1, outer, 1, 1)).holds()).isTrue();
        assertThat(triple(Double.MIN_VALUE).check(empty(REAL, 1, outer, 1, 1)).measured())
                .isPositive();
        assertThat(triple(1e-9).check(empty(REAL, 1, outer, 1, 1)).holds()).isFalse();
        assertThat(triple(0).check(empty(REAL, 1, outer, 2, 1)).holds()).isFalse();
        assertThat(triple(0).check(empty(REAL, 1, outer, 2, -2)).holds()).isFalse();
        assertThat(triple(0).check(empty(REAL, 1, outer, 0, 0)).holds()).isFalse();
        assertThat(triple(0).check(empty(REAL, 1, new int[] {1}, 1)).holds()).isFalse();
    }

    @Test
    void onRestrictedDomainsACombinationMayPointOut() {
        // On the orthant class 2 beats classes 0 and 1 everywhere; on the box [-1, 2] it does not.
        assertThat(triple(0).check(empty(ORTHANT, 0, new int[] {2}, 1)).holds()).isTrue();
        assertThat(triple(0).check(empty(REAL, 0, new int[] {2}, 1)).holds()).isFalse();
        HiddenDomain box = new HiddenDomain(-1, 2);
        assertThat(triple(0).check(empty(box, 0, new int[] {2}, 1)).holds()).isFalse();
        assertThat(triple(-2).check(empty(box, 1, new int[] {0, 2}, 1, 2)).holds())
                .isTrue();
        assertThat(triple(-0.25).check(empty(box, 1, new int[] {0, 2}, 1, 2)).holds())
                .isFalse();
    }

    private static Witness unbounded(HiddenDomain domain, int i, double... direction) {
        return new Witness.UnboundedRegions(domain, new int[] {i}, new double[][] {direction});
    }

    @Test
    void directionsHaveToKeepTheLeadAndTheDomain() {
        assertThat(triple(1).check(unbounded(REAL, 1, 0, -1)).holds()).isTrue();
        assertThat(triple(1).check(unbounded(ORTHANT, 1, 0, -1)).holds()).isFalse();
        assertThat(triple(1).check(unbounded(ORTHANT, 2, 1, 0)).holds()).isTrue();
        assertThat(triple(1).check(unbounded(REAL, 0, 1, 0)).holds()).isFalse();
        assertThat(triple(1).check(unbounded(REAL, 0, -0.5, 0)).holds()).isFalse();
    }

    private static WitnessChecker pentagon() {
        double[][] weights = new double[2][6];
        for (int i = 0; i < 5; i++) {
            weights[0][i] = Math.cos(2 * Math.PI * i / 5);
            weights[1][i] = Math.sin(2 * Math.PI * i / 5);
        }
        return checker(weights, 0, 0, 0, 0, 0, 0.5);
    }

    private static Witness bounded(HiddenDomain domain, int i, int[] classes, double... multiples) {
        return new Witness.BoundedRegions(domain, List.of(new Witness.Multiples(i, classes, multiples)));
    }

    @Test
    void multiplesHaveToCancel() {
        int[] all = {0, 1, 2, 3, 4};
        assertThat(pentagon().check(bounded(REAL, 5, all, 1, 1, 1, 1, 1)).holds())
                .isTrue();
        assertThat(pentagon().check(bounded(REAL, 5, all, 1, 1, 9, 1, 1)).holds())
                .isFalse();
        assertThat(pentagon().check(bounded(REAL, 5, new int[] {0, 1}, 1, 1)).holds())
                .isFalse();
        assertThat(pentagon().check(bounded(REAL, 5, all, 1, 1, 1, 1, -1)).holds())
                .isFalse();
        // Three differences on a line cancel, but leave V free.
        assertThat(triple(1)
                        .check(bounded(REAL, 1, new int[] {0, 2, 0}, 1, 2, 1))
                        .holds())
                .isFalse();
        assertThat(pentagon().check(bounded(ORTHANT, 5, new int[] {0, 1}, 1, 1)).holds())
                .isTrue();
        assertThat(pentagon().check(bounded(ORTHANT, 5, new int[] {2}, 1)).holds())
                .isFalse();
    }

    private static Witness facet(HiddenDomain domain, int i, int j, double... point) {
        return new Witness.SharedFacets(domain, new int[][] {{i, j}}, new double[][] {point});
    }

    @Test
    void facetsHaveToTieAboveAllOthers() {
        assertThat(triple(1).check(facet(REAL, 0, 1, -1, 3)).holds()).isTrue();
        assertThat(pentagon()
                        .check(facet(REAL, 0, 1, Math.cos(Math.PI / 5), Math.sin(Math.PI / 5)))
                        .holds())
                .isTrue();
        assertThat(pentagon().check(facet(REAL, 0, 1, 2, 0)).holds()).isFalse();
        assertThat(triple(1).check(facet(REAL, 0, 2, 0, 3)).holds()).isFalse();
        assertThat(triple(-1).check(facet(REAL, 0, 2, 0, 3)).holds()).isTrue();
        // With no bias the middle class ties all over the facet, and does not stand between.
        assertThat(triple(0).check(facet(REAL, 0, 2, 0, 3)).holds()).isTrue();
        assertThat(triple(-1).check(facet(ORTHANT, 0, 2, 0, 3)).holds()).isFalse();
        // The nearest tie of a point that misses it has to be inside the domain, too.
        HiddenDomain box = new HiddenDomain(-2, 5);
        assertThat(triple(1).check(facet(box, 0, 1, -1.01, 3)).holds()).isTrue();
        assertThat(triple(1)
                        .check(facet(new HiddenDomain(-1, 5), 0, 1, -0.99, 3))
                        .holds())
                .isFalse();
    }

    private static Witness separated(int i, int j, int k, double multiplier, double along) {
        return new Witness.SeparatedRegions(
                REAL, List.of(new Witness.Separation(i, j, new int[] {k}, new double[] {multiplier}, along)));
    }

    @Test
    void separationsHaveToRuleAFacetOut() {
        assertThat(triple(1).check(separated(0, 2, 1, 1, 0.5)).holds()).isTrue();
        assertThat(triple(1).check(separated(0, 2, 1, 1, 0.4)).holds()).isFalse();
        assertThat(triple(1).check(separated(0, 2, 1, 0, 0)).holds()).isFalse();
        assertThat(triple(-1).check(separated(0, 2, 1, 1, 0.5)).holds()).isFalse();
        assertThat(triple(1).check(separated(0, 1, 2, 1, 2)).holds()).isFalse();
    }
}
