package org.halfspace.onnx.differential;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A network that can be run in several ways which give the same results: all have some milliseconds at the first call and again from time to
 * time, and the fastest is taken. Batches of about the same size, up to the same power of two, share a choice. Thread-safe.
 */
final class MeasuredRun implements Run {
    /**
     * How many turns of each way count. The least time of all does: other work on the machine only adds to it. One turn is not enough, since
     * threads that have just woken up may share a processor for that long.
     */
    private static final int TURNS = 4;

    /** How long a turn is: some hundred runs of the smallest networks, one or two of the largest that are measured. */
    private static final long TURN_NANOS = 5_000_000;

    /**
     * How long a way runs before its turn: until threads have ceased to look out for the other way's work, and those that share this way's are
     * on processors of their own.
     */
    private static final long WARM_NANOS = 3_000_000;

    /** After a turn, so many times its time go by before the next one: less than 2 % of all time goes to turns. */
    private static final long REST = 64;

    /**
     * What the other way has to take, over the time of sharing rows, to be chosen for a batch with rows for all threads. Threads that happen to
     * wake up on one processor take one thread's time: then sharing rows is up to 1.15 times as slow as sharing operators, in small networks
     * where it is usually twice as fast; dense ones have operators that gain a third.
     */
    private static final double CLEARLY_LESS_THAN_ROWS = 0.8;

    /** The same over the time of sharing operators, for batches without rows for all threads: there rows are one thread's work. */
    private static final double CLEARLY_LESS_THAN_OPERATORS = 0.9;

    private final Run rows;
    private final Run operators;
    private final int threads;
    private final LongSupplier clock;
    private final Map<Integer, Contest> contests = new HashMap<>();

    /**
     * @param rows the way in which threads share rows
     * @param operators the way in which they share operators
     * @param threads how many there are
     * @param clock tells nanoseconds
     */
    MeasuredRun(Run rows, Run operators, int threads, LongSupplier clock) {
        this.rows = rows;
        this.operators = operators;
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public void run(int count, List<Port> inputs, List<Port> outputs) {
        choice(count, inputs, outputs).run(count, inputs, outputs);
    }

    private synchronized Run choice(int count, List<Port> inputs, List<Port> outputs) {
        int size = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        return contests.computeIfAbsent(size, unknown -> new Contest()).winner(new Batch(count, inputs, outputs));
    }

    private record Batch(int count, List<Port> inputs, List<Port> outputs) {
        void run(Run way) {
            way.run(count, inputs, outputs);
        }
    }

    /** The ways' last turns for batches of about one size. */
    private final class Contest {
        private final long[] ofRows = new long[TURNS];
        private final long[] ofOperators = new long[TURNS];
        private int taken;
        private long due;
        private Run winner;

        Run winner(Batch batch) {
            while (taken < TURNS) {
                take(batch);
            }
            if (clock.getAsLong() - due >= 0) {
                take(batch);
            }
            return winner;
        }

        private void take(Batch batch) {
            long start = clock.getAsLong();
            ofRows[taken % TURNS] = turn(rows, batch);
            ofOperators[taken % TURNS] = turn(operators, batch);
            taken++;
            long end = clock.getAsLong();
            due = end + REST * (end - start);
            boolean sharesRows = batch.count() >= threads
                    ? least(ofOperators) >= CLEARLY_LESS_THAN_ROWS * least(ofRows)
                    : least(ofRows) < CLEARLY_LESS_THAN_OPERATORS * least(ofOperators);
            winner = sharesRows ? rows : operators;
        }

        private long least(long[] turns) {
            return Arrays.stream(turns, 0, Math.min(taken, TURNS)).min().orElseThrow();
        }

        private long turn(Run way, Batch batch) {
            fastest(way, batch, WARM_NANOS);
            return fastest(way, batch, TURN_NANOS);
        }

        /** The least time of a run, of as many as begin in some time. */
        private long fastest(Run way, Batch batch, long nanos) {
            long least = Long.MAX_VALUE;
            long end = clock.getAsLong() + nanos;
            do {
                long start = clock.getAsLong();
                batch.run(way);
                least = Math.min(least, clock.getAsLong() - start);
            } while (clock.getAsLong() < end);
            return least;
        }
    }
}
