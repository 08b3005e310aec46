package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;

/**
 * The lower end of the bracket: a search of the ball that is a little smaller than the nearest match's, by other means than those that
 * found it (projected Adam from the match, the source and noise, then chains). What it finds is offered; where it finds nothing, the radius
 * was tried in vain.
 */
final class SmallerBall {
    /** The ball's radius, relative to the nearest match's distance. */
    private static final double SMALLER = 0.98;

    /** How often it may find something and go on. */
    private static final int MOST_BALLS = 3;

    private static final int STARTS = 6;
    private static final int STEPS = 40;
    private static final int CHAINS = 2;
    private static final int CHAIN_STEPS = 30;

    /** First trust region, relative to the largest change of a pixel. */
    private static final double TRUST = 0.1;

    private SmallerBall() {}

    static void tryIt(MatchSearch search, Chains chains) throws InterruptedException {
        MatchProblem problem = search.problem();
        for (int ball = 0; ball < MOST_BALLS; ball++) {
            double best = search.best().orElse(Double.NaN);
            double radius = Double.isNaN(best) ? problem.largestRadius() : SMALLER * best;
            if (Double.isInfinite(radius)) {
                return;
            }
            List<double[]> starts = new ArrayList<>(Starts.segment(problem, 0, 1));
            double noise =
                    problem.norm() == org.halfspace.spi.model.Norm.LINF ? radius : TRUST * LargestChange.of(problem);
            while (starts.size() < STARTS) {
                starts.add(Starts.near(search, problem.source(), 0, noise));
            }
            ProjectedAdam.Result descended = new ProjectedAdam(search).run(starts, radius, STEPS);
            List<double[]> ends = descended.nearest(CHAINS);
            double trust = TRUST * LargestChange.of(problem, ends.get(0));
            chains.run(ends, trust, CHAIN_STEPS);
            if (!(search.best().orElse(Double.POSITIVE_INFINITY) <= radius)) {
                search.failedAt(radius);
                return;
            }
        }
    }
}
