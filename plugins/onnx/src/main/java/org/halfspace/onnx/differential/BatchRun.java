package org.halfspace.onnx.differential;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.GraphSession.Slot;
import org.halfspace.spi.model.FeatureMap;

/** Runs a network over a batch of any size, in pieces; buffers that ONNX Runtime can use are used in place. Thread-safe. */
final class BatchRun {
    private final GraphSession session;
    private final Workload workload;

    /**
     * @param session the network
     * @param workload how to cut batches
     */
    BatchRun(GraphSession session, Workload workload) {
        this.session = session;
        this.workload = workload;
    }

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
    }

    private static boolean usable(FloatBuffer buffer) {
        return buffer.isDirect() && !buffer.isReadOnly() && buffer.order() == ByteOrder.nativeOrder();
    }

    /** Runs a batch. */
    void run(int count, List<Port> inputs, List<Port> outputs) {
        int rows = workload.rows();
        IntStream pieces = IntStream.range(0, (count + rows - 1) / rows);
        (workload.callers() ? pieces.parallel() : pieces).forEach(piece -> {
            int begin = piece * rows;
            run(begin, Math.min(rows, count - begin), inputs, outputs);
        });
    }

    private void run(int begin, int rows, List<Port> inputs, List<Port> outputs) {
        List<Slot> from = new ArrayList<>();
        for (Port port : inputs) {
            Slot slot = port.slot(begin, rows);
            copy(port.numbers().slice(begin * port.rowSize(), rows * port.rowSize()), slot.numbers());
            from.add(slot);
        }
        List<Slot> to = outputs.stream().map(port -> port.slot(begin, rows)).toList();
        session.run(from, to);
        for (int i = 0; i < to.size(); i++) {
            Port port = outputs.get(i);
            copy(to.get(i).numbers(), port.numbers().slice(begin * port.rowSize(), rows * port.rowSize()));
        }
    }

    /** Copies, unless both are the same memory: a buffer that is used in place. */
    private static void copy(FloatBuffer from, FloatBuffer to) {
        if (usable(from) && usable(to)) {
            return;
        }
        to.put(0, from, 0, from.remaining());
    }
}
