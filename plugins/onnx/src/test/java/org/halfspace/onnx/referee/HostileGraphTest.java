package org.halfspace.onnx.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.kernel.Limits;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Graphs of a few bytes that ask for terabytes or centuries, and nodes that make no sense. */
class HostileGraphTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Limits SMALL = new Limits(1 << 20, 1 << 24);

    private static final RandomNodes NODES = new RandomNodes();

    @TestFactory
    Stream<DynamicTest> refuses_absurd_sizes_at_once() {
        long huge = 1L << 40;
        Array image = Array.of(new double[16], 1, 1, 4, 4);
        Array weights = Array.of(new double[4], 1, 1, 2, 2);
        Array one = Array.scalar(1);
        return Stream.of(
                        OneNode.of("ConstantOfShape", list(1 << 30, 1 << 30)),
                        OneNode.of("ConstantOfShape", list(1 << 30)),
                        OneNode.of("ConstantOfShape", list(huge)),
                        OneNode.of("ConstantOfShape", list(-5)),
                        OneNode.of("Expand", one, list(1 << 30)),
                        OneNode.of("Expand", one, list(1 << 16, 1 << 16)),
                        OneNode.of("Tile", image, list(1 << 30, 1, 1, 1)),
                        OneNode.of("Tile", image, list(1, 1, 1 << 14, 1 << 14)),
                        OneNode.of("Range", number(0), number(huge), number(1)),
                        OneNode.of("Range", one, Array.scalar(Double.POSITIVE_INFINITY), one),
                        OneNode.of("Range", one, one, Array.scalar(0)),
                        OneNode.of("Pad", image, list(0, 0, 0, 0, 0, 0, 0, huge)),
                        OneNode.of("Pad", image, list(0, 0, 0, 0, 0, 0, 1 << 14, 1 << 14)),
                        OneNode.of("Pad", image, list(0, 0, Long.MAX_VALUE, 0, 0, 0, Long.MAX_VALUE, 0)),
                        OneNode.of("Resize", image, null, Array.of(new double[] {1, 1, 1e12, 1}, 4)),
                        OneNode.of("Resize", image, null, Array.of(new double[] {1, 1, 1e4, 1e4}, 4)),
                        OneNode.of("Resize", image, null, Array.of(new double[] {1, 1, Double.NaN, 1}, 4)),
                        OneNode.of("OneHot", number(0), number(huge), Array.of(new double[2], 2)),
                        OneNode.of("OneHot", number(0), number(1 << 30), Array.of(new double[2], 2)),
                        OneNode.of("Conv", image, weights).with("pads", 1 << 14, 1 << 14, 1 << 14, 1 << 14),
                        OneNode.of("Conv", image, weights).with("dilations", 1 << 29, 1 << 29),
                        OneNode.of("Conv", image, weights).with("group", huge),
                        OneNode.of("ConvTranspose", image, weights).with("strides", 1 << 29, 1),
                        OneNode.of("ConvTranspose", image, weights).with("strides", 1 << 13, 1 << 13),
                        OneNode.of("MaxPool", image)
                                .with("kernel_shape", 1 << 14, 1 << 14)
                                .with("pads", 1 << 14, 1 << 14, 1 << 14, 1 << 14),
                        OneNode.of("AveragePool", image).with("kernel_shape", 1 << 30, 1 << 30),
                        OneNode.of("DepthToSpace", image).with("blocksize", 1 << 14),
                        OneNode.of("Einsum", vector(200), vector(200), vector(200), vector(200))
                                .with("equation", "a,b,c,d->"),
                        OneNode.of(
                                "Add",
                                Array.of(new double[1 << 16], 1 << 16, 1),
                                Array.of(new double[1 << 16], 1, 1 << 16)),
                        OneNode.of(
                                "MatMul",
                                Array.of(new double[1 << 16], 1 << 16, 1),
                                Array.of(new double[1 << 16], 1, 1 << 16)),
                        OneNode.of("Gather", vector(1 << 12), Array.integers(new long[] {1L << 33}, 1)))
                .map(node -> DynamicTest.dynamicTest(
                        node.node() + " " + node.node().attributes(),
                        () -> Assertions.assertTimeout(SOON, () -> assertThatThrownBy(
                                        () -> Referee.of(node.graph(), SMALL).run(node.inputs(), "y0"))
                                .isInstanceOf(InputException.class)
                                .hasMessageContaining(node.node().opType() + " \"y0\""))));
    }

    private static Array list(long... values) {
        return Array.integers(values, values.length);
    }

    private static Array number(long value) {
        return Array.integers(new long[] {value});
    }

    private static Array vector(int size) {
        return Array.of(new double[size], size);
    }

    /** A node is spoilt in one place; whatever happens, it is a value or an error for the user. */
    @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
    void answers_nonsense_with_a_value_or_an_error_that_names_the_node(@ForAll("nodes") Tuple2<String, Long> choice) {
        Dice dice = new Dice(choice.get2());
        OneNode node = spoilt(NODES.makers().get(choice.get1()).apply(dice), dice);

        try {
            assertThat(Referee.of(node.graph(), SMALL).run(node.inputs(), "y0")).isNotNull();
        } catch (InputException e) {
            assertThat(e).hasMessageContaining("where:");
        }
    }

    private static OneNode spoilt(OneNode node, Dice dice) {
        List<String> names = new ArrayList<>(node.node().attributes().keySet());
        int place = dice.between(0, names.size() + node.inputs().size() - 1);
        if (place < names.size()) {
            String name = names.get(place);
            Attribute value = node.node().attributes().get(name);
            if (value instanceof Attribute.Int) {
                return node.with(name, dice.oneOf(-1L, 0L, 1L << 31, Long.MIN_VALUE, Long.MAX_VALUE));
            } else if (value instanceof Attribute.Ints list) {
                return node.with(name, new Attribute.Ints(spoilt(list.values(), dice)));
            } else if (value instanceof Attribute.Real) {
                return node.with(name, dice.oneOf(Float.NaN, 0f, Float.MAX_VALUE, -1f));
            }
            return node.with(name, "nonsense");
        }
        return withInput(node, "x" + dice.between(0, node.node().inputs().size() - 1), dice);
    }

    private static long[] spoilt(long[] values, Dice dice) {
        long[] other = values.clone();
        if (other.length > 0) {
            other[dice.between(0, other.length - 1)] = dice.oneOf(-1L, 0L, 1L << 31, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        return dice.coin() ? other : Arrays.copyOf(other, other.length + 1);
    }

    private static OneNode withInput(OneNode node, String name, Dice dice) {
        Map<String, Array> inputs = new HashMap<>(node.inputs());
        Node bare = node.node();
        if (!inputs.containsKey(name)) {
            return node;
        }
        switch (dice.between(0, 3)) {
            case 0 -> {
                inputs.remove(name);
                bare = bare.withInputs(bare.inputs().stream()
                        .map(input -> input.equals(name) ? "" : input)
                        .toList());
            }
            case 1 -> inputs.put(name, dice.reals(dice.shape(dice.between(0, 4))));
            case 2 -> inputs.put(name, dice.integers(-9, 9, dice.shape(dice.between(0, 2))));
            default -> inputs.put(name, Array.of(new double[0], 0, 2));
        }
        return new OneNode(bare, node.opset(), inputs, node.outputs());
    }

    @Provide
    Arbitrary<Tuple2<String, Long>> nodes() {
        return Arbitraries.of(NODES.makers().keySet())
                .flatMap(name -> Arbitraries.longs().map(seed -> Tuple.of(name, seed)));
    }
}
