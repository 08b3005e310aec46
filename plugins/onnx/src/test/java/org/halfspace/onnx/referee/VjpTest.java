package org.halfspace.onnx.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.kernel.Operator;
import org.halfspace.onnx.referee.kernel.Operator.Gradient;
import org.halfspace.onnx.referee.kernel.Operators;
import org.junit.jupiter.api.Test;

/** Every vector-Jacobian product against difference quotients in double precision, on random shapes and attributes. */
class VjpTest {
    /** The step of the quotient: its fourth power, which is the error, is below the rounding of the function divided by it. */
    private static final double STEP = 2e-4;

    private static final double TOLERANCE = 1e-7;

    private static final RandomNodes NODES = new RandomNodes();

    @Test
    void has_a_random_node_for_every_operator_that_it_differentiates() {
        List<String> differentiated = Operators.all().list().stream()
                .filter(operator -> operator.gradient() == Gradient.EXACT)
                .map(Operator::qualifiedName)
                .toList();

        assertThat(NODES.makers().keySet()).containsExactlyInAnyOrderElementsOf(differentiated);
    }

    /** About thirty nodes of each operator; the same in every run. */
    @Property(tries = 3500, seed = "1", shrinking = ShrinkingMode.OFF)
    void agrees_with_central_differences(@ForAll("nodes") Tuple2<String, Long> choice) {
        Dice dice = new Dice(choice.get2());
        OneNode node = NODES.makers().get(choice.get1()).apply(dice);
        Referee referee = node.referee();
        Array value = referee.run(node.inputs(), "y0");
        Array cotangent = dice.normal(value.shape());

        node.inputs().forEach((name, input) -> {
            if (input.isReal() && isDifferentiable(node, name)) {
                double[] gradient =
                        referee.vjp(node.inputs(), "y0", cotangent, name).reals();
                double scale = 1;
                for (double one : gradient) {
                    scale = Math.max(scale, Math.abs(one));
                }
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(Math.abs(gradient[i] - quotient(referee, node.inputs(), name, i, cotangent)))
                            .as(
                                    "%s with %s, by element %d of %s",
                                    node.node(), node.node().attributes(), i, name)
                            .isLessThanOrEqualTo(TOLERANCE * scale);
                }
            }
        });
    }

    /** Bounds, scales, regions and fill values are parameters; no cotangent is promised for them. */
    private static boolean isDifferentiable(OneNode node, String input) {
        return switch (node.node().opType()) {
            case "Clip", "Resize", "Upsample", "CastLike" -> input.equals("x0");
            default -> true;
        };
    }

    private static double quotient(Referee referee, Map<String, Array> inputs, String name, int i, Array cotangent) {
        double near =
                moved(referee, inputs, name, i, STEP, cotangent) - moved(referee, inputs, name, i, -STEP, cotangent);
        double far = moved(referee, inputs, name, i, 2 * STEP, cotangent)
                - moved(referee, inputs, name, i, -2 * STEP, cotangent);
        return (8 * near - far) / (12 * STEP);
    }

    private static double moved(
            Referee referee, Map<String, Array> inputs, String name, int i, double by, Array cotangent) {
        double[] values = inputs.get(name).reals().clone();
        values[i] += by;
        Map<String, Array> all = new HashMap<>(inputs);
        all.put(name, Array.of(values, inputs.get(name).shape()));
        double[] y = referee.run(all, "y0").reals();
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            sum += y[k] * cotangent.reals()[k];
        }
        return sum;
    }

    @Provide
    Arbitrary<Tuple2<String, Long>> nodes() {
        return Arbitraries.of(NODES.makers().keySet())
                .flatMap(name -> Arbitraries.longs().map(seed -> Tuple.of(name, seed)));
    }
}
