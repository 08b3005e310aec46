package org.halfspace.spi.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a classifier takes: pixels, before any preprocessing. Immutable.
 *
 * @param name the graph's name of it
 * @param graphShape the shape that the graph itself declares, batch first; -1 where it leaves a size open
 * @param shape the shape of one sample as Halfspace passes it: channels x height x width for images, whatever layout the
 *     graph has inside; a single number for vectors
 * @param lower the least value of a pixel
 * @param upper the greatest value of a pixel
 * @param preprocessing what the graph was given in front, in words; empty where nothing
 */
public record InputSpec(
        String name, List<Long> graphShape, List<Integer> shape, double lower, double upper, String preprocessing) {

    public InputSpec {
        graphShape = List.copyOf(graphShape);
        shape = List.copyOf(shape);
    }

    /**
     * What a head without a network takes: hidden vectors. The bounds of pixels do not hold for them; bounds that somebody gave do.
     *
     * @param hiddenSize l
     * @param options as the user gave them
     */
    public static InputSpec ofHead(int hiddenSize, ModelOptions options) {
        List<Double> bounds = options.bounds();
        boolean given =
                bounds.size() == 2 && !bounds.equals(ModelOptions.defaults().bounds());
        return new InputSpec(
                "h",
                List.of(-1L, (long) hiddenSize),
                List.of(hiddenSize),
                given ? bounds.get(0) : Double.NEGATIVE_INFINITY,
                given ? bounds.get(1) : Double.POSITIVE_INFINITY,
                "");
    }

    /** How many numbers one sample has. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** {@code 3 x 32 x 32}, for messages. */
    public static String format(List<? extends Number> shape) {
        return shape.stream().map(n -> n.longValue() < 0 ? "N" : n.toString()).collect(Collectors.joining(" x "));
    }

    /** The same for an array. */
    public static String format(int[] shape) {
        return format(Arrays.stream(shape).boxed().toList());
    }
}
