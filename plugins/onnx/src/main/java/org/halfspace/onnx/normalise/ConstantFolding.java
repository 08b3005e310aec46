package org.halfspace.onnx.normalise;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.spi.InputException;

/**
 * Replaces what depends on no input by its value, which ONNX Runtime computes; and Shape nodes of tensors whose sizes are known
 * whatever the input, with what follows from them.
 */
final class ConstantFolding {
    /** Operators whose results differ from run to run. */
    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomUniform", "Multinomial", "Bernoulli", "RandomNormalLike", "RandomUniformLike");

    /** A constant that nodes make can have this many elements: 1 GiB of floats. More is a file that means harm. */
    private static final long LARGEST = 1L << 28;

    private final GraphProbe probe;

    ConstantFolding(GraphProbe probe) {
        this.probe = probe;
    }

    Graph apply(Graph graph) {
        Graph named = constantNodes(graph);
        Set<String> constant = new HashSet<>(named.constants().keySet());
        List<Node> folded = new ArrayList<>();
        for (Node node : named.nodes()) {
            if (isFoldable(node) && constant.containsAll(node.uses())) {
                constant.addAll(node.outputs());
                folded.add(node);
            }
        }
        return folded.isEmpty() ? named : replaced(named, folded);
    }

    private static boolean isFoldable(Node node) {
        return !node.isOneOf(RANDOM) && !node.hasSubgraph() && !node.is("Constant");
    }

    private Graph replaced(Graph graph, List<Node> folded) {
        Set<Node> gone = Set.copyOf(folded);
        Set<String> made = new LinkedHashSet<>();
        folded.forEach(node -> made.addAll(node.outputs()));
        Set<String> needed = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (!gone.contains(node)) {
                needed.addAll(node.uses());
            }
        }
        graph.outputs().forEach(output -> needed.add(output.name()));
        needed.retainAll(made);
        if (needed.isEmpty()) {
            return graph.pruned();
        }
        Graph part =
                graph.between(List.of(), needed.stream().map(ValueInfo::untyped).toList());
        requireModest(part);
        Map<String, Tensor> values = probe.run(part, Map.of());
        GraphBuilder builder = graph.toBuilder();
        folded.forEach(builder::remove);
        values.forEach(builder::constant);
        return builder.build().pruned();
    }

    private void requireModest(Graph part) {
        for (ValueInfo tensor : probe.infer(part).values()) {
            long size = 1;
            for (long dim : tensor.dims().orElseThrow()) {
                size = Math.min(LARGEST + 1, size * Math.max(dim, 1));
            }
            if (size > LARGEST) {
                throw new InputException("the graph makes a constant that is too large")
                        .where("tensor \"" + tensor.name() + "\"")
                        .expected("at most " + LARGEST + " elements")
                        .found(java.util.Arrays.toString(tensor.dims().orElseThrow()));
            }
        }
    }

    /** Constants that are nodes become constants of the graph. */
    private static Graph constantNodes(Graph graph) {
        GraphBuilder builder = graph.toBuilder();
        boolean changed = false;
        for (Node node : graph.nodes()) {
            Optional<Tensor> value = node.is("Constant") ? value(node) : Optional.empty();
            if (value.isPresent()) {
                builder.remove(node).constant(node.output(), value.get());
                changed = true;
            }
        }
        return changed ? builder.build() : graph;
    }

    private static Optional<Tensor> value(Node node) {
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.Constant constant) {
                return Optional.of(constant.value());
            } else if (attribute instanceof Attribute.Int number) {
                return Optional.of(Tensor.longs(new long[] {number.value()}));
            } else if (attribute instanceof Attribute.Ints numbers) {
                return Optional.of(Tensor.shape(numbers.values()));
            } else if (attribute instanceof Attribute.Real number) {
                return Optional.of(Tensor.scalar(number.value()));
            } else if (attribute instanceof Attribute.Reals numbers) {
                return Optional.of(Tensor.floats(numbers.values(), numbers.values().length));
            }
        }
        return Optional.empty();
    }
}
