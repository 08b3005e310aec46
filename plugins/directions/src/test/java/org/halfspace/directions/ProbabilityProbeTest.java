package org.halfspace.directions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.directions.ProbabilityProbe.Change;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

class ProbabilityProbeTest {

    private static ProbabilityProbe probe(SoftmaxHead head, double reach) {
        return new ProbabilityProbe(
                Runs.classifier(head, Optional.of(Runs.floatTail(head))), HeadGeometry.of(head), reach);
    }

    @Property
    void noChangeAlongInvariantDirectionsExceedsItsBound(
            @ForAll @IntRange(min = 2, max = 60) int l,
            @ForAll @IntRange(min = 2, max = 12) int m,
            @ForAll @DoubleRange(min = -3, max = 6) double logReach,
            @ForAll @DoubleRange(min = -2, max = 2) double logScale,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj weights = Runs.gaussian(l, m, random);
        for (int k = 0; k < weights.getNumElements(); k++) {
            weights.data[k] = (float) (weights.data[k] * Math.pow(10, logScale));
        }
        SoftmaxHead head = Runs.head(weights, HiddenDomain.REAL);
        HeadGeometry geometry = HeadGeometry.of(head);
        if (geometry.dimension() == 0) {
            return;
        }
        double[] h = Runs.gaussian(1, l, random).data;
        DMatrixRMaj directions = geometry.exactInvariantSubspace().randomDirections(3, random);
        ProbabilityProbe probe = probe(head, Math.pow(10, logReach));

        Change change = probe.inDoublePrecision(h, directions);
        assertThat(change.largest()).isLessThanOrEqualTo(change.bound());
        Change float32 = probe.inFloat32(h, directions).orElseThrow();
        assertThat(float32.largest()).isLessThanOrEqualTo(float32.bound());
    }

    @Property
    void theBoundCoversDirectionsThatAreNotInvariant(
            @ForAll @IntRange(min = 1, max = 30) int l,
            @ForAll @IntRange(min = 2, max = 12) int m,
            @ForAll @DoubleRange(min = -12, max = 1) double logReach,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SoftmaxHead head = Runs.head(Runs.gaussian(l, m, random), HiddenDomain.REAL);
        DMatrixRMaj direction = Runs.gaussian(1, l, random);
        org.ejml.dense.row.NormOps_DDRM.normalizeF(direction);
        double[] h = Runs.gaussian(1, l, random).data;

        Change change = probe(head, Math.pow(10, logReach)).inDoublePrecision(h, direction);
        assertThat(change.largest()).isLessThanOrEqualTo(change.bound());
    }

    @Test
    void aChangeIsTheLargestDifferenceOfProbabilities() {
        // z = (h, 0) with h = 1 moved to 1 + 1 and 1 - 1.
        SoftmaxHead head = new SoftmaxHead(
                new DMatrixRMaj(new double[][] {{1, 0}}),
                new double[2],
                HiddenDomain.REAL,
                org.halfspace.spi.model.Precision.FLOAT64);
        double start = 1 / (1 + Math.exp(-1));

        Change change = probe(head, 1).inDoublePrecision(new double[] {1}, new DMatrixRMaj(new double[][] {{1}}));
        assertThat(change.largest()).isCloseTo(start - 0.5, within(1e-15));
        assertThat(change.bound()).isBetween(change.largest(), 0.26);
    }

    @Test
    void theReachEndsWhereAProbabilityChangesNoticeably() {
        // z = (h, 0) with h = 1: 1e-2 times its length changes a probability by 0.002, its whole length by 0.23.
        SoftmaxHead head = Runs.head(new DMatrixRMaj(new double[][] {{1, 0}}), HiddenDomain.REAL);
        DMatrixRMaj direction = new DMatrixRMaj(new double[][] {{1}});
        double[] h = {1};

        assertThat(probe(head, 1).inDoublePrecision(h, direction).reach()).isEqualTo(1e-2);
        assertThat(probe(head, 1e-3).inDoublePrecision(h, direction).reach()).isEqualTo(1e-3);
        assertThat(probe(head, 1e6).inDoublePrecision(h, direction).reach()).isZero();
    }

    @Test
    void theOriginIsMovedToo() {
        SoftmaxHead head = Runs.head(new DMatrixRMaj(new double[][] {{1, 0}}), HiddenDomain.REAL);

        Change change = probe(head, 2).inDoublePrecision(new double[1], new DMatrixRMaj(new double[][] {{1}}));
        assertThat(change.largest()).isGreaterThan(0.1);
    }
}
