package org.halfspace.search;

import org.halfspace.spi.search.MatchProblem;

/** The largest change of a pixel, which is what trust regions are measured in whatever the norm is. */
final class LargestChange {
    private LargestChange() {}

    /** Between source and target. */
    static double of(MatchProblem problem) {
        return of(problem, problem.target());
    }

    /** Between the source and a point. */
    static double of(MatchProblem problem, double[] point) {
        double largest = 0;
        for (int i = 0; i < point.length; i++) {
            largest = Math.max(largest, Math.abs(point[i] - problem.source()[i]));
        }
        return largest;
    }
}
