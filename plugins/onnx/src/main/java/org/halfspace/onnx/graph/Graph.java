package org.halfspace.onnx.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A network: inputs, constants, nodes in an order in which they can be run, outputs. Independent of how files store it.
 * Immutable and thread-safe; every change gives a new graph that shares tensors with the old one.
 */
public final class Graph {
    private final List<ValueInfo> inputs;
    private final List<ValueInfo> outputs;
    private final List<Node> nodes;
    private final Map<String, Tensor> constants;
    private final Map<String, Long> opsets;
    private final String producer;
    private final boolean nested;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();

    Graph(
            List<ValueInfo> inputs,
            List<ValueInfo> outputs,
            List<Node> nodes,
            Map<String, Tensor> constants,
            Map<String, Long> opsets,
            String producer,
            boolean nested) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.nodes = List.copyOf(nodes);
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        this.opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
        this.producer = producer;
        this.nested = nested;
        for (Node node : nodes) {
            node.outputs().stream().filter(name -> !name.isEmpty()).forEach(name -> producers.put(name, node));
            for (String name : node.uses()) {
                consumers.computeIfAbsent(name, key -> new ArrayList<>()).add(node);
            }
        }
    }

    /** An empty graph to fill. */
    public static GraphBuilder builder() {
        return new GraphBuilder();
    }

    /** This graph, to change. */
    public GraphBuilder toBuilder() {
        GraphBuilder builder = new GraphBuilder().producer(producer);
        if (nested) {
            builder.nested();
        }
        opsets.forEach(builder::opset);
        inputs.forEach(builder::input);
        constants.forEach(builder::constant);
        nodes.forEach(builder::node);
        outputs.forEach(builder::output);
        return builder;
    }

    /** What has to be fed; constants are not among them, even where the file lists them. */
    public List<ValueInfo> inputs() {
        return inputs;
    }

    /** What comes out. */
    public List<ValueInfo> outputs() {
        return outputs;
    }

    /** The nodes; each follows those that it needs. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The constants (initializers) by name. */
    public Map<String, Tensor> constants() {
        return constants;
    }

    /** The operator sets: version by domain, {@code ""} for ONNX's own. */
    public Map<String, Long> opsets() {
        return opsets;
    }

    /** The version of ONNX's own operator set. */
    public long opset() {
        return opsets.getOrDefault("", 1L);
    }

    /** Who wrote the model, {@code "pytorch 1.8"}; empty where the file does not say. */
    public String producer() {
        return producer;
    }

    /** The node that makes a tensor; empty for inputs, constants and names that are not there. */
    public Optional<Node> producer(String tensor) {
        return Optional.ofNullable(producers.get(tensor));
    }

    /** The nodes that use a tensor, in order. */
    public List<Node> consumers(String tensor) {
        return Collections.unmodifiableList(consumers.getOrDefault(tensor, List.of()));
    }

    /** The constant of this name. */
    public Optional<Tensor> constant(String tensor) {
        return Optional.ofNullable(constants.get(tensor));
    }

    /** The input of this name. */
    public Optional<ValueInfo> input(String tensor) {
        return inputs.stream().filter(input -> input.name().equals(tensor)).findFirst();
    }

    /** Whether there is a tensor of this name. */
    public boolean contains(String tensor) {
        return producers.containsKey(tensor)
                || constants.containsKey(tensor)
                || input(tensor).isPresent();
    }

    /** Whether a tensor is an output of the graph. */
    public boolean isOutput(String tensor) {
        return outputs.stream().anyMatch(output -> output.name().equals(tensor));
    }

    /** The nodes that some tensors depend on, in order. */
    public List<Node> ancestors(Collection<String> tensors) {
        return ancestors(tensors, Set.of());
    }

    private List<Node> ancestors(Collection<String> tensors, Set<String> barriers) {
        Set<String> seen = new HashSet<>(barriers);
        Set<Node> needed = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        Deque<String> open = new ArrayDeque<>(tensors);
        while (!open.isEmpty()) {
            String name = open.pop();
            Node node = producers.get(name);
            if (seen.add(name) && node != null && needed.add(node)) {
                node.uses().forEach(open::push);
            }
        }
        return nodes.stream().filter(needed::contains).toList();
    }

    /** The same graph with other outputs, and with what they do not need left out; inputs stay only where they are needed. */
    public Graph withOutputs(List<ValueInfo> others) {
        return between(inputs, others);
    }

    /** What of the graph its own outputs need. */
    public Graph pruned() {
        return between(inputs, outputs);
    }

    /**
     * The part of the graph that leads from some tensors to others.
     *
     * @param from where it begins: tensors of the graph that become inputs; those that are not needed are left out
     * @param to where it ends
     * @throws MalformedGraphException if {@code to} needs an input of this graph that is not among {@code from}
     */
    public Graph between(List<ValueInfo> from, List<ValueInfo> to) {
        Set<String> starts = new LinkedHashSet<>();
        from.forEach(input -> starts.add(input.name()));
        List<String> ends = to.stream().map(ValueInfo::name).toList();
        List<Node> part = ancestors(ends, starts);
        Set<String> used = new HashSet<>(ends);
        part.forEach(node -> used.addAll(node.uses()));
        GraphBuilder builder = new GraphBuilder().producer(producer);
        opsets.forEach(builder::opset);
        from.stream().filter(input -> used.contains(input.name())).forEach(builder::input);
        constants.forEach((name, value) -> {
            if (used.contains(name) && !starts.contains(name)) {
                builder.constant(name, value);
            }
        });
        part.forEach(builder::node);
        to.forEach(builder::output);
        return builder.build();
    }

    /** Names that the graph uses and does not make: what a subgraph takes from around it. */
    public Set<String> freeNames() {
        Set<String> free = new LinkedHashSet<>();
        nodes.forEach(node -> free.addAll(node.uses()));
        outputs.forEach(output -> free.add(output.name()));
        free.removeAll(producers.keySet());
        free.removeAll(constants.keySet());
        inputs.forEach(input -> free.remove(input.name()));
        return free;
    }

    /** The same graph with its free names changed. */
    Graph renamedFree(UnaryOperator<String> renaming) {
        Set<String> free = freeNames();
        UnaryOperator<String> kept = name -> free.contains(name) ? renaming.apply(name) : name;
        GraphBuilder builder = toBuilder().clearOutputs().mapNodes(node -> node.renamed(kept));
        outputs.forEach(output -> builder.output(
                new ValueInfo(kept.apply(output.name()), output.type(), output.shape(), output.tensor())));
        return builder.build();
    }

    /** How many numbers the constants of floating-point type have. */
    public long parameters() {
        return constants.values().stream()
                .filter(tensor -> tensor.type().isFloating())
                .mapToLong(Tensor::size)
                .sum();
    }
}
