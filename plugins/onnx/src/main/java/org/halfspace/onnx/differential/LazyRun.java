package org.halfspace.onnx.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.halfspace.onnx.differential.Workload.Sharing;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.OnnxRuntime;

/**
 * A derivative's graph and the session that runs it, built by the first call. Thread-safe.
 *
 * @param <G> what describes the graph
 */
final class LazyRun<G> implements AutoCloseable {
    private final Supplier<G> builder;
    private final Function<G, Graph> graph;
    private final OnnxRuntime runtime;
    private final Workload workload;
    private final Crew crew;
    private Open<G> open;

    /**
     * @param builder builds the graph; called once
     * @param graph the graph in what was built
     * @param runtime opens the session
     * @param workload how to cut batches
     */
    LazyRun(Supplier<G> builder, Function<G, Graph> graph, OnnxRuntime runtime, Workload workload) {
        this.builder = builder;
        this.graph = graph;
        this.runtime = runtime;
        this.workload = workload;
        this.crew = new Crew(runtime.threads());
    }

    /**
     * What was built.
     *
     * @param names what the graph's inputs and outputs are called
     * @param sessions are open
     * @param run runs it on batches
     */
    record Open<G>(G names, List<GraphSession> sessions, Run run) {}

    synchronized Open<G> get() {
        if (open == null) {
            G built = builder.get();
            open = open(built, graph.apply(built));
        }
        return open;
    }

    private Open<G> open(G built, Graph network) {
        List<GraphSession> sessions = new ArrayList<>();
        List<Run> ways = new ArrayList<>();
        if (workload.sharing() != Sharing.OPERATORS) {
            GraphSession session = runtime.openForCallers(network);
            sessions.add(session);
            ways.add(BatchRun.sharingRows(session, workload.rows(), crew));
        }
        if (workload.sharing() != Sharing.ROWS) {
            GraphSession session = runtime.open(network);
            sessions.add(session);
            ways.add(BatchRun.sharingOperators(session, workload.rows()));
        }
        Run run = ways.size() == 1 ? ways.get(0) : new MeasuredRun(ways, System::nanoTime);
        return new Open<>(built, sessions, run);
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.sessions().forEach(GraphSession::close);
        }
    }
}
