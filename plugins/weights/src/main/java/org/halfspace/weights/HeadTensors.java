package org.halfspace.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.halfspace.spi.InputException;

/**
 * Which tensors of a file are W, b, and samples of hidden vectors with their labels.
 *
 * @param weights the name of W
 * @param bias the name of b, if there is one
 * @param features the name of hidden vectors, N x l, if there are some
 * @param labels the name of their labels, if there are some
 * @param notes what was chosen where there was a choice
 */
record HeadTensors(
        String weights, Optional<String> bias, Optional<String> features, Optional<String> labels, List<String> notes) {

    /** What W is called, best first; also as the end of a longer name, after a dot. */
    private static final List<String> WEIGHTS =
            List.of("W", "weight", "classifier.weight", "fc.weight", "head.weight", "lm_head.weight");

    private static final List<String> BIASES = List.of("b", "bias");
    private static final List<String> FEATURES = List.of("features", "H", "h");
    private static final List<String> LABELS = List.of("labels", "y");

    /**
     * Chooses.
     *
     * @param shapes the file's tensors
     * @param head the name of W, where the user gave one
     * @throws InputException if there is no W, or no telling which it is
     */
    static HeadTensors find(Map<String, Optional<List<Integer>>> shapes, Optional<String> head, Path file) {
        List<String> notes = new ArrayList<>();
        Set<String> names = shapes.keySet();
        String weights = head.isPresent() ? named(head.get(), shapes, file) : weights(shapes, notes, file);
        Optional<String> bias = bias(weights, names);
        Optional<String> features = first(FEATURES, names).filter(name -> !name.equals(weights));
        Optional<String> labels = features.isPresent() ? first(LABELS, names) : Optional.empty();
        return new HeadTensors(weights, bias, features, labels, notes);
    }

    private static String named(String head, Map<String, Optional<List<Integer>>> shapes, Path file) {
        if (shapes.containsKey(head)) {
            return head;
        }
        String weight = head + ".weight";
        if (shapes.containsKey(weight)) {
            return weight;
        }
        throw new InputException("no such tensor in the file")
                .where("--head " + head + ", " + file)
                .expected("one of the file's tensors")
                .found(TensorFile.describe(shapes));
    }

    private static String weights(Map<String, Optional<List<Integer>>> shapes, List<String> notes, Path file) {
        List<String> exact = WEIGHTS.stream().filter(shapes.keySet()::contains).toList();
        if (!exact.isEmpty()) {
            if (exact.size() > 1) {
                notes.add("W is \"" + exact.get(0) + "\"; the file also has "
                        + String.join(", ", exact.subList(1, exact.size())) + " (--head chooses)");
            }
            return exact.get(0);
        }
        for (String name : WEIGHTS.subList(2, WEIGHTS.size())) {
            List<String> longer =
                    shapes.keySet().stream().filter(s -> s.endsWith("." + name)).toList();
            if (longer.size() == 1) {
                notes.add("W is \"" + longer.get(0) + "\", by its name (--head chooses another)");
                return longer.get(0);
            }
        }
        List<String> matrices = shapes.keySet().stream()
                .filter(name -> !FEATURES.contains(name) && !LABELS.contains(name))
                .filter(name -> shapes.get(name).map(List::size).orElse(0) == 2)
                .toList();
        List<String> weights =
                matrices.stream().filter(name -> name.endsWith(".weight")).toList();
        List<String> candidates = weights.size() == 1 ? weights : matrices;
        if (candidates.size() != 1) {
            throw new InputException(
                            candidates.isEmpty() ? "no weights in the file" : "several tensors could be the weights")
                    .where(file)
                    .expected("a matrix called " + String.join(", ", WEIGHTS) + ", or a single matrix")
                    .found(TensorFile.describe(shapes))
                    .hint(
                            candidates.isEmpty()
                                    ? "write it so: numpy.savez(file, W=weights, b=bias)"
                                    : "name it: --head " + candidates.get(candidates.size() - 1));
        }
        notes.add("W is \"" + candidates.get(0) + "\", the only matrix that can be (--head chooses another)");
        return candidates.get(0);
    }

    private static Optional<String> bias(String weights, Set<String> names) {
        if (weights.endsWith(".weight")) {
            String sibling = weights.substring(0, weights.length() - "weight".length()) + "bias";
            return Optional.of(sibling).filter(names::contains);
        }
        if (weights.equals("arr_0")) {
            return Optional.of("arr_1").filter(names::contains);
        }
        return first(BIASES, names).filter(name -> !name.equals(weights));
    }

    private static Optional<String> first(List<String> keys, Set<String> names) {
        return keys.stream().filter(names::contains).findFirst();
    }
}
