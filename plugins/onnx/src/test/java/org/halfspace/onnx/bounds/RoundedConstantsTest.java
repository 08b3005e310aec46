package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.junit.jupiter.api.Test;

/** Operators whose coefficients are no doubles: bounds are those of the operator as the file has it, to sixty digits. */
class RoundedConstantsTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final int CHANNELS = 400;

    private final Random random = new Random(29);

    private double[] numbers(double low, double high) {
        return random.doubles(CHANNELS, low, high).map(value -> (float) value).toArray();
    }

    private static Tensor tensor(double... numbers) {
        return Tensor.of(ElementType.FLOAT, numbers, numbers.length);
    }

    private static Program program(GraphBuilder builder, int... shape) {
        Graph graph = builder.output(ValueInfo.of("y", ElementType.FLOAT)).build();
        return ProgramCompiler.compile(graph, "x", shape, "y").program().orElseThrow();
    }

    private static GraphBuilder input(long... shape) {
        return Graph.builder().opset("", 13).input(ValueInfo.of("x", ElementType.FLOAT, shape));
    }

    /** Intervals and forms that are pulled back, at one input. */
    private static void encloses(Program program, double[] x, BigDecimal... exact) {
        Enclosure enclosure = new Enclosure(program, x.clone(), x.clone());
        int output = program.output();
        for (int i = 0; i < exact.length; i++) {
            assertThat(exact[i])
                    .as("number %d", i)
                    .isBetween(
                            Exact.of(enclosure.lower(output)[i]),
                            Exact.of(enclosure.upper(output)[i]));
            for (int sign : new int[] {1, -1}) {
                double[][] row = new double[1][exact.length];
                row[0][i] = sign;
                Backward.Forms form = new Backward(enclosure).pull(output, row);
                assertThat(Exact.dot(form.coefficients()[0], x).add(Exact.of(form.constants()[0])))
                        .as("%d times number %d", sign, i)
                        .isGreaterThanOrEqualTo(exact[i].multiply(Exact.of(sign)));
            }
        }
    }

    /** Means and biases that nearly cancel: the shift is known to few digits of what is left. */
    @Test
    void batchNormalisationHoldsWhatItsShiftLoses() {
        double[] scale = numbers(0.5, 2);
        double[] mean = numbers(0.5, 2);
        double[] variance = numbers(0.5, 2);
        float epsilon = 1e-5f;
        double[] bias = new double[CHANNELS];
        BigDecimal[] exact = new BigDecimal[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            BigDecimal shift = Exact.of(scale[c])
                    .multiply(Exact.of(mean[c]))
                    .divide(Exact.of(variance[c]).add(Exact.of(epsilon)).sqrt(DIGITS), DIGITS);
            bias[c] = shift.floatValue();
            exact[c] = Exact.of(bias[c]).subtract(shift);
        }
        Program program = program(
                input(1, CHANNELS)
                        .constant("s", tensor(scale))
                        .constant("b", tensor(bias))
                        .constant("m", tensor(mean))
                        .constant("v", tensor(variance))
                        .node("BatchNormalization", "y", "x", "s", "b", "m", "v"),
                1,
                CHANNELS);
        encloses(program, new double[CHANNELS], exact);
    }

    @Test
    void aQuotientHoldsWhatItsFactorLoses() {
        double[] divisor = numbers(0.5, 2);
        double[] x = numbers(-1, 1);
        BigDecimal[] exact = new BigDecimal[CHANNELS];
        Arrays.setAll(exact, c -> Exact.of(x[c]).divide(Exact.of(divisor[c]), DIGITS));
        encloses(
                program(input(1, CHANNELS).constant("d", tensor(divisor)).node("Div", "y", "x", "d"), 1, CHANNELS),
                x,
                exact);
    }

    @Test
    void anAverageHoldsWhatItsFactorLoses() {
        double[] x = numbers(-1, 1);
        int window = 3;
        int outputs = CHANNELS - window + 1;
        BigDecimal[] exact = new BigDecimal[outputs];
        Arrays.setAll(exact, i -> Exact.of(x[i])
                .add(Exact.of(x[i + 1]))
                .add(Exact.of(x[i + 2]))
                .divide(Exact.of(window), DIGITS));
        encloses(
                program(
                        input(1, 1, 1, CHANNELS)
                                .node(Node.of("AveragePool", List.of("x"), "y").with("kernel_shape", 1, window)),
                        1,
                        1,
                        1,
                        CHANNELS),
                x,
                exact);
    }

    /** Slopes so small that 1 less the slope is no double. */
    @Test
    void aLeakyRectifierHoldsWhatItsSecondSlopeLoses() {
        double[] slopes = Arrays.stream(numbers(1e-12, 1e-10)).toArray();
        double[] x = numbers(0.5, 1);
        BigDecimal[] exact = Exact.of(x);
        Program program = program(
                input(1, CHANNELS).constant("slope", tensor(slopes)).node("PRelu", "y", "x", "slope"), 1, CHANNELS);
        encloses(program, x, exact);
        Arrays.setAll(exact, c -> Exact.of(-x[c]).multiply(Exact.of(slopes[c])));
        encloses(program, Arrays.stream(x).map(one -> -one).toArray(), exact);
    }
}
