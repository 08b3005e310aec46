package org.halfspace.spi.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A map from a batch of float32 vectors to a batch of float32 vectors, row by row: g of the paper, which takes pixels and
 * has the model's preprocessing inside.
 *
 * <p>Rows do not depend on each other: the output of a row is the same whatever else is in its batch, to the rounding of
 * float32 arithmetic. Thread-safe. {@link #close} frees native memory; no call may follow it.
 */
public interface FeatureMap extends AutoCloseable {

    /** How many numbers one input has. */
    int inputSize();

    /** How many numbers one output has; for g, the hidden size l. */
    int outputSize();

    /**
     * Maps a batch. Both buffers are read and written from index 0, whatever their positions, which stay as they are.
     * Direct buffers in native byte order are used in place; others are copied.
     *
     * @param inputs at least {@code count} x {@link #inputSize()} numbers, row after row
     * @param count how many rows, at least 1
     * @param outputs receives {@code count} x {@link #outputSize()} numbers, row after row
     */
    void apply(FloatBuffer inputs, int count, FloatBuffer outputs);

    /** The same map in double precision, by another path; empty where there is none, or an operator is not known to it. */
    default Optional<PreciseMap> precise() {
        return Optional.empty();
    }

    /** What can be proved of this map; empty where nothing can. */
    default Optional<BoundedMap> bounds() {
        return Optional.empty();
    }

    /**
     * What stands in the way of {@link #bounds}: operators that bounds do not know, or forms of them.
     *
     * @return names of operators; empty where there are bounds
     */
    default List<String> operatorsWithoutBounds() {
        return bounds().isPresent() ? List.of() : List.of("a map without bounds");
    }

    @Override
    void close();

    /**
     * Maps a batch held in an array.
     *
     * @param inputs {@code count} x {@link #inputSize()} numbers
     * @return {@code count} x {@link #outputSize()} numbers, new
     */
    default float[] apply(float[] inputs, int count) {
        if (inputs.length != count * inputSize()) {
            throw new IllegalArgumentException(
                    "expected " + count + " x " + inputSize() + " numbers, found " + inputs.length);
        }
        float[] outputs = new float[count * outputSize()];
        apply(FloatBuffer.wrap(inputs), count, FloatBuffer.wrap(outputs));
        return outputs;
    }

    /** A direct buffer in native byte order, the kind that {@link #apply} uses in place. */
    static FloatBuffer allocate(int numbers) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(numbers, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /**
     * The identity on R^size: g of a head that comes without a network, whose inputs are the hidden vectors themselves.
     */
    static DifferentiableMap identity(int size) {
        return new IdentityMap(size);
    }
}
