package org.halfspace.spi.data;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Samples in pixels (usually in [0, 1]), with labels where there are some. Thread-safe and immutable; samples may be decoded
 * when they are read.
 */
public interface Dataset {

    /** Where it came from, for reports: a file's name. */
    String name();

    /** How many samples; at least 1. */
    int size();

    /** The shape of one sample: channels x height x width for images, a single number for vectors. */
    List<Integer> shape();

    /**
     * Copies a sample.
     *
     * @param index from 0 to {@link #size()} - 1
     * @param pixels receives the sample at {@code offset}, channels first; its position stays as it is
     * @param offset where the sample starts, in numbers
     */
    void read(int index, FloatBuffer pixels, int offset);

    /** The label of a sample, from 0, or -1 where it has none. */
    default int label(int index) {
        return -1;
    }

    /** How many numbers one sample has. */
    default int sampleSize() {
        return shape().stream().reduce(1, Math::multiplyExact);
    }
}
