package org.halfspace.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Puts a {@link Graph} together. Not thread-safe. */
public final class GraphBuilder {
    /** Nodes that a message names. */
    private static final int MOST_NAMED = 6;

    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final Map<String, Long> opsets = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private String producer = "";
    private boolean nested;

    GraphBuilder() {}

    /** Adds an input. */
    public GraphBuilder input(ValueInfo input) {
        inputs.add(input);
        names.add(input.name());
        return this;
    }

    /** Adds an output. */
    public GraphBuilder output(ValueInfo output) {
        outputs.add(output);
        names.add(output.name());
        return this;
    }

    /** Adds a node; the order does not matter. */
    public GraphBuilder node(Node node) {
        nodes.add(node);
        names.addAll(node.inputs());
        names.addAll(node.outputs());
        return this;
    }

    /** Adds a node of ONNX's own domain without attributes. */
    public GraphBuilder node(String opType, String output, String... operands) {
        return node(Node.of(opType, List.of(operands), output));
    }

    /** Adds or exchanges a constant. */
    public GraphBuilder constant(String name, Tensor value) {
        constants.put(name, value);
        names.add(name);
        return this;
    }

    /** Removes all inputs. */
    public GraphBuilder clearInputs() {
        inputs.clear();
        return this;
    }

    /** Removes all outputs. */
    public GraphBuilder clearOutputs() {
        outputs.clear();
        return this;
    }

    /** Removes a constant, if it is there. */
    public GraphBuilder removeConstant(String name) {
        constants.remove(name);
        return this;
    }

    /** Exchanges every node. */
    public GraphBuilder mapNodes(UnaryOperator<Node> change) {
        nodes.replaceAll(change);
        for (Node node : nodes) {
            names.addAll(node.inputs());
            names.addAll(node.outputs());
        }
        return this;
    }

    /** Removes a node. */
    public GraphBuilder remove(Node node) {
        nodes.remove(node);
        return this;
    }

    /** States the version of an operator set. */
    public GraphBuilder opset(String domain, long version) {
        opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
        return this;
    }

    /** States who wrote the model. */
    public GraphBuilder producer(String text) {
        this.producer = text;
        return this;
    }

    /** Says that the graph is the attribute of a node: its nodes may use tensors that are made outside. */
    public GraphBuilder nested() {
        this.nested = true;
        return this;
    }

    /** A name that no tensor of the graph has. */
    public String freshName(String wish) {
        String name = wish;
        for (int k = 2; !names.add(name); k++) {
            name = wish + "_" + k;
        }
        return name;
    }

    /**
     * The graph, its nodes in an order in which each follows those that it needs and which is otherwise the order in which
     * they were added.
     *
     * @throws MalformedGraphException if a tensor is used that nothing makes, is made twice, or needs itself
     */
    public Graph build() {
        List<Node> sorted = sort();
        Set<String> made = new HashSet<>(constants.keySet());
        inputs.forEach(input -> made.add(input.name()));
        sorted.forEach(node -> made.addAll(node.outputs()));
        for (ValueInfo output : outputs) {
            if (!nested && !made.contains(output.name())) {
                throw new MalformedGraphException("nothing makes the graph's output \"" + output.name() + "\"");
            }
        }
        return new Graph(inputs, outputs, sorted, constants, opsets, producer, nested);
    }

    private List<Node> sort() {
        Map<String, Integer> makers = makers();
        Set<String> given = new HashSet<>(constants.keySet());
        inputs.forEach(input -> given.add(input.name()));
        int[] missing = new int[nodes.size()];
        Map<Integer, List<Integer>> waiting = new HashMap<>();
        Queue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String name : nodes.get(i).uses()) {
                Integer maker = makers.get(name);
                if (maker != null) {
                    waiting.computeIfAbsent(maker, key -> new ArrayList<>()).add(i);
                    missing[i]++;
                } else if (!given.contains(name) && !nested) {
                    throw new MalformedGraphException(
                            "nothing makes the tensor \"" + name + "\" that " + nodes.get(i) + " takes");
                }
            }
            if (missing[i] == 0) {
                ready.add(i);
            }
        }
        List<Node> sorted = new ArrayList<>(nodes.size());
        while (!ready.isEmpty()) {
            int next = ready.remove();
            sorted.add(nodes.get(next));
            for (int user : waiting.getOrDefault(next, List.of())) {
                if (--missing[user] == 0) {
                    ready.add(user);
                }
            }
        }
        if (sorted.size() < nodes.size()) {
            String stuck = IntStream.range(0, nodes.size())
                    .filter(i -> missing[i] > 0)
                    .limit(MOST_NAMED)
                    .mapToObj(i ->
                            nodes.get(i) + " (" + String.join(", ", nodes.get(i).outputs()) + ")")
                    .collect(Collectors.joining(", "));
            throw new MalformedGraphException("the graph has a cycle; these nodes wait for each other: " + stuck);
        }
        return sorted;
    }

    private Map<String, Integer> makers() {
        Map<String, Integer> makers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs()) {
                if (!output.isEmpty() && makers.put(output, i) != null) {
                    throw new MalformedGraphException("two nodes make the tensor \"" + output + "\"");
                }
            }
        }
        return makers;
    }
}
