package org.halfspace.onnx.differential;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.run.GraphSession.Slot;
import org.halfspace.spi.model.FeatureMap;

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

        Slot slot(int begin, int rows) {
            FloatBuffer piece = numbers.slice(begin * rowSize(), rows * rowSize());
            long[] dims = shape.dims().clone();
            dims[0] = rows;
            return new Slot(tensor, usable(piece) ? piece : FeatureMap.allocate(rows * rowSize()), dims);
        }

        static boolean usable(FloatBuffer buffer) {
            return buffer.isDirect() && !buffer.isReadOnly() && buffer.order() == ByteOrder.nativeOrder();
        }
    }
}
