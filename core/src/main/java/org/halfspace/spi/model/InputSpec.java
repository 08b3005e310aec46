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
