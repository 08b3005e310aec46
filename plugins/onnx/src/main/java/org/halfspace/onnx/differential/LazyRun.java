package org.halfspace.onnx.differential;

import java.util.function.Function;
import java.util.function.Supplier;
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
    }

    /**
     * What was built.
     *
     * @param names what the graph's inputs and outputs are called
     * @param session runs it
     * @param run runs it on batches
     */
    record Open<G>(G names, GraphSession session, BatchRun run) {}

    synchronized Open<G> get() {
        if (open == null) {
            G built = builder.get();
            GraphSession session =
                    workload.callers() ? runtime.openForCallers(graph.apply(built)) : runtime.open(graph.apply(built));
            open = new Open<>(built, session, new BatchRun(session, workload));
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.session().close();
        }
    }
}
