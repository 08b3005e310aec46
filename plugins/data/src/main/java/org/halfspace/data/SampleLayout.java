package org.halfspace.data;

import java.util.List;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions.DataLayout;
import org.halfspace.spi.data.DatasetReader.Request;
import org.halfspace.spi.model.InputSpec;

/**
 * The axes of the samples of an array, and the order that they have there.
 *
 * @param shape the shape of one sample, channels first
 * @param interleaved how many channels follow each other at every place of the image (H, W, C order); 1 where the array is
 *     channels first, so that nothing has to be moved
 */
record SampleLayout(List<Integer> shape, int interleaved) {
    /** Numbers of channels by which an axis is known for one: grey, RGB, RGBA. */
    private static final List<Integer> CHANNELS = List.of(1, 3, 4);

    /** How many numbers one sample has. */
    int size() {
        return product(shape);
    }

    /**
     * Finds the axes of samples.
     *
     * @param array the shape of all samples, their number first
     * @throws InputException if there are no axes beside the number of samples, or more than three
     */
    static SampleLayout of(List<Integer> array, Request request) {
        if (array.isEmpty() || array.contains(0)) {
            throw new InputException("no sample in the file")
                    .where(request.file())
                    .found(describe(array));
        }
        List<Integer> sample = array.subList(1, array.size());
        List<Integer> model = request.sampleShape();
        boolean fits = !model.isEmpty() && product(model) == product(sample);
        return switch (sample.size()) {
            case 0 ->
                throw new InputException("the file has one number per sample")
                        .where(request.file())
                        .expected("images or vectors")
                        .found(describe(array))
                        .hint("these may be the labels; give the file of images first: --data IMAGES,LABELS");
            case 1 -> ofVector(sample.get(0), fits ? model : List.of(), request);
            case 2 -> new SampleLayout(fits && model.size() == 3 ? model : List.of(1, sample.get(0), sample.get(1)), 1);
            case 3 -> ofImage(sample, model, request.options().dataLayout());
            default ->
                throw new InputException("the samples have too many axes")
                        .where(request.file())
                        .expected("samples x channels x height x width at most")
                        .found(describe(array));
        };
    }

    /** Bare numbers: the model says which axes they have; without one they are a vector. */
    private static SampleLayout ofVector(int size, List<Integer> model, Request request) {
        if (request.options().dataLayout() == DataLayout.CHW) {
            return new SampleLayout(model.isEmpty() ? List.of(size) : model, 1);
        }
        if (model.size() == 3) {
            return new SampleLayout(model, model.get(0));
        }
        for (int channels : new int[] {3, 1}) {
            int side = (int) Math.round(Math.sqrt(size / (double) channels));
            if (channels * side * side == size) {
                return new SampleLayout(model.isEmpty() ? List.of(channels, side, side) : model, channels);
            }
        }
        throw new InputException("the channels of the samples cannot be told apart")
                .where("--data-layout hwc, " + request.file())
                .expected("3 x S x S numbers per sample, or a model that says the shape")
                .found(size + " numbers per sample");
    }

    private static SampleLayout ofImage(List<Integer> axes, List<Integer> model, DataLayout option) {
        boolean first = CHANNELS.contains(axes.get(0));
        boolean last = CHANNELS.contains(axes.get(2));
        List<Integer> moved = List.of(axes.get(2), axes.get(0), axes.get(1));
        boolean interleaved;
        if (model.equals(axes) != model.equals(moved)) {
            interleaved = model.equals(moved);
        } else if (option == DataLayout.HWC || first == last) {
            interleaved = option == DataLayout.HWC;
        } else {
            interleaved = last;
        }
        return interleaved ? new SampleLayout(moved, axes.get(2)) : new SampleLayout(axes, 1);
    }

    private static String describe(List<Integer> shape) {
        return shape.isEmpty() ? "a single number" : "an array of " + InputSpec.format(shape);
    }

    private static int product(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
