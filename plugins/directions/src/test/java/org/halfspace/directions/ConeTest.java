package org.halfspace.directions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.directions.Cone.Answer;
import org.halfspace.directions.Cone.Verdict;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.LinearProgram;
import org.halfspace.spi.model.HiddenDomain;
import org.junit.jupiter.api.Test;

class ConeTest {

    private static Verdict decide(DMatrixRMaj weights) throws InterruptedException {
        HeadGeometry geometry = HeadGeometry.of(Runs.head(weights, HiddenDomain.NONNEGATIVE));
        return new Cone(geometry, geometry.exactInvariantSubspace()).decide(true);
    }

    /** Gordan's other alternative, by another linear program: max t, W_c a >= t, |a| <= 1. */
    private static boolean hasPositiveCombination(DMatrixRMaj weights) {
        DMatrixRMaj centred = HeadGeometry.of(Runs.head(weights, HiddenDomain.NONNEGATIVE))
                .centredWeights()
                .matrix();
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

    @Property
    void exactlyOneOfGordansAlternativesHolds(
            @ForAll @IntRange(min = 1, max = 24) int l, @ForAll @IntRange(min = 2, max = 12) int m, @ForAll long seed)
            throws InterruptedException {
        DMatrixRMaj weights = Runs.gaussian(l, m, new SplittableRandom(seed));
        Verdict verdict = decide(weights);

        assertThat(verdict.answer())
                .isEqualTo(hasPositiveCombination(weights) || l <= m - 1 ? Answer.NONE : Answer.EXISTS);
        verdict.direction().ifPresent(d -> {
            for (int i = 1; i < m; i++) {
                double product = 0;
                for (int k = 0; k < l; k++) {
                    assertThat(d[k]).isGreaterThan(-1e-12);
                    product += (weights.get(k, i) - weights.get(k, 0)) * d[k];
                }
                assertThat(product).isCloseTo(0, within(1e-11));
            }
        });
    }

    @Test
    void aFeatureThatNoClassUsesIsADirection() throws InterruptedException {
        Verdict verdict = decide(new DMatrixRMaj(new double[][] {{1, -1}, {0, 0}}));

        assertThat(verdict.answer()).isEqualTo(Answer.EXISTS);
        assertThat(verdict.direction().orElseThrow()).containsExactly(new double[] {0, 1}, within(1e-15));
    }

    @Test
    void featuresThatAllSpeakForOneClassLeaveNoDirection() throws InterruptedException {
        Verdict verdict = decide(new DMatrixRMaj(new double[][] {{1, 0}, {2, 0}, {3, 1}}));

        assertThat(verdict.answer()).isEqualTo(Answer.NONE);
        assertThat(verdict.certificate()).contains("positive in every feature");
    }

    @Test
    void aLargeLayerThatIsNotSettledIsSaidToBeUndecided() throws InterruptedException {
        // A direction exists, on the boundary of the cone alone: no positive one, and projections only come near it.
        int l = 600;
        int m = 450;
        DMatrixRMaj weights = Runs.gaussian(l, m, new SplittableRandom(5));
        for (int i = 0; i < m; i++) {
            weights.set(1, i, -weights.get(0, i));
        }
        HeadGeometry geometry = HeadGeometry.of(Runs.head(weights, HiddenDomain.NONNEGATIVE));
        Verdict verdict = new Cone(geometry, geometry.exactInvariantSubspace()).decide(false);

        assertThat(verdict.answer()).isEqualTo(Answer.UNDECIDED);
        assertThat(verdict.certificate()).contains("--exact-cone");
        assertThat(verdict.direction()).isEmpty();
    }

    @Test
    void wendelsTheorem() {
        assertThat(Cone.wendelProbability(20, 10)).isCloseTo(0.5, within(1e-12));
        assertThat(Cone.wendelProbability(2048, 999)).isCloseTo(0.865, within(5e-4));
        assertThat(1 - Cone.wendelProbability(2208, 999)).isCloseTo(4e-6, within(1e-6));
        assertThat(Cone.wendelProbability(1280, 999)).isCloseTo(3e-95, within(1e-95));
        assertThat(Cone.wendelProbability(999, 999)).isZero();
        assertThat(Cone.wendelProbability(4096, 999)).isEqualTo(1, within(1e-9));
        assertThat(Cone.wendelProbability(5, 0)).isCloseTo(1, within(1e-15));
    }
}
