package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;

/**
 * Translates a graph, from its input to one tensor, into a {@link Program}. Shapes, and everything that only depends on shapes, come
 * from running the double-precision referee once; where each number goes in an operator that only moves numbers, from running it
 * on numbers that say where they come from. Weights are what the file holds, exactly: constants that are computed by arithmetic
 * that rounds are refused.
 */
final class ProgramCompiler {
    /** Numbers of all values together beyond which bounds would take minutes: those of AlexNet fit. */
    private static final long MOST_NUMBERS = 20_000_000;

    /** Operators that take constants to constants without any rounding. */
    private static final Set<String> EXACT = Set.of("Constant", "ConstantOfShape", "Cast", "DequantizeLinear", "Neg");

    /** What carries sizes, not numbers. */
    private static final Set<String> SIZES = Set.of("Shape", "Size");

    private final Graph graph;
    private final int[] inputShape;
    private final Referee referee;
    private final String input;
    private final Map<String, Integer> active = new HashMap<>();
    private final Map<String, Array> arrays = new HashMap<>();
    private final Map<String, Node> inexact = new HashMap<>();
    private final ProgramBuilder builder;

    private ProgramCompiler(Graph graph, String input, int[] inputShape) {
        this.graph = graph;
        this.input = input;
        this.inputShape = inputShape.clone();
        this.referee = Referee.of(graph);
        int size = 1;
        for (int dim : inputShape) {
            size = Math.multiplyExact(size, dim);
        }
        this.builder = new ProgramBuilder(size);
    }

    /**
     * A program, or what stands in its way.
     *
     * @param program empty where an operator is not known
     * @param unknownOperators operators between input and output that are not known, each once
     */
    record Result(Optional<Program> program, List<String> unknownOperators) {}

    /**
     * Translates.
     *
     * @param graph the network
     * @param input its input
     * @param inputShape sizes for one sample
     * @param output the tensor that is asked for
     */
    static Result compile(Graph graph, String input, int[] inputShape, String output) {
        ProgramCompiler compiler = new ProgramCompiler(graph, input, inputShape);
        List<Node> nodes = graph.ancestors(List.of(output));
        Set<String> unknown = new LinkedHashSet<>();
        compiler.mark(nodes, unknown);
        if (unknown.isEmpty()) {
            try {
                compiler.translate(nodes, unknown);
            } catch (UnknownOperator e) {
                unknown.add(e.getMessage());
            }
        }
        if (!unknown.isEmpty()) {
            return new Result(Optional.empty(), List.copyOf(unknown));
        }
        Program program = compiler.builder.build(compiler.active.get(output));
        return program.numbers() > MOST_NUMBERS
                ? new Result(Optional.empty(), List.of("too many activations (" + program.numbers() + " numbers)"))
                : new Result(Optional.of(program), List.of());
    }

    /** Finds what depends on the input, and the first operators that nothing is known about. */
    private void mark(List<Node> nodes, Set<String> unknown) {
        Set<String> reached = new LinkedHashSet<>(Set.of(input));
        for (Node node : nodes) {
            boolean depends = node.uses().stream().anyMatch(reached::contains);
            if (depends && !node.isOneOf(SIZES)) {
                reached.addAll(node.outputs());
                if (!Operators.knows(node)) {
                    unknown.add(new UnknownOperator(node, "").getMessage());
                }
            }
        }
    }

    private void translate(List<Node> nodes, Set<String> unknown) {
        List<String> names = new ArrayList<>();
        nodes.forEach(
                node -> node.outputs().stream().filter(name -> !name.isEmpty()).forEach(names::add));
        double[] zeros = new double[builder.size(0)];
        Array start = Array.of(zeros, inputShape);
        arrays.putAll(referee.run(Map.of(input, start), names));
        arrays.put(input, start);
        active.put(input, 0);
        for (Node node : nodes) {
            boolean depends = node.uses().stream().anyMatch(active::containsKey);
            if (depends && !node.isOneOf(SIZES)) {
                try {
                    Operators.translate(node, new Operands(node));
                } catch (UnknownOperator e) {
                    unknown.add(e.getMessage());
                    node.outputs().forEach(name -> active.put(name, 0));
                }
            } else if (!isExact(node)) {
                node.outputs().forEach(name -> inexact.put(name, node));
            }
        }
    }

    private boolean isExact(Node node) {
        boolean clean = node.uses().stream().noneMatch(inexact::containsKey);
        boolean whole = node.outputs().stream()
                .allMatch(name -> name.isEmpty() || !arrays.get(name).isReal());
        return clean && (whole || node.isOneOf(EXACT) || Operators.moves(node));
    }

    /** What an operator's translation sees of the graph. */
    final class Operands {
        private final Node node;

        private Operands(Node node) {
            this.node = node;
        }

        Node node() {
            return node;
        }

        ProgramBuilder builder() {
            return builder;
        }

        long opset() {
            return graph.opset();
        }

        boolean isActive(int index) {
            return active.containsKey(node.input(index));
        }

        /** The number of the value that an input is. */
        int value(int index) {
            Integer value = active.get(node.input(index));
            if (value == null) {
                throw unknown("input " + index + " is constant");
            }
            return value;
        }

        /** Shape of an input, for one sample. */
        int[] shape(int index) {
            return array(node.input(index)).shape();
        }

        int[] outputShape() {
            return arrays.get(node.output()).shape();
        }

        int outputSize() {
            return arrays.get(node.output()).size();
        }

        /** A constant input, which the network's weights say exactly. */
        Array constant(int index) {
            String name = node.input(index);
            if (active.containsKey(name)) {
                throw unknown("input " + index + " depends on the pixels");
            }
            if (inexact.containsKey(name)) {
                throw unknown("constants that " + inexact.get(name).opType() + " computes");
            }
            return array(name);
        }

        Optional<Array> optional(int index) {
            return node.hasInput(index) ? Optional.of(constant(index)) : Optional.empty();
        }

        private Array array(String name) {
            Array known = arrays.get(name);
            return known != null ? known : Array.of(graph.constant(name).orElseThrow());
        }

        /** Runs the node on other numbers than the network's own. */
        double[] rerun(Map<Integer, double[]> inputs, String result) {
            return referee.run(feed(inputs), result).reals();
        }

        /** The derivative of the node's output by its first input, where it does not depend on the numbers. */
        Referee.Linearisation derivative() {
            return referee.linearise(feed(Map.of(0, new double[builder.size(value(0))])), node.output(), node.input(0));
        }

        private Map<String, Array> feed(Map<Integer, double[]> inputs) {
            Map<String, Array> feed = new HashMap<>(Map.of(input, arrays.get(input)));
            inputs.forEach((index, numbers) -> feed.put(node.input(index), Array.of(numbers, shape(index))));
            return feed;
        }

        /** Says which value the node's output is. */
        void result(int value) {
            active.put(node.output(), value);
        }

        void result(String name, int value) {
            active.put(name, value);
        }

        UnknownOperator unknown(String form) {
            return new UnknownOperator(node, form);
        }
    }
}
