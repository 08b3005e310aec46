package org.halfspace.spi.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.data.Dataset;

/**
 * A classifier, split into g and the softmax layer: {@code S(W^T g(x) + b)}.
 *
 * <p>Immutable and thread-safe; {@link #close} closes the maps. A head that comes without a network has the identity for
 * g, so that hidden vectors are its inputs and no analysis has to ask.
 *
 * @param description what the loader found
 * @param input what {@code features} takes
 * @param features g
 * @param head (W, b), with the domain of hidden vectors
 * @param tail the model's own nodes from h to its logits (or probabilities), in the precision that it has: what the head
 *     does in real life; empty where the file has no network
 * @param samples samples that came in the model's file, if any
 */
public record Classifier(
        ModelDescription description,
        InputSpec input,
        FeatureMap features,
        SoftmaxHead head,
        Optional<FeatureMap> tail,
        Optional<Dataset> samples)
        implements AutoCloseable {

    /** @throws IllegalArgumentException if the parts do not fit each other */
    public Classifier {
        require("input size of g", input.size(), features.inputSize());
        require("output size of g", head.hiddenSize(), features.outputSize());
        tail.ifPresent(map -> require("input size of the tail", head.hiddenSize(), map.inputSize()));
        tail.ifPresent(map -> require("output size of the tail", head.classes(), map.outputSize()));
    }

    /**
     * A head without a network: g is the identity, its inputs are hidden vectors.
     *
     * @param file where it was read from
     * @param format the loader's name
     * @param head (W, b)
     * @param options as the loader was given them
     */
    public static Classifier ofHead(Path file, String format, SoftmaxHead head, ModelOptions options) {
        int l = head.hiddenSize();
        ModelDescription description = new ModelDescription(
                file,
                format,
                "",
                "",
                (l + 1L) * head.classes(),
                "h",
                "weights",
                "head",
                Optional.empty(),
                List.of("there is no network: the inputs are the hidden vectors themselves"));
        return new Classifier(
                description,
                InputSpec.ofHead(l, options),
                FeatureMap.identity(l),
                head,
                Optional.empty(),
                Optional.empty());
    }

    private static void require(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found);
        }
    }

    /**
     * g with its derivatives; empty where the model's loader has none, or an operator of g has no rule. Can take as long as opening
     * the network, the first time.
     */
    public Optional<DifferentiableMap> gradient() {
        return features instanceof DifferentiableMap map
                        && map.unsupportedOperators().isEmpty()
                ? Optional.of(map)
                : Optional.empty();
    }

    /** The operators of g that have no derivative; empty where there are none, or nothing is known of derivatives at all. */
    public List<String> unsupportedOperators() {
        return features instanceof DifferentiableMap map ? map.unsupportedOperators() : List.of();
    }

    @Override
    public void close() {
        features.close();
        tail.ifPresent(FeatureMap::close);
    }
}
