package org.halfspace.spi.search;

import org.halfspace.spi.model.Norm;

/**
 * The question: an input near x whose centred logits are those of x'. By linear algebra that is the same as
 * {@code g(x*) = g(x') + theta d'} with d' an adversarial direction, and as equal softmax outputs. Immutable, but for the arrays, which
 * are not copied and not to be changed.
 *
 * @param source x, in pixels: n numbers, each a float32
 * @param target x', in pixels: n numbers
 * @param targetLogits z(x'), m numbers, in the best precision that the model has
 * @param norm p, in which the distance from x is measured
 * @param radii the distances asked about, ascending, in pixel units, at least one; the last may be infinite: whatever is needed
 * @param tolerance the largest absolute difference of centred logits that still counts as a match
 * @param lower the least value of a pixel, or minus infinity
 * @param upper the greatest value of a pixel, or infinity
 */
public record MatchProblem(
        double[] source,
        double[] target,
        double[] targetLogits,
        Norm norm,
        double[] radii,
        double tolerance,
        double lower,
        double upper) {

    /** @throws IllegalArgumentException if the radii are not positive and ascending, or sizes differ */
    public MatchProblem {
        if (source.length != target.length || radii.length == 0 || !(tolerance > 0) || !(lower <= upper)) {
            throw new IllegalArgumentException("expected two inputs of one size, radii, a tolerance and bounds");
        }
        for (int k = 0; k < radii.length; k++) {
            if (!(radii[k] > (k == 0 ? 0 : radii[k - 1]))) {
                throw new IllegalArgumentException("expected positive, ascending radii");
            }
        }
    }

    /** How far a match may be from x at most. */
    public double largestRadius() {
        return radii[radii.length - 1];
    }

    /** {@code ||x - source||_p}. */
    public double distance(double[] x) {
        double[] difference = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            difference[i] = x[i] - source[i];
        }
        return norm.of(difference);
    }
}
