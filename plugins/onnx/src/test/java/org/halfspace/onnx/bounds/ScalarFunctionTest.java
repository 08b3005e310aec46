package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values, slopes and lines of functions hold of real numbers; what is true comes from exact arithmetic, or from sixty digits. */
class ScalarFunctionTest {
    private static final MathContext DIGITS = new MathContext(60);

    private final Random random = new Random(13);

    /** A number of any size from 2^-30 to 2^4. */
    private double number() {
        return (random.nextBoolean() ? 1 : -1) * (1 + random.nextDouble()) * Math.pow(2, random.nextInt(34) - 30);
    }

    private static Lines lines(ScalarFunction function, double low, double high) {
        Lines lines = new Lines(1);
        function.relax(low, high, Double.NaN, 0, lines);
        return lines;
    }

    private static BigDecimal line(double slope, double intercept, BigDecimal z) {
        return Exact.of(slope).multiply(z).add(Exact.of(intercept));
    }

    /** f(z) lies between the lines. */
    private static void holds(Lines lines, BigDecimal z, BigDecimal f) {
        assertThat(f)
                .as("f(%s)", z)
                .isBetween(
                        line(lines.lowSlope[0], lines.lowIntercept[0], z),
                        line(lines.upSlope[0], lines.upIntercept[0], z));
    }

    @Test
    void aRectifiersLinesHoldAtBothEndsAndAtItsCorner() {
        for (int round = 0; round < 20_000; round++) {
            double low = -Math.abs(number());
            double high = Math.abs(number());
            Lines lines = lines(new Rectifier(), low, high);
            for (double z : new double[] {low, 0, high}) {
                holds(lines, Exact.of(z), Exact.of(Math.max(0, z)));
            }
        }
    }

    @Test
    void aClippedNumbersLinesHoldAtItsEndsAndCorners() {
        for (int round = 0; round < 20_000; round++) {
            Clipping clipping = new Clipping(-Math.abs(number()), Math.abs(number()));
            double one = number();
            double other = number();
            double low = Math.min(one, other);
            double high = Math.max(one, other);
            Lines lines = lines(clipping, low, high);
            for (double z : new double[] {low, high, clipping.least(), clipping.greatest()}) {
                if (z >= low && z <= high) {
                    holds(lines, Exact.of(z), Exact.of(Math.min(clipping.greatest(), Math.max(clipping.least(), z))));
                }
            }
        }
    }

    private static BigDecimal exp(BigDecimal z) {
        int halvings = 12;
        BigDecimal small = z.divide(BigDecimal.valueOf(1L << halvings), DIGITS);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; k < 30; k++) {
            term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    private static BigDecimal sigmoid(BigDecimal z) {
        return BigDecimal.ONE.divide(exp(z.negate()).add(BigDecimal.ONE), DIGITS);
    }

    private static BigDecimal tanh(BigDecimal z) {
        return sigmoid(z.add(z)).multiply(BigDecimal.valueOf(2)).subtract(BigDecimal.ONE);
    }

    /** log(1 + e^z), by Newton's method from the double that is nearest. */
    private static BigDecimal softplus(BigDecimal z) {
        BigDecimal number = exp(z).add(BigDecimal.ONE);
        BigDecimal log = new BigDecimal(Math.log(number.doubleValue()));
        for (int step = 0; step < 3; step++) {
            log = log.add(number.multiply(exp(log.negate()), DIGITS).subtract(BigDecimal.ONE), DIGITS);
        }
        return log;
    }

    private static BigDecimal sigmoidSlope(BigDecimal z) {
        return sigmoid(z).multiply(sigmoid(z.negate()));
    }

    private static BigDecimal tanhSlope(BigDecimal z) {
        return sigmoidSlope(z.add(z)).multiply(BigDecimal.valueOf(4));
    }

    static Stream<Arguments> smooth() {
        return Stream.of(
                smooth("exp", Activations.EXP, ScalarFunctionTest::exp, ScalarFunctionTest::exp),
                smooth("sigmoid", Activations.SIGMOID, ScalarFunctionTest::sigmoid, ScalarFunctionTest::sigmoidSlope),
                smooth("tanh", Activations.TANH, ScalarFunctionTest::tanh, ScalarFunctionTest::tanhSlope),
                smooth("softplus", Activations.SOFTPLUS, ScalarFunctionTest::softplus, ScalarFunctionTest::sigmoid));
    }

    private static Arguments smooth(
            String name, ScalarFunction function, UnaryOperator<BigDecimal> value, UnaryOperator<BigDecimal> slope) {
        return Arguments.of(name, function, value, slope);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smooth")
    void aSmoothFunctionsValueAndSlopeAreEnclosed(
            String name, ScalarFunction function, UnaryOperator<BigDecimal> value, UnaryOperator<BigDecimal> slope) {
        for (int round = 0; round < 300; round++) {
            double z = number();
            BigDecimal exact = value.apply(Exact.of(z));
            assertThat(exact).as("f(%s)", z).isBetween(Exact.of(function.below(z)), Exact.of(function.above(z)));
            assertThat(slope.apply(Exact.of(z)))
                    .as("f'(%s)", z)
                    .isBetween(Exact.of(function.leastSlope(z, z)), Exact.of(function.greatestSlope(z, z)));
        }
    }

    /** Intervals from a single number to one that is many times wider: the narrower, the more rounding counts. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("smooth")
    void aSmoothFunctionLiesBetweenItsLines(
            String name, ScalarFunction function, UnaryOperator<BigDecimal> value, UnaryOperator<BigDecimal> slope) {
        for (int round = 0; round < 300; round++) {
            double low = number();
            double high = round % 2 == 0 ? low : low + Math.abs(low) * Math.pow(2, -random.nextInt(54));
            Lines lines = lines(function, low, high);
            for (double z : new double[] {low, low / 2 + high / 2, high}) {
                holds(lines, Exact.of(z), value.apply(Exact.of(z)));
            }
        }
    }
}
