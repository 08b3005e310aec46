package org.halfspace.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.halfspace.spi.search.CountedClassifier.Losses;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;

/**
 * Projected Adam (Kingma and Ba, 2015) on {@code 1/2 |u(x) - u(x')|^2} over a ball and the bounds, from several points at once. One
 * pass forward and back for each point and step.
 */
final class ProjectedAdam {
    private static final double FIRST_DECAY = 0.9;
    private static final double SECOND_DECAY = 0.99;

    /** First step length, as a share of the radius: ten steps cross the ball. */
    private static final double FIRST_STEP = 0.15;

    /** Last step length, relative to the first. */
    private static final double LAST_STEP = 0.05;

    /** Keeps a step finite where a gradient has always been zero. */
    private static final double LEAST_SLOPE = 1e-12;

    /**
     * Share of the steps that follow the surrogate, which gets where the true gradient is zero; the last ones follow the gradient, since
     * the surrogate ends near a solution and not at one.
     */
    private static final double LEAKY = 0.6;

    private final MatchSearch search;
    private final MatchProblem problem;

    /** Where the points went: for each the best one on its way, with half the squared residual there. */
    record Result(double[][] points, double[] losses) {

        /** The points with the least losses, the least first. */
        List<double[]> nearest(int count) {
            return IntStream.range(0, losses.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(k -> losses[k]))
                    .limit(count)
                    .map(k -> points[k])
                    .toList();
        }
    }

    ProjectedAdam(MatchSearch search) {
        this.search = search;
        this.problem = search.problem();
    }

    /** Descends in a ball from some points, which are projected first and left as they are. */
    Result run(List<double[]> starts, double radius, int steps) throws InterruptedException {
        double[] radii = new double[starts.size()];
        Arrays.fill(radii, radius);
        return run(starts, radii, steps);
    }

    /** The same, each point in a ball of its own. */
    Result run(List<double[]> starts, double[] radii, int steps) throws InterruptedException {
        int count = starts.size();
        int n = problem.source().length;
        BallBox[] balls = new BallBox[count];
        double[] length = new double[count];
        double[][] points = new double[count][];
        double[][] best = new double[count][];
        double[] losses = new double[count];
        double[][] first = new double[count][n];
        double[][] second = new double[count][n];
        for (int k = 0; k < count; k++) {
            balls[k] = new BallBox(problem.source(), problem.norm(), radii[k], problem.lower(), problem.upper());
            length[k] = FIRST_STEP * typicalEntry(radii[k], n);
            points[k] = starts.get(k).clone();
            balls[k].project(points[k]);
            losses[k] = Double.POSITIVE_INFINITY;
        }
        for (int step = 0; step <= steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Losses at = step < LEAKY * steps
                    ? search.classifier().leakyLosses(points, problem.targetLogits())
                    : search.classifier().losses(points, problem.targetLogits());
            double share = (double) step / Math.max(1, steps);
            double rate = LAST_STEP + (1 - LAST_STEP) * (1 + Math.cos(Math.PI * share)) / 2;
            for (int k = 0; k < count; k++) {
                if (at.values()[k] < losses[k]) {
                    losses[k] = at.values()[k];
                    best[k] = points[k].clone();
                }
                if (step < steps) {
                    move(points[k], at.gradients()[k], first[k], second[k], step + 1, length[k] * rate);
                    balls[k].project(points[k]);
                }
            }
        }
        return new Result(best, losses);
    }

    /** How much one number changes where all change alike and the ball's boundary is reached. */
    private double typicalEntry(double radius, int n) {
        return switch (problem.norm()) {
            case LINF -> radius;
            case L2 -> radius / Math.sqrt(n);
            case L1 -> radius / n;
        };
    }

    private static void move(
            double[] point, double[] gradient, double[] first, double[] second, int step, double rate) {
        double correction = Math.sqrt(1 - Math.pow(SECOND_DECAY, step)) / (1 - Math.pow(FIRST_DECAY, step));
        double size = rate * correction;
        for (int i = 0; i < point.length; i++) {
            double g = gradient[i];
            first[i] = FIRST_DECAY * first[i] + (1 - FIRST_DECAY) * g;
            second[i] = SECOND_DECAY * second[i] + (1 - SECOND_DECAY) * g * g;
            point[i] -= size * first[i] / (Math.sqrt(second[i]) + LEAST_SLOPE);
        }
    }
}
