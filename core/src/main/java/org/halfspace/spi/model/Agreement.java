package org.halfspace.spi.model;

/**
 * The proof that a split is right: the original graph against g followed by (W, b), on the same inputs.
 *
 * @param samples on how many inputs
 * @param inputs which inputs, in words: {@code "8 random inputs and 8 samples of the data"}
 * @param maxRelativeDifference the largest difference of a logit, over max(1, largest logit); where the graph gives only
 *     probabilities, the largest difference of a probability
 * @param compared {@code "logits"} or {@code "probabilities"}
 */
public record Agreement(int samples, String inputs, double maxRelativeDifference, String compared) {}
