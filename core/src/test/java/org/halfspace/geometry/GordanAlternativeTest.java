package org.halfspace.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.GordanAlternative.Answer;
import org.halfspace.geometry.GordanAlternative.Verdict;
import org.junit.jupiter.api.Test;

class GordanAlternativeTest {

    private static GordanAlternative of(DMatrixRMaj weights) {
        HeadGeometry geometry = HeadGeometry.of(Heads.of(weights));
        return new GordanAlternative(geometry, geometry.exactInvariantSubspace());
    }

    /** Gordan's other alternative, by another solver: max t, W_c a >= t, |a| <= 1. */
    private static boolean hasPositiveCombination(DMatrixRMaj weights) {
        DMatrixRMaj centred =
                HeadGeometry.of(Heads.of(weights)).centredWeights().matrix();
        int m = centred.numCols;
        double[] objective = new double[m + 1];
        objective[m] = -1;
        LinearProgram program = new LinearProgram(objective);
        for (int i = 0; i < m; i++) {
            program.bound(i, -1, 1);
        }
        program.bound(m, 0, 1);
        for (int k = 0; k < centred.numRows; k++) {
            double[] row = Arrays.copyOf(Arrays.copyOfRange(centred.data, k * m, (k + 1) * m), m + 1);
            row[m] = -1;
            program.row(row, 0, Double.POSITIVE_INFINITY);
        }
        LinearProgram.Solution solution = program.solve();
        assertThat(solution.status()).isEqualTo(LinearProgram.Status.OPTIMAL);
        return -solution.value() > 1e-9;
    }

    private static void isInTheCone(double[] d, DMatrixRMaj weights) {
        double norm = 0;
        for (int k = 0; k < weights.numRows; k++) {
            assertThat(d[k]).isGreaterThan(-1e-12);
            norm += d[k] * d[k];
        }
        assertThat(norm).isCloseTo(1, within(1e-12));
        for (int i = 1; i < weights.numCols; i++) {
            double product = 0;
            for (int k = 0; k < weights.numRows; k++) {
                product += (weights.get(k, i) - weights.get(k, 0)) * d[k];
            }
            assertThat(product).isCloseTo(0, within(1e-11));
        }
    }

    private static DMatrixRMaj weights(int l, int m, boolean whole, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj weights = new DMatrixRMaj(l, m);
        for (int e = 0; e < l * m; e++) {
            weights.data[e] = whole ? random.nextInt(-2, 3) : random.nextGaussian();
        }
        return weights;
    }

    @Property(seed = "1")
    void exactlyOneAlternativeHoldsAndEveryMethodFindsThatOne(
            @ForAll @IntRange(min = 1, max = 24) int l,
            @ForAll @IntRange(min = 2, max = 12) int m,
            @ForAll boolean whole,
            @ForAll long seed)
            throws InterruptedException {
        DMatrixRMaj weights = weights(l, m, whole, seed ^ Long.getLong("halfspace.test.seed", 0));
        GordanAlternative gordan = of(weights);
        Answer expected = hasPositiveCombination(weights) ? Answer.NONE : Answer.EXISTS;
        Verdict verdict = gordan.decide();
        if (verdict.certificate().equals("V is trivial")) {
            assertThat(verdict.answer()).isEqualTo(Answer.NONE);
            return;
        }

        assertThat(verdict.answer()).isEqualTo(expected);
        verdict.direction().ifPresent(d -> isInTheCone(d, weights));
        if (HeadGeometry.of(Heads.of(weights)).centredRankAtDoublePrecision() > 0) {
            for (Verdict other : new Verdict[] {gordan.byInteriorPoint(), gordan.bySimplex()}) {
                assertThat(other.answer()).isEqualTo(expected);
                other.direction().ifPresent(d -> isInTheCone(d, weights));
            }
        }
        assertThat(gordan.byProjections().answer()).isIn(expected, Answer.UNDECIDED);
    }

    @Test
    void aFeatureThatNoClassUsesIsADirection() throws InterruptedException {
        Verdict verdict = of(new DMatrixRMaj(new double[][] {{1, -1}, {3, 3}})).decide();

        assertThat(verdict.answer()).isEqualTo(Answer.EXISTS);
        assertThat(verdict.direction().orElseThrow()).containsExactly(0, 1);
        assertThat(verdict.reversed().direction().orElseThrow()[1]).isEqualTo(-1);
    }

    @Test
    void featuresThatAllSpeakForOneClassLeaveNoDirection() throws InterruptedException {
        Verdict verdict =
                of(new DMatrixRMaj(new double[][] {{1, 0}, {2, 0}, {3, 1}})).decide();

        assertThat(verdict.answer()).isEqualTo(Answer.NONE);
        assertThat(verdict.certificate()).contains("positive in every feature");
    }

    @Test
    void aDirectionOnTheBoundaryOfTheConeAloneIsFound() throws InterruptedException {
        // Feature 1 is the negative of feature 0, and the others are too few: every other coordinate has to be 0.
        DMatrixRMaj weights = weights(600, 450, false, 5);
        for (int i = 0; i < 450; i++) {
            weights.set(1, i, -weights.get(0, i));
        }
        Verdict verdict = of(weights).decide();

        assertThat(verdict.answer()).isEqualTo(Answer.EXISTS);
        isInTheCone(verdict.direction().orElseThrow(), weights);
        assertThat(verdict.direction().orElseThrow()[0]).isCloseTo(Math.sqrt(0.5), within(1e-9));
    }

    @Test
    void wendelsTheorem() {
        assertThat(GordanAlternative.wendelProbability(20, 10)).isCloseTo(0.5, within(1e-12));
        assertThat(GordanAlternative.wendelProbability(2048, 999)).isCloseTo(0.865, within(5e-4));
        assertThat(1 - GordanAlternative.wendelProbability(2208, 999)).isCloseTo(4e-6, within(1e-6));
        assertThat(GordanAlternative.wendelProbability(1280, 999)).isCloseTo(3e-95, within(1e-95));
        assertThat(GordanAlternative.wendelProbability(999, 999)).isZero();
        assertThat(GordanAlternative.wendelProbability(4096, 999)).isEqualTo(1, within(1e-9));
        assertThat(GordanAlternative.wendelProbability(5, 0)).isCloseTo(1, within(1e-15));
    }
}
