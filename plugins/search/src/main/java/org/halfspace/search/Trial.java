package org.halfspace.search;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.VisibleLogits;

/**
 * One search of one pair, and its judge: what a method offers is moved to float32 numbers, measured, and kept where it is the nearest
 * match so far. For one thread.
 */
final class Trial implements MatchSearch {
    /**
     * A match may be so much farther than the nearest, relatively, where its logits agree much better, as long as it is a match for the
     * same radii: a quarter of what least distances are claimed to.
     */
    private static final double WORTH_EXACTNESS = 5e-3;

    /** How much better that is. */
    private static final double MUCH_BETTER = 4;

    private final MatchProblem problem;
    private final CountedClassifier classifier;
    private final SplittableRandom random;
    private final double effort;
    private Match match;
    private double nearest = Double.POSITIVE_INFINITY;
    private final NavigableSet<Double> failed = new TreeSet<>();

    /** A match: x*, each number a float32, its distance, and the largest absolute difference of centred logits. */
    record Match(double[] point, double distance, double residual) {}

    Trial(MatchProblem problem, VisibleLogits logits, SplittableRandom random, double effort) {
        this.problem = problem;
        this.classifier = new CountedClassifier(logits);
        this.random = random;
        this.effort = effort;
    }

    @Override
    public MatchProblem problem() {
        return problem;
    }

    @Override
    public CountedClassifier classifier() {
        return classifier;
    }

    @Override
    public SplittableRandom random() {
        return random;
    }

    @Override
    public double effort() {
        return effort;
    }

    @Override
    public boolean offer(double[] point) {
        double[] stored = FloatImage.towards(problem, point);
        double distance = problem.distance(stored);
        if (!(distance <= problem.largestRadius()) || !(distance <= nearest * (1 + WORTH_EXACTNESS))) {
            return false;
        }
        double[] logits = classifier.logits().logitsAt(stored);
        double difference = CentredDifference.largest(logits, problem.targetLogits());
        if (!(difference <= problem.tolerance()) || !(match == null || isBetter(distance, difference))) {
            return false;
        }
        nearest = Math.min(nearest, distance);
        match = new Match(stored, distance, difference);
        return true;
    }

    private boolean isBetter(double distance, double difference) {
        if (distance < match.distance()) {
            // Not a little nearer and far less exact.
            return distance * (1 + WORTH_EXACTNESS) < match.distance()
                    || radii(distance) > radii(match.distance())
                    || difference <= MUCH_BETTER * match.residual();
        }
        return MUCH_BETTER * difference < match.residual() && radii(distance) == radii(nearest);
    }

    /** For how many of the radii a distance is near enough. */
    private int radii(double distance) {
        int count = 0;
        for (double radius : problem.radii()) {
            count += distance <= radius ? 1 : 0;
        }
        return count;
    }

    @Override
    public OptionalDouble best() {
        return match == null ? OptionalDouble.empty() : OptionalDouble.of(match.distance());
    }

    @Override
    public void failedAt(double radius) {
        failed.add(radius);
    }

    /** The nearest match. */
    Optional<Match> match() {
        return Optional.ofNullable(match);
    }

    /** The largest radius below the nearest match that was searched in vain; 0 where there is none. */
    double failed() {
        Double below = match == null ? failed.floor(Double.MAX_VALUE) : failed.lower(match.distance());
        return below == null ? 0 : below;
    }
}
