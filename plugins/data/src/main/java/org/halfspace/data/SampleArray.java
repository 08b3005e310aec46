package org.halfspace.data;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader.Request;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyType;

/**
 * Samples in the raw numbers of their file; order and scale are applied when a sample is read, so that byte images cost a byte
 * per pixel.
 */
final class SampleArray implements Dataset {
    private final String name;
    private final NumpyArray array;
    private final SampleLayout layout;
    private final int sampleSize;
    private final int size;
    private final int[] labels;
    private final double scale;
    /** The pixel of each byte; empty where the array is not made of bytes. */
    private final float[] pixels;

    private SampleArray(String name, NumpyArray array, SampleLayout layout, int size, int[] labels, double scale) {
        this.name = name;
        this.array = array;
        this.layout = layout;
        this.sampleSize = layout.size();
        this.size = size;
        this.labels = labels;
        this.scale = scale;
        this.pixels = array.type() == NumpyType.UINT8 ? new float[256] : new float[0];
        for (int b = 0; b < pixels.length; b++) {
            pixels[b] = (float) (b * scale);
        }
    }

    /**
     * Samples of an array whose type says what its numbers are.
     *
     * @param array samples along the first axis; more than the limit allows are left out
     * @param labels one per sample that is kept, or empty
     */
    static Dataset of(Request request, NumpyArray array, SampleLayout layout, int[] labels) {
        double scale = DataScale.of(request.options(), array, false);
        return of(request, array, layout, labels, scale);
    }

    /** The same, with a scale that the caller knows. */
    static Dataset of(Request request, NumpyArray array, SampleLayout layout, int[] labels, double scale) {
        int size = count(array, request);
        if (labels.length != 0 && labels.length != size) {
            throw new InputException("the labels do not fit the samples")
                    .where(request.file())
                    .expected(size + " labels")
                    .found(labels.length);
        }
        return new SampleArray(request.file().getFileName().toString(), array, layout, size, labels, scale);
    }

    /** How many samples of an array are kept. */
    static int count(NumpyArray array, Request request) {
        int all = array.shape().get(0);
        int limit = request.options().dataLimit();
        return limit > 0 ? Math.min(limit, all) : all;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Integer> shape() {
        return layout.shape();
    }

    @Override
    public void read(int index, FloatBuffer target, int offset) {
        int start = Objects.checkIndex(index, size) * sampleSize;
        int channels = layout.interleaved();
        int plane = sampleSize / channels;
        for (int c = 0; c < channels; c++) {
            int at = offset + c * plane;
            int from = start + c;
            for (int p = 0; p < plane; p++) {
                target.put(at + p, pixel(from + p * channels));
            }
        }
    }

    private float pixel(int index) {
        return pixels.length == 0 ? (float) (array.getDouble(index) * scale) : pixels[array.getInt(index)];
    }

    @Override
    public int label(int index) {
        Objects.checkIndex(index, size);
        return labels.length == 0 ? -1 : labels[index];
    }
}
