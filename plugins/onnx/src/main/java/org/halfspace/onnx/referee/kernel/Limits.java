package org.halfspace.onnx.referee.kernel;

/**
 * How much an evaluation may cost. A file of a hundred bytes can declare tensors of terabytes, so sizes are compared with these
 * limits before anything is allocated or computed.
 *
 * @param elements how many numbers may be held at a time
 * @param work how many multiply-adds one run may take
 */
public record Limits(long elements, long work) {

    /** Of the heap, a third: the rest is for constants, index maps and the caller. */
    private static final long PART_OF_HEAP = 3;

    /** About half an hour at 10^9 multiply-adds per second, or VGG19 on a hundred images: more is a mistake or an attack. */
    private static final long MOST_WORK = 1L << 41;

    /** What suits this machine's heap. */
    public static Limits standard() {
        return new Limits(Runtime.getRuntime().maxMemory() / Double.BYTES / PART_OF_HEAP, MOST_WORK);
    }
}
