package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.halfspace.onnx.bounds.LostSums.ones;
import static org.halfspace.onnx.bounds.LostSums.sum;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.halfspace.onnx.bounds.Separation.Target;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Maxima over regions and distances to targets hold of real numbers; what is true comes from exact arithmetic. */
class RegionTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void theMaximumOverABallOfOnePointIsNotBelowItsValue(String name, double[] terms) {
        // Every other number is zero: whoever adds up two sums at once, adds these to one.
        double[] form = new double[2 * terms.length];
        for (int i = 0; i < terms.length; i++) {
            form[2 * i] = terms[i];
        }
        for (Norm norm : Norm.values()) {
            Region region = new Region(new InputBall(ones(form.length), norm, 0, -2, 2));
            BigDecimal exact = Exact.dot(form, ones(form.length));
            assertThat(Exact.of(region.maximumOfBall(form, new double[form.length])))
                    .as("%s, alone", norm)
                    .isGreaterThanOrEqualTo(exact);
            assertThat(Exact.of(region.maximum(form.clone()))).as("%s", norm).isGreaterThanOrEqualTo(exact);
        }
    }

    @Test
    void aBoxHoldsTheBall() {
        Random random = new Random(3);
        for (int round = 0; round < 100; round++) {
            double centre = random.nextDouble();
            double radius = random.nextDouble() * Math.pow(2, -random.nextInt(70));
            Region region = new Region(new InputBall(new double[] {centre}, Norm.LINF, radius, -9, 9));
            assertThat(Exact.of(region.low()[0]))
                    .isLessThanOrEqualTo(Exact.of(centre).subtract(Exact.of(radius)));
            assertThat(Exact.of(region.high()[0]))
                    .isGreaterThanOrEqualTo(Exact.of(centre).add(Exact.of(radius)));
        }
    }

    /**
     * An inequality with a multiplier: coefficients that cancel have lost most of their digits. The first pixel is all that the inequality
     * can hold back; the others are fixed, and say how much rounding counts.
     */
    @Test
    void theMaximumUnderAnInequalityIsNotBelowAnyValue() {
        Random random = new Random(9);
        double room = 0x1p-30;
        for (int round = 0; round < 2000; round++) {
            // So few digits that their sum is exactly zero.
            double second = random.nextInt(1 << 20) * 0x1p-20;
            double third = random.nextInt(1 << 20) * 0x1p-20;
            double[] normal = {-1, second, third, -second - third};
            double multiplier = random.nextDouble();
            double[] form = Arrays.stream(normal).map(one -> -multiplier * one).toArray();
            Region region = new Region(new InputBall(new double[] {0, 1, 1, 1}, Norm.LINF, room, 0, 1));
            region.require(normal, room / 2);
            // The first pixel at half its room, the others where the centre is.
            double[] point = {room / 2, 1, 1, 1};
            assertThat(Exact.of(region.maximum(form.clone())))
                    .as("round %d", round)
                    .isGreaterThanOrEqualTo(Exact.dot(form, point));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void aTargetIsFartherThanNoDirectionSays(String name, double[] terms) {
        double[][] forms = new double[terms.length][1];
        for (int k = 0; k < terms.length; k++) {
            forms[k][0] = 1;
        }
        Target values = new Target(forms, terms, terms);
        assertThat(Exact.of(values.against(ones(terms.length))))
                .isGreaterThanOrEqualTo(sum(terms).negate());

        double[][] matrix =
                Arrays.stream(terms).mapToObj(term -> new double[] {term}).toArray(double[][]::new);
        Target target = new Target(matrix, new double[terms.length], new double[terms.length]);
        double[] u = ones(terms.length);
        ProgramBuilder builder = new ProgramBuilder(1);
        Program program = builder.build(builder.linear(0, Sparse.identity(1, 1)));
        Enclosure enclosure = new Enclosure(program, ones(1), ones(1));
        assertThat(Exact.dot(target.form(u), 1).add(Exact.of(target.rounding(u, enclosure, 1))))
                .isGreaterThanOrEqualTo(sum(terms));
    }
}
