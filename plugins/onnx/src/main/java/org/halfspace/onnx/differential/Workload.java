package org.halfspace.onnx.differential;

import org.halfspace.onnx.gradient.DifferentiableGraph;

/**
 * How a batch is cut into runs. Rows do not depend on each other, so that the cut changes speed and memory and no result.
 *
 * @param rows how many rows go through the network at once
 * @param callers whether several threads run the network at the same time, each its own rows; else the threads share each operator
 */
public record Workload(int rows, boolean callers) {
    /** What the activations of one run may take: half a gigabyte, beside the runtime's own buffers and the weights. */
    private static final long MEMORY = 1L << 29;

    /** Rows beyond which small networks gain little: their activations leave the processor's caches. */
    private static final int MOST_ROWS = 16;

    /**
     * Below this many activations a sample, operators are too short to be shared among threads: rows are. A small residual network for
     * 32 x 32 pixels has 30,000, ResNet-50 has 20 million.
     */
    private static final long SMALL = 1 << 19;

    /** The reverse pass keeps the forward pass's activations and makes as many again. */
    private static final int PASSES = 2;

    /** @throws IllegalArgumentException if there are no rows */
    public Workload {
        if (rows < 1) {
            throw new IllegalArgumentException("expected at least one row at a time, found " + rows);
        }
    }

    /** The cut that suits a network. It depends on the network alone, so that a run can be repeated bit by bit. */
    public static Workload of(DifferentiableGraph subject) {
        long numbers = subject.numbersPerSample();
        long fitting = MEMORY / Math.max(1, PASSES * numbers * Float.BYTES);
        return new Workload((int) Math.max(1, Math.min(MOST_ROWS, fitting)), numbers < SMALL);
    }
}
