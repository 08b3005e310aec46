package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/**
 * Projected gradient descent on the squared residual, with Adam's step control, from the source, the segment and noise; the radius goes
 * down by a factor from ball to ball as long as there are matches. First-order, so that it finds what matches to a loose tolerance, and
 * claims no least distance.
 */
@Extension
public final class PgdMethod implements SearchMethod {
    private static final int STARTS = 8;
    private static final int STEPS = 300;

    /** From one radius to the next. */
    private static final double FACTOR = 0.8;

    /** How many balls at most: the last one is a hundredth of the first. */
    private static final int MOST_BALLS = 20;

    /** For PF4J, which builds extensions. */
    public PgdMethod() {}

    @Override
    public String name() {
        return "pgd";
    }

    @Override
    public String description() {
        return "projected gradient descent with Adam's steps, ball after ball; loose matches, no least distance";
    }

    @Override
    public void search(MatchSearch search) throws InterruptedException {
        MatchProblem problem = search.problem();
        double radius = Math.min(problem.largestRadius(), problem.distance(problem.target()));
        for (int ball = 0; ball < MOST_BALLS; ball++) {
            List<double[]> starts = new ArrayList<>(Starts.segment(problem, 0, 0.5, 1));
            double noise = problem.norm() == Norm.LINF ? radius : LargestChange.of(problem) / STARTS;
            while (starts.size() < STARTS) {
                starts.add(Starts.near(search, problem.source(), 0, noise));
            }
            int steps = (int) Math.max(1, Math.round(STEPS * search.effort()));
            for (double[] point :
                    new ProjectedAdam(search).run(starts, radius, steps).points()) {
                search.offer(point);
            }
            if (!(search.best().orElse(Double.POSITIVE_INFINITY) <= radius)) {
                search.failedAt(radius);
                return;
            }
            radius = FACTOR * search.best().orElse(radius);
        }
    }
}
