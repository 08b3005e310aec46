package org.halfspace.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a graph says of an input or output. Immutable.
 *
 * @param name the tensor's name
 * @param type the element type; empty where it is not declared, is unknown to Halfspace, or the value is no tensor
 * @param shape the sizes; empty where not even the number of axes is declared
 * @param tensor whether it is a tensor (and no sequence, map or optional)
 */
public record ValueInfo(String name, Optional<ElementType> type, Optional<List<Dimension>> shape, boolean tensor) {

    /**
     * The size of an axis. Immutable.
     *
     * @param size the size; -1 where it is open
     * @param symbol the name of an open size; empty where it has none
     */
    public record Dimension(long size, String symbol) {

        /** An open size of this name. */
        public static Dimension open(String symbol) {
            return new Dimension(-1, symbol);
        }

        /** A fixed size. */
        public static Dimension fixed(long size) {
            return new Dimension(size, "");
        }

        /** Whether the size is open. */
        public boolean isOpen() {
            return size < 0;
        }
    }

    public ValueInfo {
        shape = shape.map(List::copyOf);
    }

    /** A tensor of which only the type is known. */
    public static ValueInfo of(String name, ElementType type) {
        return new ValueInfo(name, Optional.of(type), Optional.empty(), true);
    }

    /** A tensor, with -1 for sizes that are open. */
    public static ValueInfo of(String name, ElementType type, long... dims) {
        List<Dimension> shape = new ArrayList<>();
        for (long dim : dims) {
            shape.add(dim < 0 ? Dimension.open("") : Dimension.fixed(dim));
        }
        return new ValueInfo(name, Optional.of(type), Optional.of(shape), true);
    }

    /** A value of which only the name is known. */
    public static ValueInfo untyped(String name) {
        return new ValueInfo(name, Optional.empty(), Optional.empty(), true);
    }

    /** The sizes, -1 where they are open; empty where the number of axes is not known. */
    public Optional<long[]> dims() {
        return shape.map(axes -> axes.stream().mapToLong(Dimension::size).toArray());
    }

    /** The same with its first size open, under this name. */
    public ValueInfo withOpenBatch(String symbol) {
        List<Dimension> axes = new ArrayList<>(shape.orElseThrow());
        axes.set(0, Dimension.open(symbol));
        return new ValueInfo(name, type, Optional.of(axes), tensor);
    }
}
