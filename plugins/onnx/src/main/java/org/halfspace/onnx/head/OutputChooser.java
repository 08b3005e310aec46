package org.halfspace.onnx.head;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.ModelOptions;

/** Chooses among a graph's outputs the one that a softmax layer makes. */
final class OutputChooser {
    private final Graph graph;
    private final TailWalk walk;

    OutputChooser(Graph graph, ConstantFolder constants) {
        this.graph = graph;
        this.walk = new TailWalk(graph, constants);
    }

    /**
     * Chooses.
     *
     * @param notes receives what was chosen and why, where there was a choice
     * @throws InputException if no output is one of a softmax layer, or several are and none is preferable
     */
    Tail choose(ModelOptions options, List<String> notes) {
        if (options.head().isPresent()) {
            Tail tail = walk.fromHead(options.head().get());
            notes.add("the logits are \"" + tail.logits() + "\", because --head asks for it; what the model computes"
                    + " after it is left out");
            return tail;
        }
        if (options.output().isPresent()) {
            String name = options.output().get();
            if (!graph.contains(name)) {
                throw new InputException("the model has no such output")
                        .where("--output " + name)
                        .expected("one of " + names(graph.outputs()))
                        .found(name);
            }
            return walk.fromOutput(name);
        }
        if (graph.outputs().size() == 1) {
            return walk.fromOutput(graph.outputs().get(0).name());
        }
        return among(graph.outputs(), notes);
    }

    private Tail among(List<ValueInfo> outputs, List<String> notes) {
        List<Tail> tails = new ArrayList<>();
        InputException first = null;
        for (ValueInfo output : outputs) {
            try {
                Tail tail = walk.fromOutput(output.name());
                if (!isLabel(output, tail)) {
                    tails.add(tail);
                }
            } catch (InputException e) {
                first = first == null ? e : first;
            }
        }
        if (tails.isEmpty()) {
            throw first == null ? ambiguous(outputs, List.of()) : first;
        }
        List<Tail> last = tails.stream()
                .filter(tail -> tails.stream().noneMatch(other -> feeds(tail, other)))
                .toList();
        List<Tail> squashed =
                last.stream().filter(tail -> tail.squash().isPresent()).toList();
        List<Tail> best = squashed.isEmpty() ? last : squashed;
        Set<Node> layers = new HashSet<>(best.stream().map(Tail::layer).toList());
        Tail chosen = best.get(0);
        if (layers.size() > 1) {
            chosen = deepest(best).orElseThrow(() -> ambiguous(outputs, best));
        }
        notes.add("of the outputs " + names(outputs) + ", \"" + chosen.output() + "\" was taken: it comes "
                + (chosen.squash().isPresent() ? "from a softmax or sigmoid" : "from the last affine layer")
                + (best.size() > 1 && layers.size() > 1 ? ", the deepest one" : "")
                + "; --output NAME takes another");
        return chosen;
    }

    /** The label beside the probabilities that converters of scikit-learn add. */
    private static boolean isLabel(ValueInfo output, Tail tail) {
        return Operators.isLinearClassifier(tail.layer())
                && output.name().equals(tail.layer().output());
    }

    /** Whether the layer of one tail comes before that of another one, on whose way its output is only a stop. */
    private boolean feeds(Tail tail, Tail other) {
        return !tail.layer().equals(other.layer())
                && graph.ancestors(List.of(other.hidden())).contains(tail.layer())
                && tail.squash().isEmpty();
    }

    private Optional<Tail> deepest(List<Tail> tails) {
        List<Integer> depths = tails.stream()
                .map(tail -> graph.ancestors(List.of(tail.hidden())).size())
                .toList();
        int most = depths.stream().max(Integer::compare).orElseThrow();
        boolean unique = depths.stream().filter(depth -> depth == most).count() == 1;
        boolean auxiliary = tails.stream().allMatch(tail -> tail.squash().isPresent());
        return unique && auxiliary ? Optional.of(tails.get(depths.indexOf(most))) : Optional.empty();
    }

    private static InputException ambiguous(List<ValueInfo> outputs, List<Tail> tails) {
        return new InputException("the model has several outputs that could be the logits")
                .where("outputs " + names(outputs))
                .expected("one output that a softmax layer makes")
                .found(tails.stream()
                        .map(tail -> tail.output() + " from " + tail.layer())
                        .collect(Collectors.joining(", ")))
                .hint("name the one that classifies: --output NAME");
    }

    private static String names(List<ValueInfo> outputs) {
        return outputs.stream().map(ValueInfo::name).collect(Collectors.joining("\", \"", "\"", "\""));
    }
}
