package org.halfspace.spi.data;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;

/** Samples held in memory, as floats. */
public final class ArrayDataset implements Dataset {
    private final String name;
    private final List<Integer> shape;
    private final float[] pixels;
    private final int[] labels;
    private final int sampleSize;

    /**
     * @param name where they came from
     * @param shape the shape of one sample, channels first
     * @param pixels sample after sample, in pixel units; shared, not copied
     * @param labels one per sample, or an empty array where there are none; shared, not copied
     * @throws IllegalArgumentException if the numbers do not fit each other
     */
    public ArrayDataset(String name, List<Integer> shape, float[] pixels, int[] labels) {
        this.name = Objects.requireNonNull(name);
        this.shape = List.copyOf(shape);
        this.pixels = Objects.requireNonNull(pixels);
        this.labels = Objects.requireNonNull(labels);
        this.sampleSize = this.shape.stream().reduce(1, Math::multiplyExact);
        if (sampleSize < 1 || pixels.length == 0 || pixels.length % sampleSize != 0) {
            throw new IllegalArgumentException(
                    "expected a whole number of samples of shape " + shape + ", found " + pixels.length + " numbers");
        }
        if (labels.length != 0 && labels.length != size()) {
            throw new IllegalArgumentException("expected " + size() + " labels, found " + labels.length);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return pixels.length / sampleSize;
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    @Override
    public void read(int index, FloatBuffer target, int offset) {
        target.put(offset, pixels, index * sampleSize, sampleSize);
    }

    @Override
    public int label(int index) {
        Objects.checkIndex(index, size());
        return labels.length == 0 ? -1 : labels[index];
    }
}
