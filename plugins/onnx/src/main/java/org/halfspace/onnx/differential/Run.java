package org.halfspace.onnx.differential;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.run.AlignedFloats;
import org.halfspace.onnx.run.GraphSession.Slot;

/** A way to run a network over a batch of any size. Thread-safe. */
interface Run {
    /** Runs a batch. */
    void run(int count, List<Port> inputs, List<Port> outputs);

    /**
     * Numbers of one input or output for a whole batch.
     *
     * @param tensor the tensor's name
     * @param shape its shape; the first axis is the batch
     * @param numbers the rows, one after the other, from index 0
     */
    record Port(String tensor, TensorShape shape, FloatBuffer numbers) {
        int rowSize() {
            return Math.toIntExact(shape.size(1, shape.rank()));
        }

        /** Some rows, in place where ONNX Runtime can use them there, else with room for them. */
        Slot slot(int begin, int rows) {
            FloatBuffer piece = piece(begin, rows);
            return slot(usable(piece) ? piece : AlignedFloats.allocate(rows * rowSize()), rows);
        }

        /** Room for some rows in aligned memory. */
        Slot alignedSlot(int rows) {
            return slot(AlignedFloats.allocate(rows * rowSize()), rows);
        }

        /** Some rows. */
        FloatBuffer piece(int begin, int rows) {
            return numbers.slice(begin * rowSize(), rows * rowSize());
        }

        private Slot slot(FloatBuffer memory, int rows) {
            long[] dims = shape.dims().clone();
            dims[0] = rows;
            return new Slot(tensor, memory, dims);
        }

        static boolean usable(FloatBuffer buffer) {
            return buffer.isDirect() && !buffer.isReadOnly() && buffer.order() == ByteOrder.nativeOrder();
        }
    }
}
