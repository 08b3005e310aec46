package org.halfspace.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;

class HouseholderQrTest {

    @Property(seed = "1", tries = 60)
    void theFactorsMultiplyToTheMatrix(
            @ForAll @IntRange(min = 1, max = 150) int columns,
            @ForAll @IntRange(min = 0, max = 90) int more,
            @ForAll long seed) {
        DMatrixRMaj matrix = Heads.gaussian(columns + more, columns, new SplittableRandom(seed));
        HouseholderQr qr = new HouseholderQr(matrix);

        double[][] product = new double[columns][columns + more];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < columns; i++) {
                assertThat(i > j ? qr.r().get(i, j) : 0).isZero();
                product[j][i] = qr.r().get(i, j);
            }
        }
        qr.apply(product);
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < columns + more; i++) {
                assertThat(product[j][i]).isCloseTo(matrix.get(i, j), within(1e-12));
            }
        }
    }

    @Property(seed = "1", tries = 60)
    void theTransposeOfQIsItsInverse(
            @ForAll @IntRange(min = 1, max = 150) int columns,
            @ForAll @IntRange(min = 0, max = 90) int more,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HouseholderQr qr = new HouseholderQr(Heads.gaussian(columns + more, columns, random));
        double[][] vectors = {Heads.gaussian(1, columns + more, random).data};
        double[] before = vectors[0].clone();

        qr.applyTransposed(vectors);
        assertThat(Kernels.dot(vectors[0], vectors[0], 0, before.length))
                .isCloseTo(Kernels.dot(before, before, 0, before.length), within(1e-10));
        qr.apply(vectors);
        assertThat(vectors[0]).containsExactly(before, within(1e-12));
    }

    @Property(seed = "1", tries = 20)
    void numbersWhoseSquaresVanishOrOverflowAreFactorisedLikeOthers(@ForAll @IntRange(min = -1, max = 1) int sign) {
        double scale = Math.pow(10, 200.0 * sign);
        DMatrixRMaj matrix = Heads.gaussian(9, 5, new SplittableRandom(3));
        HouseholderQr plain = new HouseholderQr(matrix.copy());
        for (int k = 0; k < matrix.getNumElements(); k++) {
            matrix.data[k] *= scale;
        }
        HouseholderQr scaled = new HouseholderQr(matrix);

        for (int k = 0; k < 25; k++) {
            assertThat(scaled.r().data[k] / scale).isCloseTo(plain.r().data[k], within(1e-13));
        }
    }
}
