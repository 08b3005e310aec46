package org.halfspace.onnx.run;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.spi.model.FeatureMap;

/**
 * A graph with one float input and one float output as a map of batches. The session is opened by the first call.
 * Direct buffers in native order are used in place, unless rows go through the network one by one.
 */
public final class OnnxFeatureMap implements FeatureMap {
    /**
     * Numbers of input that go through the network at once: 16 MiB of floats, which are 27 images of 224 x 224 (activations
     * take tens of times more memory than inputs) and more rows of small networks than batching still helps.
     */
    private static final int NUMBERS_AT_ONCE = 1 << 22;

    /** Rows that go through the network at once; beyond, small networks gain nothing. */
    private static final int ROWS_AT_ONCE = 1024;

    /**
     * What of the graph the map needs to know.
     *
     * @param input the input's name
     * @param inputDims its sizes for one row; the first is the batch
     * @param output the output's name
     * @param outputDims its sizes for one row; the first is the batch
     * @param batches whether several rows can go at once
     */
    public record Port(String input, Dims inputDims, String output, Dims outputDims, boolean batches) {}

    /** Sizes of a tensor for one row. Immutable. */
    public static final class Dims {
        private final long[] sizes;

        /** @param sizes the sizes, the first of which is the batch */
        public Dims(long... sizes) {
            this.sizes = sizes.clone();
        }

        /** The sizes for some rows. */
        public long[] with(int count) {
            long[] all = sizes.clone();
            if (count != 1) {
                all[0] = count;
            }
            return all;
        }
    }

    /**
     * An open network and how to feed it.
     *
     * @param session the network
     * @param port names and sizes
     * @param graph gives the network once more, for those that build on it
     * @param apart whether every row goes through the network by itself, in aligned memory, see {@link Rounding#dependsOnPlace()}
     */
    public record Binding(GraphSession session, Port port, Supplier<Graph> graph, boolean apart) {}

    private final Supplier<Binding> opener;
    private final int inputSize;
    private final int outputSize;
    private volatile Binding binding;

    /**
     * @param inputSize how many numbers one row of input has
     * @param outputSize how many numbers one row of output has
     * @param opener opens the session; called once, by the first call
     */
    public OnnxFeatureMap(int inputSize, int outputSize, Supplier<Binding> opener) {
        this.inputSize = inputSize;
        this.outputSize = outputSize;
        this.opener = Objects.requireNonNull(opener);
    }

    @Override
    public int inputSize() {
        return inputSize;
    }

    @Override
    public int outputSize() {
        return outputSize;
    }

    @Override
    public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
        Binding open = open();
        Port port = open.port();
        boolean together = port.batches() && !open.apart();
        int rowsAtOnce = together ? Math.max(1, Math.min(ROWS_AT_ONCE, NUMBERS_AT_ONCE / inputSize)) : 1;
        for (int begin = 0; begin < count; begin += rowsAtOnce) {
            int rows = Math.min(rowsAtOnce, count - begin);
            FloatBuffer from = inputs.slice(begin * inputSize, rows * inputSize);
            FloatBuffer to = outputs.slice(begin * outputSize, rows * outputSize);
            FloatBuffer source = !open.apart() && usable(from) ? from : copy(from);
            boolean inPlace = !open.apart() && usable(to);
            FloatBuffer target = inPlace ? to : AlignedFloats.allocate(rows * outputSize);
            open.session()
                    .run(
                            port.input(),
                            source,
                            port.inputDims().with(rows),
                            port.output(),
                            target,
                            port.outputDims().with(rows));
            if (!inPlace) {
                to.put(0, target, 0, rows * outputSize);
            }
        }
    }

    private static boolean usable(FloatBuffer buffer) {
        return buffer.isDirect() && !buffer.isReadOnly() && buffer.order() == ByteOrder.nativeOrder();
    }

    private static FloatBuffer copy(FloatBuffer buffer) {
        FloatBuffer direct = AlignedFloats.allocate(buffer.remaining());
        return direct.put(0, buffer, 0, buffer.remaining());
    }

    /** The open network; opens it at the first call. */
    public Binding open() {
        Binding known = binding;
        if (known == null) {
            synchronized (this) {
                known = binding;
                if (known == null) {
                    known = opener.get();
                    binding = known;
                }
            }
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (binding != null) {
            binding.session().close();
        }
    }
}
