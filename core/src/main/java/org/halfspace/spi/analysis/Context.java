package org.halfspace.spi.analysis;

import java.util.SplittableRandom;

/**
 * The circumstances of a run. Immutable and thread-safe.
 *
 * @param seed the run's seed
 * @param threads how many threads the run may use inside {@link Analysis#prepare} and {@link AnalysisRun#summarise}, where
 *     no task runs beside it
 */
public record Context(long seed, int threads) {

    /** The seed when none is given. */
    public static final long DEFAULT_SEED = 1;

    /** Odd, so that neighbouring items give unrelated streams (the golden ratio's 64-bit fraction). */
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    /**
     * The stream of random numbers of an item: it depends on the seed and the item alone.
     *
     * @param item the item's number; negative numbers are free for streams that belong to no item
     */
    public SplittableRandom random(long item) {
        return new SplittableRandom(new SplittableRandom(seed + GAMMA * (item + 1)).nextLong());
    }
}
