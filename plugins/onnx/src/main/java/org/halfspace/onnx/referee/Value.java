package org.halfspace.onnx.referee;

import org.halfspace.onnx.referee.array.Array;

/**
 * A tensor while a graph is evaluated. Compared by identity: the tape's cotangents belong to values, not to names, because the
 * bodies of two If nodes may use one name for two tensors.
 */
final class Value {
    private final Array array;
    private final boolean active;

    /**
     * @param array the numbers
     * @param active whether they depend on what is differentiated by
     */
    Value(Array array, boolean active) {
        this.array = array;
        this.active = active;
    }

    Array array() {
        return array;
    }

    boolean active() {
        return active;
    }
}
