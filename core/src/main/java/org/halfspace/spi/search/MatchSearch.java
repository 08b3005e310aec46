package org.halfspace.spi.search;

import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** One search as its method sees it. For one thread. */
public interface MatchSearch {

    /** The question. */
    MatchProblem problem();

    /** The object, which counts what it is asked. */
    CountedClassifier classifier();

    /** Random numbers that depend on the seed and the pair alone. */
    SplittableRandom random();

    /** How hard to try: 1 is the default, 2 about twice the work. */
    double effort();

    /**
     * Offers a point. It is moved to float32 numbers within the bounds, towards the source; distance and logits are judged there, in
     * double precision where the model has it.
     *
     * @param point n numbers in pixels; not kept, not changed
     * @return whether it is a match within the largest radius, and nearer than every one before
     */
    boolean offer(double[] point);

    /** The distance of the nearest match so far; empty where there is none. */
    OptionalDouble best();

    /** Notes that a radius was searched without success. */
    void failedAt(double radius);
}
