package org.halfspace.spi.model;

/**
 * The inputs within some distance of a centre that are also within the bounds of pixels:
 * {@code {x : ||x - centre||_p <= radius, lower <= x <= upper}}. Immutable, but for the array, which is not copied.
 *
 * @param centre inputSize numbers
 * @param norm p
 * @param radius in pixel units; not negative
 * @param lower the least value of a pixel, or minus infinity
 * @param upper the greatest value of a pixel, or infinity
 */
public record InputBall(double[] centre, Norm norm, double radius, double lower, double upper) {

    /** @throws IllegalArgumentException if the radius is negative or NaN, or the bounds are in the wrong order */
    public InputBall {
        if (!(radius >= 0) || !(lower <= upper)) {
            throw new IllegalArgumentException(
                    "expected radius >= 0 and lower <= upper, found " + radius + ", " + lower + ", " + upper);
        }
    }

    /** The same centre and bounds with another radius. */
    public InputBall withRadius(double other) {
        return new InputBall(centre, norm, other, lower, upper);
    }
}
