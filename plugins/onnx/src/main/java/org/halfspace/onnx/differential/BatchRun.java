package org.halfspace.onnx.differential;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.GraphSession.Slot;
import org.halfspace.onnx.run.Rounding;

/**
 * Runs a network over a batch of any size, in pieces, in one of the two ways in which threads can share the work. Buffers that ONNX
 * Runtime can use are used in place, unless rows go through the network one by one, in aligned memory. Thread-safe.
 */
final class BatchRun implements Run {
    private final GraphSession session;
    private final int mostRows;
    private final boolean apart;
    private final Optional<Crew> crew;

    /**
     * Cuts the batch for a crew of threads, each with rows of its own.
     *
     * @param session the network, with operators that run in the thread that calls
     * @param mostRows how many rows may go through the network at once
     * @param apart whether each row goes through the network by itself, see {@link Rounding#dependsOnPlace()}
     */
    static BatchRun sharingRows(GraphSession session, int mostRows, boolean apart, Crew crew) {
        return new BatchRun(session, mostRows, apart, Optional.of(crew));
    }

    /**
     * Cuts the batch into pieces that go one after the other.
     *
     * @param session the network, whose operators have threads
     * @param mostRows how many rows may go through the network at once
     * @param apart whether each row goes through the network by itself, see {@link Rounding#dependsOnPlace()}
     */
    static BatchRun sharingOperators(GraphSession session, int mostRows, boolean apart) {
        return new BatchRun(session, mostRows, apart, Optional.empty());
    }

    private BatchRun(GraphSession session, int mostRows, boolean apart, Optional<Crew> crew) {
        this.session = session;
        this.mostRows = apart ? 1 : mostRows;
        this.apart = apart;
        this.crew = crew;
    }

    @Override
    public void run(int count, List<Port> inputs, List<Port> outputs) {
        int threads = crew.map(Crew::threadsForCaller).orElse(1);
        int rows = rows(count, threads);
        int pieces = ceilDiv(count, rows);
        IntConsumer piece = number -> run(number * rows, Math.min(rows, count - number * rows), inputs, outputs);
        if (crew.isPresent() && pieces > 1) {
            crew.get().share(pieces, piece);
        } else {
            IntStream.range(0, pieces).forEach(piece);
        }
    }

    /** As many rows for each piece that all threads have as many pieces, and all pieces about the same size. */
    private int rows(int count, int threads) {
        int turns = ceilDiv(ceilDiv(count, mostRows), threads);
        return ceilDiv(count, turns * threads);
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }

    private void run(int begin, int rows, List<Port> inputs, List<Port> outputs) {
        List<Slot> from = new ArrayList<>();
        for (Port port : inputs) {
            Slot slot = slot(port, begin, rows);
            copy(port.piece(begin, rows), slot.numbers());
            from.add(slot);
        }
        List<Slot> to = outputs.stream().map(port -> slot(port, begin, rows)).toList();
        session.run(from, to);
        for (int i = 0; i < to.size(); i++) {
            copy(to.get(i).numbers(), outputs.get(i).piece(begin, rows));
        }
    }

    private Slot slot(Port port, int begin, int rows) {
        return apart ? port.alignedSlot(rows) : port.slot(begin, rows);
    }

    /** Copies, unless both are the same memory: a buffer that is used in place. */
    private void copy(FloatBuffer from, FloatBuffer to) {
        if (!apart && Port.usable(from) && Port.usable(to)) {
            return;
        }
        to.put(0, from, 0, from.remaining());
    }
}
