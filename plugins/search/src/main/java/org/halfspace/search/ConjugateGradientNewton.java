package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;

/**
 * Damped Gauss-Newton on many equations: the shortest step d with {@code J d = -F} is {@code J^T y}, {@code J J^T y = -F}, found by
 * conjugate gradients with one product in each mode per iteration, and projected onto the ball and the bounds. Starts where projected Adam
 * ends; the radius goes down as long as there are matches, and is then halved in on.
 */
final class ConjugateGradientNewton {
    private static final int ADAM_STEPS = 150;
    private static final int NEWTON_STEPS = 25;
    private static final int CONJUGATE_STEPS = 40;

    /**
     * Residual of the conjugate gradients, relative to F, at which they stop (inexact Newton: Dembo, Eisenstat and Steihaug, 1982): each iteration
     * costs about three passes through a network that is large where there are so many classes.
     */
    private static final double ENOUGH = 0.05;

    /** Points are offered where float32 is within so many tolerances: the judge's double precision takes seconds for such networks. */
    private static final double NEARLY = 2;

    private static final int HALVINGS = 6;

    /** From one radius to the next. */
    private static final double FACTOR = 0.85;

    private static final int MOST_BALLS = 12;

    /** A ball in which nothing was found ends the search if it is so large, relative to the nearest match. */
    private static final double CLOSE = 0.98;

    /** Ends of projected Adam that are followed in each ball. */
    private static final int ENDS = 2;

    private final MatchSearch search;
    private final MatchProblem problem;
    private final CountedClassifier classifier;
    private final double[] target;
    private double[] nearest;

    ConjugateGradientNewton(MatchSearch search) {
        this.search = search;
        this.problem = search.problem();
        this.classifier = search.classifier();
        this.target = classifier.logits().ofLogits(problem.targetLogits());
    }

    void run() throws InterruptedException {
        double failed = 0;
        double radius = Math.min(problem.largestRadius(), problem.distance(problem.target()));
        for (int ball = 0; ball < MOST_BALLS; ball++) {
            descend(radius);
            double best = search.best().orElse(Double.POSITIVE_INFINITY);
            if (best > radius) {
                failed = radius;
                search.failedAt(radius);
            } else if (best <= failed) {
                // A smaller ball was searched in vain, and there was one in it.
                failed = 0;
            }
            if (Double.isInfinite(best) || failed >= CLOSE * best) {
                return;
            }
            radius = failed == 0 ? FACTOR * best : Math.sqrt(failed * best);
        }
    }

    /** Looks for a match in a ball, from where projected Adam gets. */
    private void descend(double radius) throws InterruptedException {
        List<double[]> starts = new ArrayList<>(Starts.segment(problem, 0, 0.5, 1));
        if (nearest != null) {
            starts.add(nearest);
        }
        int steps = (int) Math.max(1, Math.round(ADAM_STEPS * search.effort()));
        for (double[] point :
                new ProjectedAdam(search).run(starts, radius, steps).nearest(ENDS)) {
            newton(point, radius);
        }
    }

    private void newton(double[] start, double radius) throws InterruptedException {
        BallBox ball = new BallBox(problem.source(), problem.norm(), radius, problem.lower(), problem.upper());
        double[] point = start;
        double[] residual = Chains.minus(classifier.values(new double[][] {point})[0], target);
        long steps = Math.max(1, Math.round(NEWTON_STEPS * search.effort()));
        for (int step = 0; step < steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            offer(point, residual);
            double[] direction = direction(point, residual);
            double size = Chains.dot(residual, residual);
            double length = 1;
            boolean moved = false;
            for (int half = 0; half < HALVINGS && !moved; half++) {
                double[] trial = point.clone();
                for (int i = 0; i < trial.length; i++) {
                    trial[i] += length * direction[i];
                }
                ball.project(trial);
                double[] there = Chains.minus(classifier.values(new double[][] {trial})[0], target);
                if (Chains.dot(there, there) < size) {
                    point = trial;
                    residual = there;
                    moved = true;
                }
                length /= 2;
            }
            if (!moved) {
                return;
            }
        }
        offer(point, residual);
    }

    private void offer(double[] point, double[] residual) {
        double largest = 0;
        for (double value : classifier.logits().centredLogits(residual)) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest <= NEARLY * problem.tolerance()) {
            if (search.offer(point)) {
                nearest = point;
            }
        }
    }

    /** The shortest d with J d = -F, as far as conjugate gradients get. */
    private double[] direction(double[] point, double[] residual) {
        double[] d = new double[point.length];
        double[] r = residual.clone();
        for (int j = 0; j < r.length; j++) {
            r[j] = -r[j];
        }
        double[] p = r.clone();
        double rho = Chains.dot(r, r);
        double goal = ENOUGH * ENOUGH * rho;
        for (int k = 0; k < CONJUGATE_STEPS && rho > goal && rho > 0; k++) {
            double[] jtp = classifier.vjp(new double[][] {point}, new double[][] {p}, new double[1][])[0];
            double curvature = Chains.dot(jtp, jtp);
            if (!(curvature > 0)) {
                break;
            }
            double alpha = rho / curvature;
            double[] jjtp = classifier.jvp(point, jtp);
            for (int i = 0; i < d.length; i++) {
                d[i] += alpha * jtp[i];
            }
            for (int j = 0; j < r.length; j++) {
                r[j] -= alpha * jjtp[j];
            }
            double next = Chains.dot(r, r);
            double beta = next / rho;
            rho = next;
            for (int j = 0; j < p.length; j++) {
                p[j] = r[j] + beta * p[j];
            }
        }
        return d;
    }
}
