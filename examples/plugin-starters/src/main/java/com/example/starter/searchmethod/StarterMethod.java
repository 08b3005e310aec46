package com.example.starter.searchmethod;

import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/** Walks from x to x' in a straight line, whose last point, x' itself, always matches: what any other method has to beat. */
@Extension
public final class StarterMethod implements SearchMethod {
    /** So many points of the line are tried, for an effort of 1. */
    private static final int STEPS = 100;

    @Override
    public String name() {
        return "starter";
    }

    @Override
    public String description() {
        return "walks from the source to the target in a straight line";
    }

    @Override
    public boolean needsGradient() {
        return false;
    }

    @Override
    public void search(MatchSearch search) throws InterruptedException {
        MatchProblem problem = search.problem();
        int steps = (int) Math.max(1, Math.min(Integer.MAX_VALUE, STEPS * search.effort()));
        for (int step = 1; step <= steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            double[] point = between(problem.source(), problem.target(), (double) step / steps);
            if (problem.distance(point) > problem.largestRadius()) {
                return; // all that follow are farther
            }
            // Judged there, in double precision. The first match on the line is the nearest.
            if (search.offer(point)) {
                return;
            }
        }
    }

    /** {@code x + t (x' - x)}, and exactly x' for t = 1. */
    private static double[] between(double[] source, double[] target, double t) {
        double[] point = new double[source.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = (1 - t) * source[i] + t * target[i];
        }
        return point;
    }
}
