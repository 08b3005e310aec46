package org.halfspace.directions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

class FibreTest {

    @Property
    void twoSidedDirectionsAreThoseThatLeaveTheBoundarysCoordinatesAlone(
            @ForAll @IntRange(min = 1, max = 25) int l,
            @ForAll @IntRange(min = 2, max = 8) int m,
            @ForAll boolean lowRank,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj weights = Runs.gaussian(l, m, random);
        if (lowRank) {
            for (int k = 0; k < l; k++) {
                weights.set(k, m - 1, weights.get(k, 0));
            }
        }
        HeadGeometry geometry = HeadGeometry.of(Runs.head(weights, HiddenDomain.NONNEGATIVE));
        double[] h = new double[l];
        int zeros = 0;
        for (int k = 0; k < l; k++) {
            h[k] = Math.max(0, random.nextGaussian());
            zeros += h[k] == 0 ? 1 : 0;
        }
        // By hand: l less the rank of all constraints, differences of classes and zero coordinates, stacked.
        DMatrixRMaj constraints = new DMatrixRMaj(m - 1 + zeros, l);
        int row = m - 1;
        for (int k = 0; k < l; k++) {
            for (int i = 1; i < m; i++) {
                constraints.set(i - 1, k, weights.get(k, i) - weights.get(k, 0));
            }
            if (h[k] == 0) {
                constraints.set(row++, k, 1);
            }
        }
        Fibre fibre = new Fibre(geometry, h);

        assertThat(fibre.atBoundary()).isEqualTo(zeros);
        assertThat(fibre.twoSidedDimension()).isEqualTo(l - MatrixFeatures_DDRM.rank(constraints, 1e-9));
    }

    @Property
    void chordsEndWhereTheDomainEnds(@ForAll @IntRange(min = 1, max = 12) int l, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HiddenDomain box = new HiddenDomain(-1, 2);
        SoftmaxHead head = Runs.head(Runs.gaussian(l, 2, random), box);
        double[] h = new double[l];
        for (int k = 0; k < l; k++) {
            h[k] = -1 + 3 * random.nextDouble();
        }
        DMatrixRMaj direction = Runs.gaussian(1, l, random);
        double length = new Fibre(HeadGeometry.of(head), h).chords(direction)[0];

        // Bisection for the last point inside, both ways.
        double byHand = lastInside(box, h, direction.data, 1) + lastInside(box, h, direction.data, -1);
        assertThat(length).isCloseTo(byHand, within(1e-9 * (1 + byHand)));
    }

    private static double lastInside(HiddenDomain box, double[] h, double[] d, int sign) {
        double inside = 0;
        double outside = 1;
        while (box.contains(moved(h, sign * outside, d))) {
            outside *= 2;
        }
        for (int step = 0; step < 80; step++) {
            double middle = (inside + outside) / 2;
            if (box.contains(moved(h, sign * middle, d))) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    private static double[] moved(double[] h, double theta, double[] d) {
        double[] moved = h.clone();
        for (int k = 0; k < h.length; k++) {
            moved[k] += theta * d[k];
        }
        return moved;
    }

    @Test
    void aChordWithoutEndIsInfinite() {
        HeadGeometry geometry =
                HeadGeometry.of(Runs.head(new DMatrixRMaj(new double[][] {{1, -1}, {0, 0}}), HiddenDomain.NONNEGATIVE));
        DMatrixRMaj directions = new DMatrixRMaj(new double[][] {{0, 1}, {0, -1}, {0.6, -0.8}});

        double[] chords = new Fibre(geometry, new double[] {3, 4}).chords(directions);
        assertThat(chords).containsExactly(10, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        // At the boundary, rounding noise in a coordinate that V does not have must not close the chord.
        double[] noisy = new Fibre(geometry, new double[] {0, 4}).chords(new DMatrixRMaj(new double[][] {{-1e-17, 1}}));
        assertThat(noisy).containsExactly(Double.POSITIVE_INFINITY);
    }

    @Test
    void coordinatesBeyondTheDomainByRoundingAreOnItsBoundary() {
        HeadGeometry geometry = HeadGeometry.of(
                Runs.head(new DMatrixRMaj(new double[][] {{1, -1}, {0, 0}}), HiddenDomain.parse("box:0,6")));
        Fibre fibre = new Fibre(geometry, new double[] {6.0000005, 1});

        assertThat(fibre.atBoundary()).isEqualTo(1);
        assertThat(fibre.chords(new DMatrixRMaj(new double[][] {{1, 0}})))
                .satisfies(chords -> assertThat(Arrays.stream(chords).sum()).isCloseTo(6, within(1e-6)));
    }
}
