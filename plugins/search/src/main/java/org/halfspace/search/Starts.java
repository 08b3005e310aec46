package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;

/** Where searches start. */
final class Starts {
    private Starts() {}

    /** Points of the segment from the source to the target, at some shares of the way. */
    static List<double[]> segment(MatchProblem problem, double... shares) {
        List<double[]> starts = new ArrayList<>();
        for (double share : shares) {
            double[] x = problem.source().clone();
            for (int i = 0; i < x.length; i++) {
                x[i] = clip(problem, x[i] + share * (problem.target()[i] - x[i]));
            }
            starts.add(x);
        }
        return starts;
    }

    /**
     * The target, projected on the ball about the source whose radius is a share of its distance: another way from one to the other than the
     * segment. In the Euclidean norm it would be the segment, but for the bounds; there the ball is that of the maximum norm.
     */
    static double[] clipped(MatchProblem problem, double share) {
        double[] x = problem.target().clone();
        Norm norm = problem.norm() == Norm.L1 ? Norm.L1 : Norm.LINF;
        double radius = share * (norm == Norm.L1 ? problem.distance(x) : LargestChange.of(problem));
        new BallBox(problem.source(), norm, radius, problem.lower(), problem.upper()).project(x);
        return x;
    }

    /**
     * A point nearer to the source than another one, with noise.
     *
     * @param pull how much nearer, as a share of the way
     * @param noise the largest change of a pixel
     */
    static double[] near(MatchSearch search, double[] point, double pull, double noise) {
        MatchProblem problem = search.problem();
        double[] x = problem.source().clone();
        for (int i = 0; i < x.length; i++) {
            double moved = x[i] + (1 - pull) * (point[i] - x[i]);
            x[i] = clip(problem, moved + noise * (2 * search.random().nextDouble() - 1));
        }
        return x;
    }

    private static double clip(MatchProblem problem, double value) {
        return Math.min(Math.max(value, problem.lower()), problem.upper());
    }
}
