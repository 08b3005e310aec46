package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.Dice;
import org.halfspace.onnx.referee.OneNode;
import org.halfspace.onnx.referee.RandomNodes;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.run.Values;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operator of the table on nodes with random shapes, attributes and operator sets: both products against the referee in
 * double precision, and that against difference quotients. Seeds are fixed, so that every run is the same;
 * {@code -Dsurefire.arguments="-Drandom.gradient.tries=100 -Drandom.gradient.seed=1000"} looks further.
 */
class RandomGradientTest {
    private static final int TRIES = Integer.getInteger("random.gradient.tries", 4);

    private static final long FIRST_SEED = Long.getLong("random.gradient.seed", 1);

    /** So many nodes are drawn for one in a form that an operator set has. */
    private static final int MOST_DRAWS = 40;

    /** Of the greatest number, or of 1: float32 in a dozen operations. */
    private static final double VALUE_TOLERANCE = 1e-5;

    private static final Map<String, Function<Dice, OneNode>> MAKERS = makers();

    /** Inputs that say what to do and are not differentiated: bounds, regions, scales of a grid, statistics, weights. */
    private static final Map<String, Set<Integer>> PARAMETERS = Map.ofEntries(
            Map.entry("Conv", Set.of(1, 2)),
            Map.entry("FusedConv", Set.of(1, 2)),
            Map.entry("ConvTranspose", Set.of(1, 2)),
            Map.entry("Clip", Set.of(1, 2)),
            Map.entry("CastLike", Set.of(1)),
            Map.entry("Resize", Set.of(1, 2)),
            Map.entry("RotaryEmbedding", Set.of(1, 2)),
            Map.entry("Upsample", Set.of(1)),
            Map.entry("BatchNormalization", Set.of(1, 2, 3, 4)),
            Map.entry("QuantizeLinear", Set.of(1)),
            Map.entry("DequantizeLinear", Set.of(1)));

    @Test
    void there_is_a_random_node_for_every_operator_of_the_table() {
        assertThat(MAKERS.keySet())
                .containsAll(entries(way -> !(way instanceof OperatorEntry.Flat))
                        .map(RandomGradientTest::name)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> both_products_agree_with_the_referee() {
        return entries(way -> !(way instanceof OperatorEntry.Flat))
                .map(entry -> DynamicTest.dynamicTest(name(entry), () -> check(entry)));
    }

    @TestFactory
    Stream<DynamicTest> a_flat_operator_counts_as_a_constant() {
        return entries(OperatorEntry.Flat.class::isInstance)
                .map(RandomGradientTest::name)
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Nets net = Nets.of(5);
                    String factor = net.node(name, List.of("x"));
                    Graph graph = net.to(net.node("Mul", List.of("x", factor)));
                    DifferentiableGraph subject =
                            DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
                    VjpGraph vjp = VjpGraph.of(subject);
                    Tensor x = Tensor.floats(new float[] {-2.3f, -0.4f, 0.7f, 1.2f, 2.6f}, 1, 5);
                    Tensor ones = Tensor.floats(new float[] {1, 1, 1, 1, 1}, 1, 5);
                    Map<String, Values> found = Jacobians.run(vjp.graph(), Map.of("x", x, vjp.cotangent(), ones));
                    double[] gradient = found.get(vjp.gradient()).numbers();
                    double[] y = found.get(subject.target()).numbers();
                    for (int i = 0; i < y.length; i++) {
                        assertThat((float) (gradient[i] * x.doubles()[i])).isEqualTo((float) y[i]);
                    }
                }));
    }

    private static Map<String, Function<Dice, OneNode>> makers() {
        Map<String, Function<Dice, OneNode>> makers = new TreeMap<>(new RandomNodes().makers());
        makers.put("QuantizeLinear", RandomGradientTest::quantised);
        makers.put("DequantizeLinear", RandomGradientTest::quantised);
        return makers;
    }

    /** A QuantizeLinear of numbers some of which saturate; a DequantizeLinear comes behind it. */
    private static OneNode quantised(Dice dice) {
        int[] shape = dice.shape(3);
        ElementType type = dice.coin() ? ElementType.UINT8 : ElementType.INT8;
        boolean perChannel = dice.coin();
        double[] x = dice.reals(shape).reals();
        double[] scales = new double[perChannel ? shape[1] : 1];
        long[] zeros = new long[scales.length];
        for (int k = 0; k < scales.length; k++) {
            scales[k] = 0.0011 * dice.between(1, 4);
            zeros[k] = dice.between(0, 100);
        }
        int[] parameters = perChannel ? new int[] {shape[1]} : new int[0];
        OneNode node = OneNode.of(
                "QuantizeLinear",
                Array.of(x, shape),
                Array.of(scales, parameters),
                Array.integers(type, zeros, parameters));
        return perChannel ? node.with("axis", 1) : node;
    }

    private static Stream<OperatorEntry> entries(Predicate<OperatorEntry.Way> choice) {
        return StandardOperators.table().entries().stream().filter(entry -> choice.test(entry.way()));
    }

    private static String name(OperatorEntry entry) {
        return entry.domain().isEmpty() ? entry.operator() : entry.domain() + "." + entry.operator();
    }

    private static void check(OperatorEntry entry) {
        OperatorEntry.Versions versions = entry.versions();
        Function<Dice, OneNode> maker = MAKERS.get(name(entry));
        for (int k = 0; k < TRIES; k++) {
            Dice dice = new Dice(FIRST_SEED + k);
            OneNode drawn = maker.apply(dice);
            check(drawn, dice);
            check(inSet(drawn, dice.between((int) versions.from(), (int) versions.to())), dice);
        }
        for (long version : new long[] {versions.from(), versions.to()}) {
            assertThat(IntStream.range(0, MOST_DRAWS).anyMatch(k -> {
                        Dice dice = new Dice(FIRST_SEED + k);
                        return check(inSet(maker.apply(dice), version), dice);
                    }))
                    .as("a node of %s that ONNX Runtime runs in operator set %d", name(entry), version)
                    .isTrue();
        }
    }

    private static OneNode inSet(OneNode node, long version) {
        return node.node().domain().isEmpty() ? node.opset(version) : node;
    }

    /** Checks a node with and without a batch, by its first input and by all; false if ONNX Runtime does not run it. */
    private static boolean check(OneNode node, Dice dice) {
        Set<Integer> parameters = PARAMETERS.getOrDefault(node.node().opType(), Set.of());
        List<Integer> all = new ArrayList<>(NodeGraph.reals(node));
        all.removeAll(parameters);
        List<Integer> first = all.subList(0, 1);
        if (!isRunnable(NodeGraph.fixed(node, first))) {
            return false;
        }
        for (List<Integer> active : all.size() == 1 ? List.of(first) : List.of(first, all)) {
            compare(node, NodeGraph.fixed(node, active), dice);
            if (NodeGraph.canBeBatched(node, active) && isBatched(NodeGraph.batched(node, active))) {
                try {
                    compare(node, NodeGraph.batched(node, active), dice);
                } catch (InputException e) {
                    // Not every node's first axis can be a batch; the message has to say that it was this.
                    assertThat(e.getMessage())
                            .containsAnyOf("batch", "sample", "cotangent", "Incompatible dimensions", "evenly");
                }
            }
        }
        return true;
    }

    private static boolean isRunnable(NodeGraph network) {
        Values own;
        try {
            own = Jacobians.run(network.graph(), new HashMap<>(Map.of("x", network.x())))
                    .get("y0");
        } catch (RuntimeException e) {
            return false;
        }
        // The referee is not made of ONNX Runtime's kernels: what both say an operator gives, it gives.
        Array refereed = Referee.of(network.graph()).run(Map.of("x", Array.of(network.x())), "y0");
        assertThat(BackendGraphTest.distance(own.numbers(), refereed.reals()))
                .as("ONNX Runtime's values %s against the referee's %s", Arrays.toString(own.numbers()), refereed)
                .isLessThanOrEqualTo(VALUE_TOLERANCE);
        return true;
    }

    /** Whether twice the samples give twice the results. */
    private static boolean isBatched(NodeGraph network) {
        try {
            Tensor x = network.x();
            long[] dims = x.dims();
            dims[0] *= 2;
            double[] twice = Arrays.copyOf(x.doubles(), 2 * x.size());
            System.arraycopy(x.doubles(), 0, twice, x.size(), x.size());
            Values one = Jacobians.run(network.graph(), Map.of("x", x)).get("y0");
            Values two = Jacobians.run(network.graph(), Map.of("x", Tensor.of(x.type(), twice, dims)))
                    .get("y0");
            return two.dims().length == one.dims().length && two.size() == 2 * one.size();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static void compare(OneNode node, NodeGraph network, Dice dice) {
        try {
            GradientComparison.of(network.graph(), network.x(), isStraightThrough(node.node()))
                    .check(dice);
        } catch (AssertionError e) {
            throw new AssertionError(describe(node, network), e);
        } catch (InputException e) {
            throw new InputException(e.getMessage() + "\n" + describe(node, network), e);
        }
    }

    private static String describe(OneNode node, NodeGraph network) {
        return "%s %s, operator set %d, inputs %s, by %s, x %s"
                .formatted(
                        node.node(),
                        node.node().attributes(),
                        node.opset(),
                        node.inputs(),
                        network.active(),
                        network.x());
    }

    private static boolean isStraightThrough(Node node) {
        return node.opType().endsWith("QuantizeLinear");
    }
}
