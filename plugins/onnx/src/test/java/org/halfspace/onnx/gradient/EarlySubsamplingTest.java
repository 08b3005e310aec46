package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.Dice;
import org.junit.jupiter.api.Test;

/** What becomes of strides of 1 x 1 convolutions; the values and derivatives of the same networks are checked too. */
class EarlySubsamplingTest extends OperatorGradientChecks {
    private static final long[] TWO = {2, 2};

    @Override
    void addCases() {
        add("shared", EarlySubsamplingTest::shared, 16, 3, 4);
        add("small", net -> strided(net, "x", 3), 3, 5, 4);
        add("three axes", EarlySubsamplingTest::threeAxes, 16, 3, 2, 3);
        add("strides on strides", EarlySubsamplingTest::stridesOnStrides, 16, 5, 9);
    }

    /** The end of a stage of a residual network, and the two convolutions that begin the next. */
    private static String block(Nets net) {
        String middle = net.node(
                "Conv", List.of("x", net.weights(16, 16, 3, 3), net.weights(16)), "pads", new long[] {1, 1, 1, 1});
        String wide = net.node("Conv", List.of(net.node("Relu", List.of(middle)), net.weights(16, 16, 1, 1)));
        return shared(net, net.node("Relu", List.of(net.node("Sum", List.of(wide, "x")))));
    }

    private static String shared(Nets net) {
        return shared(net, "x");
    }

    private static String shared(Nets net, String tensor) {
        return net.node("Add", List.of(strided(net, tensor, 16), net.node("Tanh", List.of(strided(net, tensor, 16)))));
    }

    private static String strided(Nets net, String tensor, int channels) {
        return net.node("Conv", List.of(tensor, net.weights(channels, channels, 1, 1)), "strides", TWO);
    }

    private static String threeAxes(Nets net) {
        return net.node("Conv", List.of("x", net.weights(4, 16, 1, 1, 1)), "strides", new long[] {2, 1, 3});
    }

    private static String stridesOnStrides(Nets net) {
        String first = net.node(
                "Conv", List.of("x", net.weights(16, 16, 3, 2)), "strides", new long[] {1, 2}, "pads", new long[] {
                    0, 1, 2, 0
                });
        return strided(net, first, 16);
    }

    private static Graph rewritten(Nets net, String output) {
        return DifferentiableGraph.of(net.to(output), output, Jacobians.PROBE).graph();
    }

    private static List<Node> nodes(Graph graph, String opType) {
        return graph.nodes().stream().filter(node -> node.is(opType)).toList();
    }

    @Test
    void aBlockHasTheValuesAndDerivativesThatItHadBefore() {
        Nets net = Nets.of(16, 5, 4);
        Graph graph = net.to(block(net));
        float[] x = Nets.distinct(new SplittableRandom(5), 2 * 16 * 5 * 4, -1, 1);

        GradientComparison.of(graph, Tensor.floats(x, 2, 16, 5, 4), false).check(new Dice(3));
    }

    @Test
    void convolutionsOfOneInputShareAPoolAndHaveNoStrides() {
        Nets net = Nets.of(16, 3, 4);
        Graph graph = rewritten(net, shared(net));

        assertThat(nodes(graph, "AveragePool")).hasSize(1);
        assertThat(nodes(graph, "Conv")).hasSize(2).allSatisfy(conv -> assertThat(conv.intsAttribute("strides"))
                .isEmpty());
    }

    @Test
    void whatABlockComputesForSkippedPixelsIsNotComputed() {
        Nets net = Nets.of(16, 5, 4);
        Graph graph = rewritten(net, block(net));

        Node middle = nodes(graph, "Conv").get(0);
        assertThat(middle.intsAttribute("strides")).hasValue(TWO);
        assertThat(nodes(graph, "AveragePool")).singleElement().satisfies(pool -> assertThat(pool.input(0))
                .isEqualTo("x"));
    }

    @Test
    void stridesOfTwoConvolutionsMultiply() {
        Nets net = Nets.of(16, 5, 9);
        Graph graph = rewritten(net, stridesOnStrides(net));

        assertThat(nodes(graph, "AveragePool")).isEmpty();
        assertThat(nodes(graph, "Conv").get(0).intsAttribute("strides")).hasValue(new long[] {2, 4});
    }

    @Test
    void whatIsUsedElsewhereIsComputedWhole() {
        Nets net = Nets.of(16, 4, 4);
        String relu = net.node("Relu", List.of(net.node("Conv", List.of("x", net.weights(16, 16, 1, 1)))));
        String small = strided(net, relu, 16);
        String whole = net.node("GlobalAveragePool", List.of(relu));
        Graph graph = rewritten(net, net.node("Add", List.of(small, whole)));

        Node pool = nodes(graph, "AveragePool").get(0);
        assertThat(graph.producer(pool.input(0)))
                .hasValueSatisfying(node -> assertThat(node.is("Relu")).isTrue());
    }

    @Test
    void convolutionsWithFewChannelsKeepTheirStrides() {
        Nets net = Nets.of(3, 5, 4);
        Graph graph = rewritten(net, strided(net, "x", 3));

        assertThat(nodes(graph, "AveragePool")).isEmpty();
    }
}
