package org.halfspace.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

class ExactCombinationTest {

    private static SoftmaxHead head(int l, int m, SplittableRandom random) {
        DMatrixRMaj weights = new DMatrixRMaj(l, m);
        for (int k = 0; k < weights.getNumElements(); k++) {
            weights.data[k] = random.nextGaussian() * Math.scalb(1.0, random.nextInt(-20, 20));
        }
        return new SoftmaxHead(weights, new double[m], HiddenDomain.REAL, Precision.FLOAT64);
    }

    @Property(seed = "1")
    void theCombinationIsExactOnEveryFeature(@ForAll @IntRange(min = 1, max = 9) int l, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SoftmaxHead head = head(l, l + 2, random);
        // The class to bar is a dyadic combination of the others, so that it is inside exactly.
        int[] support = IntStream.rangeClosed(1, l + 1).toArray();
        double[] lambda = new double[l + 1];
        double left = 1;
        for (int c = 0; c < l; c++) {
            lambda[c] = left / 2;
            left -= lambda[c];
        }
        lambda[l] = left;
        for (int k = 0; k < l; k++) {
            double sum = 0;
            for (int c = 0; c <= l; c++) {
                head.weights().set(k, support[c], Math.rint(head.weights().get(k, support[c]) * 16));
                sum += lambda[c] * head.weights().get(k, support[c]);
            }
            head.weights().set(k, 0, sum);
        }
        Optional<BigInteger[]> weights =
                ExactCombination.solve(head, 0, support, IntStream.range(0, l).toArray());
        if (weights.isEmpty()) {
            // Rounding to whole numbers can have made the others dependent.
            return;
        }
        BigDecimal total = BigDecimal.ZERO;
        for (BigInteger weight : weights.get()) {
            assertThat(weight.signum()).isNotNegative();
            total = total.add(new BigDecimal(weight));
        }
        for (int k = 0; k < l; k++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int c = 0; c <= l; c++) {
                sum = sum.add(new BigDecimal(weights.get()[c])
                        .multiply(new BigDecimal(head.weights().get(k, support[c]))));
            }
            BigDecimal expected = total.multiply(new BigDecimal(head.weights().get(k, 0)));
            assertThat(sum).isEqualByComparingTo(expected);
        }
    }

    @Test
    void aPointOutsideIsNoCombination() {
        DMatrixRMaj weights = new DMatrixRMaj(new double[][] {{2.0000000000000004, 0, 2}});
        SoftmaxHead head = new SoftmaxHead(weights, new double[] {1, 2, 2}, HiddenDomain.REAL, Precision.FLOAT64);

        assertThat(ExactCombination.solve(head, 0, new int[] {1, 2}, new int[] {0}))
                .isEmpty();
        assertThat(ExactCombination.solve(head, 2, new int[] {1, 0}, new int[] {0}))
                .isPresent();
    }

    @Test
    void theSignOfABiasIsExact() {
        DMatrixRMaj weights = new DMatrixRMaj(new double[][] {{0, -1, 1}});
        BigInteger[] halves = {BigInteger.ONE, BigInteger.ONE};
        int[] others = {1, 2};
        double least = Double.MIN_VALUE;

        SoftmaxHead below =
                new SoftmaxHead(weights, new double[] {least, 0, least}, HiddenDomain.REAL, Precision.FLOAT64);
        SoftmaxHead level = new SoftmaxHead(
                weights, new double[] {1, 1 - 0x1p-53, 1 + 0x1p-52}, HiddenDomain.REAL, Precision.FLOAT64);
        assertThat(ExactCombination.bars(below, HiddenDomain.REAL, 0, others, halves))
                .isFalse();
        assertThat(ExactCombination.bars(level, HiddenDomain.REAL, 0, others, halves))
                .isTrue();
    }

    @Test
    void aCombinationBarsAClassFromTheDomainsWhereItsExcessPointsInwards() {
        // Class 0 gains 1 on class 1 for each unit of the feature, and starts 2 below.
        DMatrixRMaj weights = new DMatrixRMaj(new double[][] {{1, 0}});
        SoftmaxHead head = new SoftmaxHead(weights, new double[] {-2, 0}, HiddenDomain.REAL, Precision.FLOAT64);
        int[] other = {1};
        BigInteger[] one = {BigInteger.ONE};

        assertThat(ExactCombination.bars(head, HiddenDomain.parse("box:-9,2"), 0, other, one))
                .isTrue();
        assertThat(ExactCombination.bars(head, HiddenDomain.parse("box:-9,2.0000000000000004"), 0, other, one))
                .isFalse();
        assertThat(ExactCombination.bars(head, HiddenDomain.NONNEGATIVE, 0, other, one))
                .isFalse();
        assertThat(ExactCombination.bars(head, HiddenDomain.parse("box:-inf,2"), 0, other, one))
                .isTrue();
    }
}
