package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ranks that the Javadoc claims, by a singular value decomposition of its own. */
class AnalyticHeadsTest {
    /** Far above the rounding of matrices of a few numbers near 1, far below the smallest singular value of any of these. */
    private static final double RANK_TOLERANCE = 1e-9;

    private static final double ROUNDING = 1e-12;

    static Stream<Arguments> ranks() {
        return Stream.of(
                Arguments.of("simplex", AnalyticHeads.simplex(5), 4, 4),
                Arguments.of("square", AnalyticHeads.square(), 2, 2),
                Arguments.of("collinear", AnalyticHeads.collinearTriple(1), 1, 1),
                Arguments.of("gaussian, wide", AnalyticHeads.gaussian(20, 6, 1), 6, 5),
                Arguments.of("gaussian, narrow", AnalyticHeads.gaussian(3, 10, 1), 3, 3),
                Arguments.of("rank deficient", AnalyticHeads.rankDeficient(12, 9, 4, 1), 4, 4),
                Arguments.of("duplicated", AnalyticHeads.duplicatedClasses(12, 6, 1), 5, 4),
                Arguments.of("zero sum", AnalyticHeads.zeroSum(12, 6, 1), 5, 5));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ranks")
    void hasTheRanksThatItClaims(String name, SoftmaxHead head, int rank, int centredRank) {
        assertThat(rank(head.weights())).as("rank of W").isEqualTo(rank);
        assertThat(rank(centred(head.weights()))).as("rank of the centred W").isEqualTo(centredRank);
    }

    @Test
    void theSimplexHasUnitVectorsWithEqualCosines() {
        int m = 6;
        DMatrixRMaj weights = AnalyticHeads.simplex(m).weights();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                double expected = i == j ? 1 : -1.0 / (m - 1);
                assertThat(dot(weights, i, j)).isCloseTo(expected, within(ROUNDING));
            }
        }
        double[] values = singularValues(weights);
        for (int k = 0; k < m - 1; k++) {
            assertThat(values[k]).isCloseTo(Math.sqrt(m / (m - 1.0)), within(ROUNDING));
        }
    }

    @Test
    void theMiddleOfACollinearTripleWinsInAStripAndOnlyThere() {
        SoftmaxHead head = AnalyticHeads.collinearTriple(0.5);
        assertThat(SoftmaxHead.argmax(head.logits(new double[] {0.4, 100}))).isEqualTo(1);
        assertThat(SoftmaxHead.argmax(head.logits(new double[] {0.6, 100}))).isEqualTo(2);
        assertThat(SoftmaxHead.argmax(head.logits(new double[] {-0.6, -100}))).isZero();
        SoftmaxHead never = AnalyticHeads.collinearTriple(-0.5);
        for (double h : new double[] {-2, -0.1, 0, 0.1, 2}) {
            assertThat(SoftmaxHead.argmax(never.logits(new double[] {h, 0}))).isNotEqualTo(1);
        }
    }

    @Test
    void duplicatedClassesAlwaysTie() {
        SoftmaxHead head = AnalyticHeads.duplicatedClasses(4, 5, 1);
        double[] logits = head.logits(new double[] {1, -2, 3, 0.5});
        assertThat(logits[4]).isEqualTo(logits[0]);
    }

    @Test
    void theSameSeedGivesTheSameHeadAndAnotherAnother() {
        assertThat(AnalyticHeads.gaussian(3, 4, 7).weights().data)
                .isEqualTo(AnalyticHeads.gaussian(3, 4, 7).weights().data)
                .isNotEqualTo(AnalyticHeads.gaussian(3, 4, 8).weights().data);
    }

    private static double dot(DMatrixRMaj weights, int i, int j) {
        double sum = 0;
        for (int k = 0; k < weights.numRows; k++) {
            sum += weights.get(k, i) * weights.get(k, j);
        }
        return sum;
    }

    private static DMatrixRMaj centred(DMatrixRMaj weights) {
        DMatrixRMaj centred = weights.copy();
        for (int k = 0; k < weights.numRows; k++) {
            double[] row = Arrays.copyOfRange(weights.data, k * weights.numCols, (k + 1) * weights.numCols);
            double mean = Arrays.stream(row).average().orElseThrow();
            for (int i = 0; i < weights.numCols; i++) {
                centred.add(k, i, -mean);
            }
        }
        return centred;
    }

    private static int rank(DMatrixRMaj matrix) {
        return (int) Arrays.stream(singularValues(matrix))
                .filter(value -> value > RANK_TOLERANCE)
                .count();
    }

    private static double[] singularValues(DMatrixRMaj matrix) {
        var svd = DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, true);
        svd.decompose(matrix.copy());
        double[] values = svd.getSingularValues();
        SingularOps_DDRM.descendingOrder(null, false, values, svd.numberOfSingularValues(), null, false);
        return Arrays.copyOf(values, svd.numberOfSingularValues());
    }
}
