package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.Graph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the tests of a family of operators inherit: the Jacobian of each case in reverse mode against differences, then in forward
 * mode and stacked against reverse mode.
 */
abstract class OperatorGradientChecks {
    /** Differences of float32 are good to about 1e-5 of the largest number; kinks are kept away from. */
    private static final double DIFFERENCE_TOLERANCE = 2e-3;

    /** Both modes use the same slopes, and differ in the order of sums. */
    private static final double MODE_TOLERANCE = 2e-6;

    private record Case(String name, Nets net, Function<Nets, String> body, double low, double high) {}

    private final List<Case> cases = new ArrayList<>();

    /** Adds the cases of a family. */
    abstract void addCases();

    /** Adds a case at a point of numbers between -1 and 1. */
    final void add(String name, Function<Nets, String> body, long... sample) {
        add(name, -1, 1, body, sample);
    }

    /** Adds a case at a point of numbers in an interval. */
    final void add(String name, double low, double high, Function<Nets, String> body, long... sample) {
        add(name, low, high, body, Nets.of(sample));
    }

    /** Adds a case of another operator set. */
    final void add(String name, double low, double high, Function<Nets, String> body, Nets net) {
        cases.add(new Case(name, net, body, low, high));
    }

    @TestFactory
    Stream<DynamicTest> jacobiansAgree() {
        addCases();
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private static void check(Case c) {
        String output = c.body().apply(c.net());
        Graph graph = c.net().to(output);
        long[] sample = c.net().sample();
        int size = (int) Arrays.stream(sample).reduce(1, (a, b) -> a * b);
        float[] x = Nets.distinct(new SplittableRandom(7), size, c.low(), c.high());
        Jacobians jacobians = new Jacobians(graph, sample, x);
        double[] reverse = jacobians.reverse();
        double[] expected = jacobians.differences();
        assertClose("reverse", reverse, expected, DIFFERENCE_TOLERANCE);
        assertClose("forward", jacobians.forward(), reverse, MODE_TOLERANCE);
        assertClose("stacked", jacobians.stacked(), reverse, MODE_TOLERANCE);
    }

    private static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual.length).as(what).isEqualTo(expected.length);
        double scale = 1e-30;
        double difference = 0;
        int worst = 0;
        for (int i = 0; i < actual.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            if (!(Math.abs(actual[i] - expected[i]) <= difference)) {
                difference = Math.abs(actual[i] - expected[i]);
                worst = i;
            }
        }
        assertThat(difference / scale)
                .as(what + " entry " + worst + ": " + actual[worst] + " for " + expected[worst])
                .isLessThan(tolerance);
    }
}
