package org.halfspace.onnx.graph;

import java.util.Arrays;
import java.util.List;

/**
 * The value of a node's attribute. Immutable; arrays are shared and not to be changed. They are arrays, because the
 * coefficients of a classifier can be one attribute of many thousand numbers.
 */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Attribute {

    /** An integer. */
    record Int(long value) implements Attribute {}

    /** A float. */
    record Real(float value) implements Attribute {}

    /** A text. */
    record Text(String value) implements Attribute {}

    /** Integers. */
    record Ints(long[] values) implements Attribute {
        @Override
        public boolean equals(Object other) {
            return other instanceof Ints ints && Arrays.equals(values, ints.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return Arrays.toString(values);
        }
    }

    /** Floats. */
    record Reals(float[] values) implements Attribute {
        @Override
        public boolean equals(Object other) {
            return other instanceof Reals reals && Arrays.equals(values, reals.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }

    /** Texts. */
    record Texts(List<String> values) implements Attribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** A tensor. */
    record Constant(Tensor value) implements Attribute {}

    /** A graph of its own, whose nodes may use tensors of the graphs around it. */
    record Subgraph(Graph value) implements Attribute {}

    /** Something that Halfspace passes on without looking at it, as the bytes of an {@code AttributeProto}. */
    record Opaque(byte[] value) implements Attribute {
        @Override
        public boolean equals(Object other) {
            return other instanceof Opaque opaque && Arrays.equals(value, opaque.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }
    }
}
