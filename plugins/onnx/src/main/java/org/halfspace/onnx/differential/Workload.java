package org.halfspace.onnx.differential;

import java.util.Locale;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.run.Rounding;
import org.halfspace.spi.InputException;

/**
 * How a batch is cut into runs, and what threads share. The choice changes speed and memory and no bit of a result: rows do not depend on
 * each other, and operators add up in the same order whatever the batch and their threads. Networks with operators that do not are run sample by
 * sample whatever the cut, and in one thread each where threads matter, see {@link Rounding}.
 *
 * @param rows how many rows go through the network at once, at most
 * @param sharing what threads share
 */
public record Workload(int rows, Sharing sharing) {
    /**
     * The system property that pins what threads share: {@code rows}, {@code operators}, {@code measured} or {@code sized}, for runs that have to
     * take the same time again, or for machines where the choice is wrong.
     */
    public static final String PIN = "halfspace.onnx.threads";

    /** What several threads share. */
    public enum Sharing {
        /** The rows: each thread runs the network on rows of its own. Mostly best for small networks. */
        ROWS,
        /** Each operator. Best for large networks. */
        OPERATORS,
        /** Whichever of the two is faster in the first calls, which are run both ways. */
        MEASURED,
        /** The rows of batches with {@link #SHARES} for each thread, else operators: for networks whose runs are too long to be measured. */
        SIZED
    }

    /** What the activations of one run may take: half a gigabyte, beside the runtime's own buffers and the weights. */
    private static final long MEMORY = 1L << 29;

    /**
     * Activations of a run up to this many bytes are still in a processor's second cache when they are needed again. More rows than
     * that gain nothing in small convolutional networks; in dense ones, whose activations are few, each run reads all weights.
     */
    private static final long CACHE = 1L << 21;

    /** Rows that may leave the cache: with fewer, what each run costs by itself shows. */
    private static final int FEW_ROWS = 16;

    /**
     * Rows for each thread from which on threads share the rows of a large network. Not all of an operator's work can be shared: not what a
     * transposed convolution scatters, nor small operators. On two threads, ResNet-50 and VGG19 take 0.95 of the time if threads share 16
     * rows. Fewer rows leave threads without one more often.
     */
    static final int SHARES = 2;

    /**
     * Above so many activations a sample, runs are too long to be measured. A residual network for 32 x 32 pixels has 30,000, ResNet-50 has 26 million.
     */
    private static final long LARGE = 1 << 22;

    /** Weights above which there should not be two sessions to choose from: 64 MB of them. */
    private static final long HEAVY = 1 << 24;

    /** @throws IllegalArgumentException if there are no rows */
    public Workload {
        if (rows < 1) {
            throw new IllegalArgumentException("expected at least one row at a time, found " + rows);
        }
    }

    /**
     * A fixed choice.
     *
     * @param callers whether threads share rows; else they share operators
     */
    public Workload(int rows, boolean callers) {
        this(rows, callers ? Sharing.ROWS : Sharing.OPERATORS);
    }

    /**
     * The cut that suits a network. The rows at once depend on the network alone.
     *
     * @throws InputException if {@link #PIN} is set to something else than it can be
     */
    public static Workload of(DifferentiableGraph subject) {
        return cut(subject, 1);
    }

    /**
     * The cut that suits a network with several cotangents for each sample.
     *
     * @param cotangents how many
     */
    static Workload of(DifferentiableGraph subject, int cotangents) {
        Workload suited = cut(subject, cotangents);
        // With several cotangents a sample there is work enough in its rows, and no need to measure.
        return suited.sharing == Sharing.MEASURED && System.getProperty(PIN) == null
                ? new Workload(suited.rows, Sharing.ROWS)
                : suited;
    }

    private static Workload cut(DifferentiableGraph subject, int cotangents) {
        // A run keeps less than half of all activations and their cotangents (measured for ResNet-50 and VGG19): what
        // is fused is not there, and what is used up is reused.
        long numbers = subject.numbersPerSample() * cotangents;
        long bytes = Math.max(1, numbers * Float.BYTES);
        long rows = Math.max(1, Math.min(Math.max(FEW_ROWS, CACHE / bytes), MEMORY / bytes));
        long weights = subject.graph().constants().values().stream()
                .mapToLong(Tensor::size)
                .sum();
        Sharing suited = numbers > LARGE || weights > HEAVY ? Sharing.SIZED : Sharing.MEASURED;
        String pin = System.getProperty(PIN);
        return new Workload((int) rows, pin == null ? suited : pinned(pin));
    }

    /** Whether ONNX Runtime is to plan its memory: that takes twice as much of it and a tenth less time, where there is little of either. */
    boolean plansMemory() {
        return rows >= FEW_ROWS;
    }

    private static Sharing pinned(String pin) {
        for (Sharing sharing : Sharing.values()) {
            if (sharing.name().equals(pin.strip().toUpperCase(Locale.ROOT))) {
                return sharing;
            }
        }
        throw new InputException("what ONNX Runtime's threads share cannot be read")
                .where("system property " + PIN)
                .expected("rows, operators, measured or sized")
                .found(pin);
    }
}
