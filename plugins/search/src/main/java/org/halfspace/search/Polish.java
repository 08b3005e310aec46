package org.halfspace.search;

import org.halfspace.search.step.LeastNormProgram;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.CountedClassifier.Linearisation;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;

/**
 * The last steps of a search, in double precision: Newton's method with the shortest step, which is exact in one step where the network
 * is linear about the match. What float32 left over of the residual goes, and the distance with it where there is room.
 */
final class Polish {
    /** Steps, and how the trust region shrinks from one to the next: kinks that the first ones cross are left behind by the last. */
    private static final int STEPS = 7;

    private static final double SHRINK = 0.4;

    /** How far the first step may go, relative to the largest change of a pixel. */
    private static final double TRUST = 0.02;

    /** How many times the distance a residual as large as the tolerance is worth: equations first. */
    private static final double WORTH = 1e3;

    private Polish() {}

    /** Offers better points near one, where there are some. */
    static void run(MatchSearch search, double[] match) throws InterruptedException {
        CountedClassifier classifier = search.classifier();
        if (!classifier.isDifferentiable() || classifier.precise().isEmpty()) {
            return;
        }
        MatchProblem problem = search.problem();
        double[] target = classifier.logits().ofLogits(problem.targetLogits());
        double[] source = problem.source();
        double[] point = match;
        double distance = problem.distance(match);
        double trust = TRUST * LargestChange.of(problem, match);
        for (int step = 0; step < STEPS && trust > 0; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Linearisation at = classifier.lineariseExactly(point);
            double[] here = new double[point.length];
            double[] lower = new double[point.length];
            double[] upper = new double[point.length];
            for (int i = 0; i < here.length; i++) {
                here[i] = point[i] - source[i];
                lower[i] = Math.max(problem.lower() - source[i], here[i] - trust);
                upper[i] = Math.min(problem.upper() - source[i], here[i] + trust);
            }
            double[] b = new double[target.length];
            for (int j = 0; j < b.length; j++) {
                b[j] = Chains.dot(at.jacobian()[j], here) - (at.value()[j] - target[j]);
            }
            double[] displacement = LeastNormProgram.of(problem.norm())
                    .solve(at.jacobian(), b, lower, upper, WORTH * distance / problem.tolerance())
                    .displacement();
            double[] next = new double[point.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = Math.min(Math.max(source[i] + displacement[i], problem.lower()), problem.upper());
            }
            search.offer(next);
            point = next;
            trust *= SHRINK;
        }
    }
}
