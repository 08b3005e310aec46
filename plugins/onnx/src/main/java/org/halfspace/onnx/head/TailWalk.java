package org.halfspace.onnx.head;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.spi.InputException;

/**
 * Walks from an output back to the last affine layer: first through what leaves probabilities as they are to a softmax, then
 * through what is affine in each logit. Anything else is an obstacle, and is named.
 */
final class TailWalk {
    /** How far behind an obstacle a quantised layer is still the reason for it: scale, cast and bias lie between. */
    private static final int NEAR = 6;

    private final Graph graph;
    private final ConstantFolder constants;

    TailWalk(Graph graph, ConstantFolder constants) {
        this.graph = graph;
        this.constants = constants;
    }

    /**
     * Walks from an output of the graph.
     *
     * @throws InputException if the layers after the last affine one are no softmax layer's
     */
    Tail fromOutput(String output) {
        String tensor = output;
        boolean normalised = false;
        while (true) {
            Optional<Node> producer = graph.producer(tensor);
            if (producer.isEmpty()) {
                throw nothingAffine(output);
            }
            Node node = producer.get();
            boolean normaliser =
                    Operators.isSumNormalizer(node) && node.output().equals(tensor);
            if (normaliser || Operators.isZipMap(node) || isPlain(node, tensor)) {
                normalised |= normaliser;
                tensor = node.input(0);
            } else if (Operators.isSoftmax(node)) {
                return affine(output, Optional.of(node), node.input(0));
            } else if (node.is("Sigmoid") && !normalised) {
                return affine(output, Optional.of(node), node.input(0));
            } else {
                Tail tail = affine(output, Optional.empty(), tensor);
                if (normalised && !Operators.isLinearClassifier(tail.layer())) {
                    throw obstacle(output, graph.producer(output).orElse(node));
                }
                return tail;
            }
        }
    }

    /**
     * Takes a node, or the node that makes a tensor, as the head, with what follows it and is affine in each logit.
     *
     * @param name a node's name or a tensor's
     */
    Tail fromHead(String name) {
        Node node = graph.producer(name)
                .or(() -> graph.nodes().stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst())
                .orElseThrow(() -> new InputException("the model has no such node")
                        .where("--head " + name)
                        .expected("the name of a node or of a tensor")
                        .found("none of this name among " + graph.nodes().size() + " nodes")
                        .hint("affine layers near the output: " + String.join(", ", lastLayers())));
        String tensor = Operators.isLinearClassifier(node) ? node.outputs().get(1) : node.output();
        if (Operators.layer(node, constants).isPresent()) {
            tensor = follow(tensor);
        }
        Tail tail = affine(tensor, Optional.empty(), tensor);
        return new Tail(tensor, Optional.empty(), tensor, tail.chain(), tail.layer(), tail.data(), true);
    }

    private String follow(String tensor) {
        String last = tensor;
        while (!graph.isOutput(last)) {
            List<Node> users = graph.consumers(last);
            if (users.size() != 1) {
                break;
            }
            Node user = users.get(0);
            OptionalInt input = Operators.elementwise(user, constants);
            boolean affine = input.isPresent() && user.input(input.getAsInt()).equals(last);
            if (!affine && !isPlain(user, user.output())) {
                break;
            }
            last = user.output();
        }
        return last;
    }

    private List<String> lastLayers() {
        List<String> names = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0 && names.size() < 3; i--) {
            Node node = graph.nodes().get(i);
            if (Operators.layer(node, constants).isPresent()) {
                names.add(node.label());
            }
        }
        return names;
    }

    private boolean isPlain(Node node, String tensor) {
        return (Operators.keepsNumbers(node) || node.is("Transpose"))
                && node.output().equals(tensor)
                && !constants.isConstant(tensor);
    }

    private Tail affine(String output, Optional<Node> squash, String logits) {
        List<Node> chain = new ArrayList<>();
        String tensor = logits;
        while (true) {
            Node node = graph.producer(tensor).orElseThrow(() -> nothingAffine(output));
            OptionalInt data = Operators.layer(node, constants);
            if (data.isPresent()) {
                Collections.reverse(chain);
                return new Tail(output, squash, logits, List.copyOf(chain), node, data.getAsInt(), false);
            }
            OptionalInt elementwise = Operators.elementwise(node, constants);
            if (elementwise.isPresent()) {
                tensor = node.input(elementwise.getAsInt());
            } else if (isPlain(node, tensor) || Operators.isPool(node)) {
                tensor = node.input(0);
            } else {
                throw obstacle(output, node);
            }
            chain.add(node);
        }
    }

    private InputException nothingAffine(String output) {
        return new InputException("the model has no affine last layer")
                .where("output \"" + output + "\"")
                .expected("Gemm, MatMul, Conv or LinearClassifier with constant weights before the softmax")
                .found("none between the graph's input and this output")
                .hint("if another output holds the logits, name it: --output NAME");
    }

    /** What stands in the way, in words, with what {@code --head} would take instead. */
    InputException obstacle(String output, Node node) {
        InputException problem = new InputException("the model does not end in a softmax layer as the paper defines it")
                .where(node + ", on the way from the last affine layer to output \"" + output + "\"")
                .expected("nothing but a softmax, reshapes and a scale and shift per class after the last affine layer")
                .found(quantised(node) ? node + ", after a layer of quantised integer arithmetic" : node.toString());
        Optional<Node> nearest = layerBefore(node);
        return nearest.isEmpty()
                ? problem.hint("--head NODE takes another node's result as the logits, but no affine layer comes before"
                        + " this one")
                : problem.hint("--head " + nearest.get().label() + " takes the result of " + nearest.get()
                        + " as the logits"
                        + (isConv(nearest.get()) ? ", averaged over all positions where it has several" : "")
                        + ", without the " + node.opType() + " and what comes after it");
    }

    private static boolean isConv(Node node) {
        return node.opType().endsWith("Conv");
    }

    private boolean quantised(Node node) {
        Set<Node> near = new HashSet<>(Set.of(node));
        for (int depth = 0; depth < NEAR; depth++) {
            for (Node known : List.copyOf(near)) {
                if (Operators.isQuantised(known)) {
                    return true;
                }
                known.uses().forEach(name -> graph.producer(name).ifPresent(near::add));
            }
        }
        return false;
    }

    private Optional<Node> layerBefore(Node obstacle) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(obstacle.uses());
        while (!open.isEmpty()) {
            String tensor = open.removeFirst();
            Optional<Node> node = seen.add(tensor) ? graph.producer(tensor) : Optional.empty();
            if (node.isPresent()) {
                if (Operators.layer(node.get(), constants).isPresent()) {
                    return node;
                }
                open.addAll(node.get().uses());
            }
        }
        return Optional.empty();
    }
}
