package org.halfspace.onnx.gradient;

import java.util.Arrays;
import java.util.Objects;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Tensor;

/**
 * Type and sizes of a tensor, for any size of the batch. Immutable.
 *
 * @param type the element type
 * @param dims the sizes; {@code -k} stands for k times the batch; shared, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record TensorShape(ElementType type, long[] dims) {

    /** The shape of a constant. */
    public static TensorShape of(Tensor constant) {
        return new TensorShape(constant.type(), constant.dims());
    }

    /** How many axes. */
    public int rank() {
        return dims.length;
    }

    /** The size of an axis: {@code -k} for k times the batch. A negative axis counts from the end. */
    public long dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** Whether an axis grows with the batch. */
    public boolean isBatch(int axis) {
        return dims[axis] < 0;
    }

    /** Whether any axis grows with the batch. */
    public boolean hasBatch() {
        return Arrays.stream(dims).anyMatch(dim -> dim < 0);
    }

    /** Whether the first axis grows with the batch, and no other does. */
    public boolean leadsWithBatch() {
        return rank() > 0 && isBatch(0) && Arrays.stream(dims).skip(1).allMatch(dim -> dim >= 0);
    }

    /** An axis that may count from the end, counted from the beginning. */
    public int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    /** The same type with other sizes. */
    public TensorShape with(long... others) {
        return new TensorShape(type, others);
    }

    /** How many elements a part of the axes has. */
    public long size(int begin, int end) {
        long size = 1;
        for (int i = begin; i < end; i++) {
            size *= dims[i];
        }
        return size;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorShape shape && type == shape.type && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, Arrays.hashCode(dims));
    }

    /** {@code FLOAT N x 3 x 32 x 32}, for messages. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type.toString());
        for (int i = 0; i < dims.length; i++) {
            String size = dims[i] >= 0 ? Long.toString(dims[i]) : dims[i] == -1 ? "N" : -dims[i] + "N";
            text.append(i == 0 ? " " : " x ").append(size);
        }
        return text.toString();
    }
}
