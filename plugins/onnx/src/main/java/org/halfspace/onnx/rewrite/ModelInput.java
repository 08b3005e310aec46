package org.halfspace.onnx.rewrite;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelOptions;

/**
 * A graph's input, with every size known, and the way from pixels to it. Immutable.
 */
public final class ModelInput {
    /** What a graph's batch axis is. */
    public enum Batch {
        /** Its size is open. */
        OPEN,
        /** Its size is fixed. */
        FIXED,
        /** There is none: the graph takes one sample. */
        NONE
    }

    private final String name;
    private final ElementType type;
    private final List<Long> declared;
    private final Batch batch;
    private final int batchSize;
    private final long[] sampleDims;
    private final boolean channelsLast;
    private final List<Integer> shape;
    private final Preprocessing preprocessing;

    /**
     * @param name the input's name
     * @param type its element type
     * @param declared its sizes as the graph declares them, -1 where they are open
     * @param batch what its first axis is
     * @param sampleDims the sizes of one sample in the graph's order, without the batch axis
     * @param channelsLast whether the graph has the channels as the last axis
     * @param options how pixels are preprocessed
     */
    public ModelInput(
            String name,
            ElementType type,
            List<Long> declared,
            Batch batch,
            long[] sampleDims,
            boolean channelsLast,
            ModelOptions options) {
        this.name = name;
        this.type = type;
        this.declared = List.copyOf(declared);
        this.batch = batch;
        this.batchSize = batch == Batch.FIXED ? declared.get(0).intValue() : 1;
        this.sampleDims = sampleDims.clone();
        this.channelsLast = channelsLast;
        this.shape = pixelShape(sampleDims, channelsLast);
        this.preprocessing = Preprocessing.of(options, shape);
    }

    /** Channels first; a plane is an image of one channel, and what has one axis longer than 1 is a vector. */
    private static List<Integer> pixelShape(long[] dims, boolean channelsLast) {
        int[] sizes = Arrays.stream(dims).mapToInt(Math::toIntExact).toArray();
        long longer = Arrays.stream(sizes).filter(size -> size > 1).count();
        if (longer <= 1 && sizes.length < 3) {
            return List.of(Tensor.size(dims));
        }
        return switch (sizes.length) {
            case 2 -> List.of(1, sizes[0], sizes[1]);
            case 3 -> channelsLast ? List.of(sizes[2], sizes[0], sizes[1]) : List.of(sizes[0], sizes[1], sizes[2]);
            default -> Arrays.stream(sizes).boxed().toList();
        };
    }

    /** The input's name. */
    public String name() {
        return name;
    }

    /** The element type. */
    public ElementType type() {
        return type;
    }

    /** What the first axis is. */
    public Batch batch() {
        return batch;
    }

    /** How many samples the graph takes at once: 1 where that is open. */
    public int batchSize() {
        return batchSize;
    }

    /** Whether the graph has the channels last. */
    public boolean channelsLast() {
        return channelsLast;
    }

    /** The sizes of one sample in the graph's order, without a batch axis; new. */
    public long[] sampleDims() {
        return sampleDims.clone();
    }

    /** The sizes that the graph is fed, {@link #batchSize()} samples; new. */
    public long[] dims() {
        if (batch == Batch.NONE) {
            return sampleDims();
        }
        long[] dims = new long[sampleDims.length + 1];
        dims[0] = batchSize;
        System.arraycopy(sampleDims, 0, dims, 1, sampleDims.length);
        return dims;
    }

    /** The shape of one sample in pixels. */
    public List<Integer> shape() {
        return shape;
    }

    /** How many numbers one sample has. */
    public int size() {
        return Tensor.size(sampleDims);
    }

    /** What happens to pixels. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** As the classifier describes it. */
    public InputSpec spec(List<Double> bounds) {
        String text = preprocessing.text();
        if (channelsLast) {
            text = text.isEmpty() ? "channels last" : text + ", channels last";
        }
        return new InputSpec(name, declared, shape, bounds.get(0), bounds.get(1), text);
    }

    /**
     * What the original graph is fed for some samples: preprocessing, layout and type, computed here and not by the graph
     * that has them in front.
     *
     * @param pixels {@link #batchSize()} samples
     */
    public Tensor feed(float[][] pixels) {
        int size = size();
        double[] numbers = new double[size * batchSize];
        int channels = shape.get(0);
        int plane = size / channels;
        for (int s = 0; s < batchSize; s++) {
            for (int k = 0; k < size; k++) {
                int channel = k / plane;
                int place = channelsLast ? k % plane * channels + channel : k;
                numbers[s * size + place] = store(preprocessing.apply(pixels[s][k], channel));
            }
        }
        return Tensor.of(type, numbers, dims());
    }

    private double store(double value) {
        if (type.isFloating()) {
            return value;
        }
        double whole = Math.floor(value + 0.5);
        return type == ElementType.UINT8 ? Math.max(0, Math.min(255, whole)) : whole;
    }
}
