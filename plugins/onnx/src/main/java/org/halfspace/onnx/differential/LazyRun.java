package org.halfspace.onnx.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.onnx.run.Rounding;

/**
 * A derivative's graph and the session that runs it, built by the first call. The graph decides whether batches are cut into single samples, and
 * the workload how they are cut otherwise. Thread-safe.
 *
 * @param <G> what describes the graph
 */
final class LazyRun<G> implements AutoCloseable {
    private final Supplier<G> builder;
    private final Function<G, Graph> graph;
    private final OnnxRuntime runtime;
    private final Workload workload;
    private final Crew crew;
    private final List<GraphSession> sessions = new ArrayList<>();
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
     * @param run runs it on batches
     */
    record Open<G>(G names, Run run) {}

    synchronized Open<G> get() {
        if (open == null) {
            G built = builder.get();
            open = new Open<>(built, run(graph.apply(built)));
        }
        return open;
    }

    private Run run(Graph network) {
        int threads = runtime.threads();
        Rounding rounding = runtime.rounding(network);
        boolean apart = rounding.dependsOnPlace();
        return switch (rounding.dependsOnThreads() ? Workload.Sharing.ROWS : workload.sharing()) {
            case ROWS -> sharingRows(network, workload.rows(), apart);
            case OPERATORS -> sharingOperators(network, apart);
            case MEASURED ->
                new MeasuredRun(
                        sharingRows(network, workload.rows(), apart),
                        sharingOperators(network, apart),
                        threads,
                        System::nanoTime);
            case SIZED ->
                workload.rows() < threads
                        ? sharingOperators(network, apart)
                        : new SizedRun(
                                Workload.SHARES * threads,
                                () -> sharingOperators(network, apart),
                                () -> sharingRows(network, workload.rows() / threads, apart));
        };
    }

    private Run sharingRows(Graph network, int rows, boolean apart) {
        return BatchRun.sharingRows(opened(runtime.open(network, 1, workload.plansMemory())), rows, apart, crew);
    }

    private Run sharingOperators(Graph network, boolean apart) {
        return BatchRun.sharingOperators(
                opened(runtime.open(network, runtime.threads(), workload.plansMemory())), workload.rows(), apart);
    }

    private synchronized GraphSession opened(GraphSession session) {
        sessions.add(session);
        return session;
    }

    @Override
    public synchronized void close() {
        sessions.forEach(GraphSession::close);
        sessions.clear();
    }
}
