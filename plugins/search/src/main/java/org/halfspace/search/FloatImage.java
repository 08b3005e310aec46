package org.halfspace.search;

import org.halfspace.spi.search.MatchProblem;

/** A point as it is stored: float32 numbers, none farther from the source than the point's, none outside the bounds. */
final class FloatImage {
    private FloatImage() {}

    /**
     * Rounds towards the source, so that the distance that holds for the point holds for its image too, in every norm.
     *
     * @param point n numbers
     * @return n numbers, each a float32, new
     */
    static double[] towards(MatchProblem problem, double[] point) {
        double[] image = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            double source = problem.source()[i];
            double wanted = Math.min(Math.max(point[i], problem.lower()), problem.upper());
            float near = (float) wanted;
            boolean outside = near < problem.lower() || near > problem.upper();
            if (outside || Math.abs(near - source) > Math.abs(wanted - source)) {
                near = Math.nextAfter(near, source);
            }
            image[i] = near;
        }
        return image;
    }
}
