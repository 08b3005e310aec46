package org.halfspace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.InvariantSubspace;
import org.halfspace.spi.analysis.Witness.InvariantDirection;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

class WitnessCheckerTest {

    private static SoftmaxHead head(DMatrixRMaj weights) {
        return new SoftmaxHead(weights, new double[weights.numCols], HiddenDomain.REAL, Precision.FLOAT64);
    }

    /** w_0 = (1, 5, 1), w_1 = (2, 5, 1), w_2 = (1, 5, 3): only the second feature is the same for all. */
    private static final SoftmaxHead SECOND_FEATURE_IS_BLIND =
            head(new DMatrixRMaj(new double[][] {{1, 2, 1}, {5, 5, 5}, {1, 1, 3}}));

    @Test
    void aDirectionThatAllClassesShareHolds() {
        Check check = new WitnessChecker(SECOND_FEATURE_IS_BLIND).check(new InvariantDirection(new double[] {0, 1, 0}));

        assertThat(check.holds()).isTrue();
        assertThat(check.measured()).isZero();
        assertThat(check.bound()).isPositive().isLessThan(1e-13);
    }

    @Test
    void aDirectionThatMovesOneDifferenceFails() {
        Check check =
                new WitnessChecker(SECOND_FEATURE_IS_BLIND).check(new InvariantDirection(new double[] {0, 0.6, 0.8}));

        assertThat(check.holds()).isFalse();
        assertThat(check.measured()).isCloseTo(1.6, within(1e-15));
    }

    @Test
    void aSlightErrorFails() {
        Check check =
                new WitnessChecker(SECOND_FEATURE_IS_BLIND).check(new InvariantDirection(new double[] {1e-12, 1, 0}));

        assertThat(check.holds()).isFalse();
    }

    @Test
    void theZeroVectorIsNoDirection() {
        Check check = new WitnessChecker(SECOND_FEATURE_IS_BLIND).check(new InvariantDirection(new double[3]));

        assertThat(check.holds()).isFalse();
    }

    @Test
    void aDirectionThatIsNotANumberFails() {
        Check check = new WitnessChecker(SECOND_FEATURE_IS_BLIND)
                .check(new InvariantDirection(new double[] {0, Double.NaN, 0}));

        assertThat(check.holds()).isFalse();
    }

    @Test
    void aDirectionOfAnotherSizeIsAnErrorOfTheCaller() {
        WitnessChecker checker = new WitnessChecker(SECOND_FEATURE_IS_BLIND);

        assertThatThrownBy(() -> checker.check(new InvariantDirection(new double[] {1, 0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a direction of l = 3 numbers, found 2");
    }

    @Test
    void directionsOfAManyTimesDuplicatedClassHaveLengthOne() {
        // Eliminating the 43 columns of rank 2 meets numbers that shrink by 2^-53 a step, down to where they vanish.
        SplittableRandom random = new SplittableRandom(4975);
        DMatrixRMaj weights = new DMatrixRMaj(55, 43);
        for (int k = 0; k < weights.getNumElements(); k++) {
            weights.data[k] = k % 43 > 1 ? weights.data[k - 2] : random.nextGaussian() + 3;
        }
        InvariantSubspace subspace = HeadGeometry.of(head(weights)).exactInvariantSubspace();
        double[] d = subspace.randomDirections(1, random).data;
        assertThat(new WitnessChecker(head(weights))
                        .check(new InvariantDirection(d))
                        .holds())
                .isTrue();
    }

    @Property(seed = "1")
    void whatTheGeometryKernelFindsHolds(
            @ForAll @IntRange(min = 1, max = 60) int l,
            @ForAll @IntRange(min = 2, max = 60) int m,
            @ForAll @IntRange(min = -40, max = 40) int exponent,
            @ForAll boolean duplicated,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj weights = new DMatrixRMaj(l, m);
        for (int k = 0; k < weights.getNumElements(); k++) {
            weights.data[k] =
                    duplicated && k % m > 1 ? weights.data[k - 2] : (random.nextGaussian() + 3) * Math.pow(2, exponent);
        }
        InvariantSubspace subspace = HeadGeometry.of(head(weights)).exactInvariantSubspace();
        if (subspace.dimension() > 0) {
            double[] d = subspace.randomDirections(1, random).data;
            assertThat(new WitnessChecker(head(weights))
                            .check(new InvariantDirection(d))
                            .holds())
                    .isTrue();
        }
    }
}
