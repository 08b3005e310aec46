package org.halfspace.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

/** The statements of the theory about ranks and invariant subspaces, against dense singular value decompositions. */
class HeadGeometryTest {

    /** Two algorithms for singular values differ by this multiple of the largest at most: rounding, times the size. */
    private static final double ROUNDING = 1e-13;

    private static double[] denseSpectrum(DMatrixRMaj matrix) {
        var svd = DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, false);
        svd.decompose(matrix.copy());
        double[] values = Arrays.copyOf(svd.getSingularValues(), Math.min(matrix.numRows, matrix.numCols));
        Arrays.sort(values);
        double[] descending = new double[values.length];
        for (int k = 0; k < values.length; k++) {
            descending[k] = values[values.length - 1 - k];
        }
        return descending;
    }

    /** W C with C written out. */
    private static DMatrixRMaj centredByHand(DMatrixRMaj w) {
        DMatrixRMaj c = CommonOps_DDRM.identity(w.numCols);
        CommonOps_DDRM.add(c, -1.0 / w.numCols);
        DMatrixRMaj product = new DMatrixRMaj(w.numRows, w.numCols);
        CommonOps_DDRM.mult(w, c, product);
        return product;
    }

    private static int rankByHand(DMatrixRMaj matrix, double scale) {
        // Far above rounding and far below what Gaussian heads of this size have as smallest singular value.
        double threshold = 1e-11 * scale;
        return (int)
                Arrays.stream(denseSpectrum(matrix)).filter(v -> v > threshold).count();
    }

    @Property(seed = "1", tries = 400)
    void spectraAndRanksAreThoseOfDenseDecompositions(
            @ForAll Heads.Kind kind,
            @ForAll @IntRange(min = 1, max = 40) int l,
            @ForAll @IntRange(min = 2, max = 40) int m,
            @ForAll long seed) {
        DMatrixRMaj w = Heads.weights(kind, l, m, seed);
        HeadGeometry geometry = HeadGeometry.of(Heads.of(w));
        double scale = NormOps_DDRM.normF(w);

        assertThat(geometry.centredSpectrum().values())
                .hasSize(Math.min(l, m))
                .containsExactly(denseSpectrum(centredByHand(w)), within(ROUNDING * scale));
        assertThat(geometry.spectrum().values())
                .hasSize(Math.min(l, m))
                .containsExactly(denseSpectrum(w), within(ROUNDING * scale));
        if (kind != Heads.Kind.LARGE_MEAN) {
            assertThat(geometry.centredRank()).isEqualTo(rankByHand(centredByHand(w), scale));
            assertThat(geometry.rank()).isEqualTo(rankByHand(w, scale));
        }
    }

    @Property(seed = "1", tries = 300)
    void theSubspacesDimensionIsHiddenSizeLessCentredRank(
            @ForAll Heads.Kind kind,
            @ForAll @IntRange(min = 1, max = 40) int l,
            @ForAll @IntRange(min = 2, max = 40) int m,
            @ForAll long seed) {
        DMatrixRMaj w = Heads.weights(kind, l, m, seed);
        HeadGeometry geometry = HeadGeometry.of(Heads.of(w));
        InvariantSubspace subspace = geometry.invariantSubspace();
        DMatrixRMaj basis = subspace.basis();

        assertThat(geometry.dimension()).isEqualTo(l - geometry.centredRank()).isEqualTo(basis.numCols);
        assertThat(geometry.dimension()).isGreaterThanOrEqualTo(Math.max(0, l - m + 1));
        if (basis.numCols > 0) {
            DMatrixRMaj gram = new DMatrixRMaj(basis.numCols, basis.numCols);
            CommonOps_DDRM.multTransA(basis, basis, gram);
            CommonOps_DDRM.subtractEquals(gram, CommonOps_DDRM.identity(basis.numCols));
            assertThat(CommonOps_DDRM.elementMaxAbs(gram)).isLessThan(1e-12);

            DMatrixRMaj seen = new DMatrixRMaj(m, basis.numCols);
            CommonOps_DDRM.multTransA(centredByHand(w), basis, seen);
            assertThat(CommonOps_DDRM.elementMaxAbs(seen)).isLessThanOrEqualTo(1e-12 * NormOps_DDRM.normF(w));
        }
    }

    @Property(seed = "1", tries = 300)
    void projectionsSplitEveryVectorIntoWhatIsSeenAndWhatIsNot(
            @ForAll Heads.Kind kind,
            @ForAll @IntRange(min = 1, max = 40) int l,
            @ForAll @IntRange(min = 2, max = 40) int m,
            @ForAll long seed) {
        DMatrixRMaj w = Heads.weights(kind, l, m, seed);
        HeadGeometry geometry = HeadGeometry.of(Heads.of(w));
        InvariantSubspace subspace = geometry.invariantSubspace();
        DMatrixRMaj h = Heads.gaussian(3, l, new SplittableRandom(seed));
        DMatrixRMaj visible = subspace.visible(h);
        DMatrixRMaj invisible = subspace.invisible(h);

        DMatrixRMaj expected = new DMatrixRMaj(3, l);
        DMatrixRMaj basis = subspace.basis();
        DMatrixRMaj coordinates = new DMatrixRMaj(3, basis.numCols);
        CommonOps_DDRM.mult(h, basis, coordinates);
        CommonOps_DDRM.multTransB(coordinates, basis, expected);
        double[] squares = subspace.squaredInvisibleNorms(h);
        for (int i = 0; i < 3; i++) {
            double[] row = Arrays.copyOfRange(h.data, i * l, (i + 1) * l);
            double square = 0;
            for (int k = 0; k < l; k++) {
                assertThat(invisible.get(i, k)).isCloseTo(expected.get(i, k), within(1e-12));
                assertThat(visible.get(i, k) + invisible.get(i, k)).isCloseTo(row[k], within(1e-12));
                square += invisible.get(i, k) * invisible.get(i, k);
            }
            assertThat(squares[i]).isCloseTo(square, within(1e-12));
            assertThat(subspace.visible(row))
                    .containsExactly(Arrays.copyOfRange(visible.data, i * l, (i + 1) * l), within(1e-12));
        }
    }

    @Property(seed = "1", tries = 300)
    void movingAlongTheSubspaceChangesNoProbabilityAndAlongItsComplementSome(
            @ForAll Heads.Kind kind,
            @ForAll @IntRange(min = 1, max = 20) int l,
            @ForAll @IntRange(min = 2, max = 20) int m,
            @ForAll long seed) {
        DMatrixRMaj w = Heads.weights(kind, l, m, seed);
        SoftmaxHead head = Heads.of(w);
        HeadGeometry geometry = HeadGeometry.of(head);
        SplittableRandom random = new SplittableRandom(seed);
        double[] h = Heads.gaussian(1, l, random).data;
        double[] before = SoftmaxHead.softmax(head.logits(h));
        if (geometry.dimension() > 0) {
            double[] d = geometry.invariantSubspace().randomDirections(1, random).data;
            assertThat(NormOps_DDRM.normF(DMatrixRMaj.wrap(1, l, d))).isCloseTo(1, within(1e-13));
            for (double theta : new double[] {-1e3, -1, 1e3}) {
                double tolerance = 1e-12 * (1 + Math.abs(theta)) * NormOps_DDRM.normF(w);
                assertThat(SoftmaxHead.softmax(head.logits(moved(h, theta, d))))
                        .containsExactly(before, within(tolerance));
            }
        }
        double[] visible = geometry.invariantSubspace().visible(h);
        if (geometry.centredRank() > 0) {
            assertThat(Arrays.stream(geometry.centredWeights().logits(visible))
                            .map(Math::abs)
                            .max()
                            .orElseThrow())
                    .isGreaterThan(1e-9);
        }
    }

    private static double[] moved(double[] h, double theta, double[] d) {
        double[] moved = h.clone();
        for (int k = 0; k < h.length; k++) {
            moved[k] += theta * d[k];
        }
        return moved;
    }

    @Property(seed = "1", tries = 300)
    void theCentredRankIsOneLessWhereTheOriginIsOutsideTheAffineHullAndElseTheSame(
            @ForAll Heads.Kind kind,
            @ForAll @IntRange(min = 1, max = 30) int l,
            @ForAll @IntRange(min = 2, max = 30) int m,
            @ForAll long seed) {
        DMatrixRMaj w = Heads.weights(kind, l, m, seed);
        HeadGeometry geometry = HeadGeometry.of(Heads.of(w));

        assertThat(geometry.rank() - geometry.centredRank()).isEqualTo(geometry.hasCommonShift() ? 1 : 0);
        // W^T d = 1 has a solution if and only if its least-squares solution has no residual.
        double[] shift = leastSquaresShift(w);
        if (kind == Heads.Kind.LARGE_MEAN) {
            return;
        }
        boolean solvable = shift != null;
        assertThat(geometry.hasCommonShift()).isEqualTo(solvable);
        if (solvable) {
            double norm = Math.sqrt(Arrays.stream(shift).map(x -> x * x).sum());
            assertThat(geometry.distanceToAffineHull()).isCloseTo(1 / norm, within(1e-9 / norm));
        } else {
            assertThat(geometry.distanceToAffineHull()).isLessThanOrEqualTo(1e-11 * NormOps_DDRM.normF(w));
        }
    }

    /** (W^T)^+ 1 if W^T d = 1 has a solution, null otherwise. */
    private static double[] leastSquaresShift(DMatrixRMaj w) {
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(w, null);
        var svd = DecompositionFactory_DDRM.svd(transposed.numRows, transposed.numCols, true, true, true);
        svd.decompose(transposed.copy());
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        DMatrixRMaj values = svd.getW(null);
        SingularOps_DDRM.descendingOrder(u, false, values, v, false);
        double[] d = new double[w.numRows];
        for (int k = 0; k < Math.min(u.numCols, v.numCols); k++) {
            if (values.get(k, k) > 1e-11 * values.get(0, 0)) {
                double coefficient = 0;
                for (int i = 0; i < w.numCols; i++) {
                    coefficient += u.get(i, k);
                }
                for (int i = 0; i < d.length; i++) {
                    d[i] += coefficient / values.get(k, k) * v.get(i, k);
                }
            }
        }
        double residual = 0;
        for (int i = 0; i < w.numCols; i++) {
            double value = -1;
            for (int k = 0; k < d.length; k++) {
                value += w.get(k, i) * d[k];
            }
            residual = Math.max(residual, Math.abs(value));
        }
        return residual < 1e-8 ? d : null;
    }

    @Property(seed = "1")
    void theRankOnSomeFeaturesIsThatOfTheirRows(
            @ForAll Heads.Kind kind,
            @ForAll @IntRange(min = 1, max = 30) int l,
            @ForAll @IntRange(min = 2, max = 30) int m,
            @ForAll long seed) {
        DMatrixRMaj w = Heads.weights(kind, l, m, seed);
        int[] features = new SplittableRandom(seed).ints(l, 0, l).distinct().toArray();
        DMatrixRMaj rows = new DMatrixRMaj(features.length, m);
        DMatrixRMaj centred = centredByHand(w);
        for (int k = 0; k < features.length; k++) {
            System.arraycopy(centred.data, features[k] * m, rows.data, k * m, m);
        }
        HeadGeometry geometry = HeadGeometry.of(Heads.of(w));
        assertThat(geometry.centredRankOn(new int[0])).isZero();
        if (kind != Heads.Kind.LARGE_MEAN) {
            assertThat(geometry.centredRankOn(features)).isEqualTo(rankByHand(rows, NormOps_DDRM.normF(w)));
        }
    }

    @Property(seed = "1")
    void logitsOfManyVectorsAreThoseOfEach(
            @ForAll @IntRange(min = 1, max = 50) int l,
            @ForAll @IntRange(min = 2, max = 20) int m,
            @ForAll @IntRange(min = 0, max = 5) int count,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] bias = Heads.gaussian(1, m, random).data;
        SoftmaxHead head = new SoftmaxHead(Heads.gaussian(l, m, random), bias, HiddenDomain.REAL, Precision.FLOAT64);
        DMatrixRMaj h = Heads.gaussian(count, l, random);

        DMatrixRMaj logits = HeadGeometry.of(head).logits(h);
        assertThat(logits.numRows).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(Arrays.copyOfRange(logits.data, i * m, (i + 1) * m))
                    .containsExactly(head.logits(Arrays.copyOfRange(h.data, i * l, (i + 1) * l)), within(1e-12));
        }
    }

    @Test
    void ofVeryManyClassesTheSpectrumIsTheSameFromBlocks() {
        // Three blocks, the last one larger than the others.
        int m = 3 * 2048 - 7;
        DMatrixRMaj weights = Heads.gaussian(5, m, new SplittableRandom(3));
        for (int i = 0; i < m; i++) {
            weights.set(3, i, weights.get(0, i) - 2 * weights.get(1, i));
            weights.set(4, i, 10 + 0.01 * weights.get(4, i));
        }
        HeadGeometry geometry = HeadGeometry.of(Heads.of(weights));
        double[] expected =
                SingularValues.of(geometry.centredWeights().matrix()).values();

        assertThat(geometry.centredRankAtDoublePrecision()).isEqualTo(4);
        for (int k = 0; k < 4; k++) {
            assertThat(geometry.centredSpectrum().value(k + 1)).isCloseTo(expected[k], within(1e-12 * expected[0]));
        }
        double[] d = geometry.exactInvariantSubspace().invisible(new double[] {1, 0, 0, 0, 0});
        assertThat(geometry.centredWeights().logits(d)).containsOnly(new double[] {0}, within(1e-10));
    }

    @Test
    void oneCommonClassWeightGivesTheWholeSpace() {
        HeadGeometry geometry = HeadGeometry.of(Heads.of(Heads.weights(Heads.Kind.CONSTANT, 5, 7, 1)));

        assertThat(geometry.centredSpectrum().values()).containsOnly(0);
        assertThat(geometry.centredRank()).isZero();
        assertThat(geometry.rank()).isEqualTo(1);
        assertThat(geometry.dimension()).isEqualTo(5);
        assertThat(geometry.distanceToAffineHull()).isCloseTo(0.1 * Math.sqrt(5), within(1e-15));
        assertThat(geometry.invariantSubspace().invisible(new double[] {1, 2, 3, 4, 5}))
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(geometry.canonicalAngleBound()).isZero();
    }

    @Test
    void theZeroHeadHasRankZero() {
        HeadGeometry geometry = HeadGeometry.of(Heads.of(new double[3][4]));

        assertThat(geometry.rank()).isZero();
        assertThat(geometry.dimension()).isEqualTo(3);
        assertThat(geometry.distanceToAffineHull()).isZero();
    }

    @Test
    void aSimplexHasEqualSingularValues() {
        // The standard basis of R^3 less its mean is a regular simplex: singular values 1, 1, 0.
        HeadGeometry geometry = HeadGeometry.of(Heads.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));

        assertThat(geometry.centredSpectrum().values()).containsExactly(new double[] {1, 1, 0}, within(1e-15));
        assertThat(geometry.spectrum().values()).containsExactly(new double[] {1, 1, 1}, within(1e-15));
        assertThat(geometry.centredRank()).isEqualTo(2);
        assertThat(geometry.distanceToAffineHull()).isCloseTo(1 / Math.sqrt(3), within(1e-15));
        assertThat(geometry.invariantSubspace().invisible(new double[] {1, 2, 6}))
                .containsExactly(new double[] {3, 3, 3}, within(1e-14));
    }

    @Test
    void asManyFeaturesAsClassesSufficeForADirection() {
        HeadGeometry geometry = HeadGeometry.of(Heads.of(Heads.weights(Heads.Kind.GENERIC, 6, 6, 1)));

        assertThat(geometry.dimension()).isEqualTo(1);
        assertThat(geometry.logitInvariantDimension()).isZero();
    }

    @Test
    void oneFeatureAndManyClassesLeaveNothing() {
        HeadGeometry geometry = HeadGeometry.of(Heads.of(new double[][] {{1, 2, 4, 8}}));

        assertThat(geometry.centredRank()).isEqualTo(1);
        assertThat(geometry.dimension()).isZero();
        assertThat(geometry.invariantSubspace().visible(new double[] {7})).containsExactly(7);
        assertThat(geometry.invariantSubspace().invisible(new double[] {7})).containsExactly(0);
    }

    @Test
    void smallSingularValuesAreFoundToTheRoundingOfTheLargest() {
        // Diagonal in a sum-zero basis: w_1 - w_0 and w_2 - w_0 orthogonal, 13 orders of magnitude apart; the square of
        // the
        // smaller vanishes beside that of the larger.
        double tiny = 1e-13;
        HeadGeometry geometry = HeadGeometry.of(Heads.of(new double[][] {
            {1 / Math.sqrt(2), -1 / Math.sqrt(2), 0},
            {tiny / Math.sqrt(6), tiny / Math.sqrt(6), -2 * tiny / Math.sqrt(6)}
        }));

        assertThat(geometry.centredSpectrum().value(1)).isCloseTo(1, within(1e-15));
        assertThat(geometry.centredSpectrum().value(2)).isCloseTo(tiny, within(1e-15));
        assertThat(geometry.centredRank()).isEqualTo(2);
        assertThat(geometry.centredSpectrum().gap(1)).isCloseTo(1 / tiny, within(0.02 / tiny));
    }

    @Test
    void aLowRankHeadStoredInFloat32HasItsRankAndAnAngleBoundThatHolds() {
        SplittableRandom random = new SplittableRandom(7);
        DMatrixRMaj meant = new DMatrixRMaj(30, 20);
        CommonOps_DDRM.mult(Heads.gaussian(30, 4, random), Heads.gaussian(4, 20, random), meant);
        DMatrixRMaj stored = meant.copy();
        for (int k = 0; k < stored.getNumElements(); k++) {
            stored.data[k] = (float) stored.data[k];
        }
        HeadGeometry truth = HeadGeometry.of(Heads.of(meant));
        HeadGeometry geometry =
                HeadGeometry.of(new SoftmaxHead(stored, new double[20], HiddenDomain.REAL, Precision.FLOAT32));

        assertThat(geometry.centredRank()).isEqualTo(4).isEqualTo(truth.centredRank());
        assertThat(geometry.centredRankAtDoublePrecision()).isEqualTo(19);
        assertThat(geometry.exactInvariantSubspace().dimension()).isEqualTo(11);
        assertThat(geometry.invariantSubspace().leak()).isGreaterThan(0).isLessThan(geometry.storageTolerance());

        // The sine of the largest canonical angle: the norm of the part of one V that the other W_c's column space
        // holds.
        DMatrixRMaj columns = CommonOps_DDRM.transpose(truth.invariantSubspace().basis(), null);
        DMatrixRMaj outside = geometry.invariantSubspace().visible(columns);
        double sine = denseSpectrum(outside)[0];
        assertThat(sine).isGreaterThan(1e-9);
        assertThat(Math.asin(sine)).isLessThanOrEqualTo(geometry.canonicalAngleBound());
        assertThat(geometry.canonicalAngleBound()).isLessThan(1e-5);
    }

    @Test
    void aWideHeadInBfloat16KeepsItsRank() {
        DMatrixRMaj w = Heads.weights(Heads.Kind.GENERIC, 256, 10, 3);
        HeadGeometry geometry =
                HeadGeometry.of(new SoftmaxHead(w, new double[10], HiddenDomain.REAL, Precision.BFLOAT16));

        assertThat(geometry.centredRank()).isEqualTo(9);
    }

    @Test
    void aLargeCommonPartOfAllClassesCostsNoDigits() {
        DMatrixRMaj w = Heads.weights(Heads.Kind.GENERIC, 12, 5, 2);
        // Powers of two, so that adding the common part rounds nothing away that the test looks at.
        for (int k = 0; k < w.getNumElements(); k++) {
            w.data[k] = Math.rint(w.data[k] * 1024) / 1024;
        }
        DMatrixRMaj shifted = w.copy();
        CommonOps_DDRM.add(shifted, 1 << 30);
        HeadGeometry plain = HeadGeometry.of(Heads.of(w));
        HeadGeometry geometry = HeadGeometry.of(Heads.of(shifted));

        assertThat(geometry.centredSpectrum().values())
                .containsExactly(plain.centredSpectrum().values(), within(1e-14));
        assertThat(geometry.centredRank()).isEqualTo(4);
        assertThat(geometry.rank()).isEqualTo(5);
    }

    @Test
    void directionsDependOnTheRandomStreamAlone() {
        InvariantSubspace subspace = HeadGeometry.of(Heads.of(Heads.weights(Heads.Kind.GENERIC, 200, 70, 1)))
                .invariantSubspace();

        DMatrixRMaj once = subspace.randomDirections(40, new SplittableRandom(5));
        DMatrixRMaj again = subspace.randomDirections(40, new SplittableRandom(5));
        assertThat(once.data).containsExactly(again.data);
        double[] first = subspace.randomDirections(1, new SplittableRandom(5)).data;
        assertThat(first).containsExactly(Arrays.copyOf(once.data, 200));
    }
}
