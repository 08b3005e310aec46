package org.halfspace.onnx.differential;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A network that can be run in several ways which give the same results: its first call runs all of them for some milliseconds, and the fastest
 * is kept. Batches of about the same size, up to the same power of two, share a choice. Thread-safe.
 */
final class MeasuredRun implements Run {
    /** How often each way has its turn. The least time of all counts: other work on the machine only adds to it. */
    private static final int TURNS = 3;

    /** How long a turn is: some hundred runs of the smallest networks, one or two of the largest that are measured. */
    private static final long TURN_NANOS = 5_000_000;

    private final List<Run> ways;
    private final LongSupplier clock;
    private final Map<Integer, Run> choices = new HashMap<>();

    /**
     * @param ways what to choose from
     * @param clock tells nanoseconds
     */
    MeasuredRun(List<Run> ways, LongSupplier clock) {
        this.ways = List.copyOf(ways);
        this.clock = clock;
    }

    @Override
    public void run(int count, List<Port> inputs, List<Port> outputs) {
        choice(count, inputs, outputs).run(count, inputs, outputs);
    }

    private synchronized Run choice(int count, List<Port> inputs, List<Port> outputs) {
        int size = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        return choices.computeIfAbsent(size, unknown -> fastest(count, inputs, outputs));
    }

    private Run fastest(int count, List<Port> inputs, List<Port> outputs) {
        long[] least = new long[ways.size()];
        Arrays.fill(least, Long.MAX_VALUE);
        for (int turn = 0; turn < TURNS; turn++) {
            for (int way = 0; way < least.length; way++) {
                Run run = ways.get(way);
                // Threads that still look out for the other way's work, and caches that hold its memory, count for
                // nobody.
                run.run(count, inputs, outputs);
                long end = clock.getAsLong() + TURN_NANOS;
                do {
                    long start = clock.getAsLong();
                    run.run(count, inputs, outputs);
                    least[way] = Math.min(least[way], clock.getAsLong() - start);
                } while (clock.getAsLong() < end);
            }
        }
        int best = 0;
        for (int way = 1; way < least.length; way++) {
            best = least[way] < least[best] ? way : best;
        }
        return ways.get(best);
    }
}
