package org.halfspace.search;

import java.util.SplittableRandom;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/**
 * Simultaneous perturbation stochastic approximation (Spall, 1992; Uesato et al., 2018): gradients of the squared residual from
 * differences of values along random signs, for classifiers that cannot be differentiated. What it costs is in the rows: values that were
 * asked for. It claims no least distance.
 */
@Extension
public final class SpsaMethod implements SearchMethod {
    private static final int STEPS = 400;

    /** Pairs of values for one gradient. */
    private static final int PAIRS = 16;

    /** How far values are taken apart, relative to the radius in one number. */
    private static final double PROBE = 0.02;

    private static final double FIRST_STEP = 0.1;

    private static final double FACTOR = 0.8;

    private static final int MOST_BALLS = 6;

    /** Weight of the past in the running mean of gradients and of their squares. */
    private static final double MEMORY = 0.9;

    private static final double SQUARE_MEMORY = 0.99;

    private static final double LEAST_SLOPE = 1e-12;

    /** For PF4J, which builds extensions. */
    public SpsaMethod() {}

    @Override
    public String name() {
        return "spsa";
    }

    @Override
    public String description() {
        return "values alone, no gradients: differences along random signs; loose matches at a high price, which is reported";
    }

    @Override
    public boolean needsGradient() {
        return false;
    }

    @Override
    public void search(MatchSearch search) throws InterruptedException {
        MatchProblem problem = search.problem();
        search.offer(problem.target());
        double radius = Math.min(problem.largestRadius(), problem.distance(problem.target()));
        for (int ball = 0; ball < MOST_BALLS; ball++) {
            descend(search, Starts.segment(problem, 1).get(0), radius);
            if (!(search.best().orElse(Double.POSITIVE_INFINITY) <= radius)) {
                search.failedAt(radius);
                return;
            }
            radius = FACTOR * search.best().orElse(radius);
        }
    }

    private static void descend(MatchSearch search, double[] point, double radius) throws InterruptedException {
        MatchProblem problem = search.problem();
        int n = point.length;
        BallBox ball = new BallBox(problem.source(), problem.norm(), radius, problem.lower(), problem.upper());
        double entry =
                switch (problem.norm()) {
                    case LINF -> radius;
                    case L2 -> radius / Math.sqrt(n);
                    case L1 -> radius / n;
                };
        double[] target = search.classifier().logits().ofLogits(problem.targetLogits());
        double[] mean = new double[n];
        double[] square = new double[n];
        int steps = (int) Math.max(1, Math.round(STEPS * search.effort()));
        ball.project(point);
        for (int step = 1; step <= steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            double[] gradient =
                    gradient(search, point, target, PROBE * Math.max(entry, problem.norm() == Norm.L1 ? 1e-3 : 0));
            double size = FIRST_STEP
                    * entry
                    * (1 - (double) (step - 1) / steps)
                    * Math.sqrt(1 - Math.pow(SQUARE_MEMORY, step))
                    / (1 - Math.pow(MEMORY, step));
            for (int i = 0; i < n; i++) {
                mean[i] = MEMORY * mean[i] + (1 - MEMORY) * gradient[i];
                square[i] = SQUARE_MEMORY * square[i] + (1 - SQUARE_MEMORY) * gradient[i] * gradient[i];
                point[i] -= size * mean[i] / (Math.sqrt(square[i]) + LEAST_SLOPE);
            }
            ball.project(point);
        }
        search.offer(point);
    }

    private static double[] gradient(MatchSearch search, double[] point, double[] target, double probe) {
        SplittableRandom random = search.random();
        int n = point.length;
        double[][] signs = new double[PAIRS][n];
        double[][] points = new double[2 * PAIRS][n];
        for (int k = 0; k < PAIRS; k++) {
            for (int i = 0; i < n; i++) {
                signs[k][i] = random.nextBoolean() ? 1 : -1;
                points[2 * k][i] = point[i] + probe * signs[k][i];
                points[2 * k + 1][i] = point[i] - probe * signs[k][i];
            }
        }
        double[][] values = search.classifier().values(points);
        double[] gradient = new double[n];
        for (int k = 0; k < PAIRS; k++) {
            double[] above = Chains.minus(values[2 * k], target);
            double[] below = Chains.minus(values[2 * k + 1], target);
            double slope = (Chains.dot(above, above) - Chains.dot(below, below)) / (4 * probe * PAIRS);
            for (int i = 0; i < n; i++) {
                gradient[i] += slope * signs[k][i];
            }
        }
        return gradient;
    }
}
