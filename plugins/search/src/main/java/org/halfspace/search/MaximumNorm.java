package org.halfspace.search;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;

/** The same search with distances in the maximum norm, whatever they are; what it finds is offered to the search behind it. */
record MaximumNorm(MatchSearch search, MatchProblem problem) implements MatchSearch {

    static MaximumNorm of(MatchSearch search) {
        MatchProblem problem = search.problem();
        return new MaximumNorm(
                search,
                new MatchProblem(
                        problem.source(),
                        problem.target(),
                        problem.targetLogits(),
                        Norm.LINF,
                        new double[] {Double.POSITIVE_INFINITY},
                        problem.tolerance(),
                        problem.lower(),
                        problem.upper()));
    }

    @Override
    public CountedClassifier classifier() {
        return search.classifier();
    }

    @Override
    public SplittableRandom random() {
        return search.random();
    }

    @Override
    public double effort() {
        return search.effort();
    }

    @Override
    public boolean offer(double[] point) {
        return search.offer(point);
    }

    @Override
    public OptionalDouble best() {
        return search.best();
    }

    @Override
    public void failedAt(double radius) {
        // A ball of another norm says nothing of the search's own.
    }
}
