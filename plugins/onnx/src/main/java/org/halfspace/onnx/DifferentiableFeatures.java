package org.halfspace.onnx;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.differential.OnnxDifferentiableMap;
import org.halfspace.onnx.differential.Workload;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.run.OnnxFeatureMap;
import org.halfspace.onnx.run.OnnxFeatureMap.Binding;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.DifferentiableMap;

/**
 * g with its derivatives. Values come from the network that was checked against the original; derivatives from graphs that are built
 * of it when they are first asked for. Thread-safe.
 */
final class DifferentiableFeatures implements DifferentiableMap {
    /** What stands in for an operator where it is the batch axis that cannot be handled. */
    private static final String CLOSED_BATCH = "a batch axis that cannot be opened";

    private final OnnxFeatureMap values;
    private final OnnxRuntime runtime;
    private Optional<DifferentiableGraph> graph;
    private OnnxDifferentiableMap derivatives;

    DifferentiableFeatures(OnnxFeatureMap values, OnnxRuntime runtime) {
        this.values = values;
        this.runtime = runtime;
    }

    @Override
    public int inputSize() {
        return values.inputSize();
    }

    @Override
    public int outputSize() {
        return values.outputSize();
    }

    @Override
    public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
        values.apply(inputs, count, outputs);
    }

    @Override
    public void vjp(FloatBuffer inputs, int count, FloatBuffer cotangents, FloatBuffer outputs, FloatBuffer gradients) {
        derivatives().vjp(inputs, count, cotangents, outputs, gradients);
    }

    @Override
    public void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products) {
        derivatives().jvp(inputs, count, tangents, outputs, products);
    }

    @Override
    public List<String> unsupportedOperators() {
        return graph().map(DifferentiableGraph::unsupportedOperators).orElse(List.of(CLOSED_BATCH));
    }

    /** The network in the form that derivatives are made of; empty where it takes one sample at a time only. */
    private synchronized Optional<DifferentiableGraph> graph() {
        if (graph == null) {
            Binding open = values.open();
            graph = open.port().batches()
                    ? Optional.of(DifferentiableGraph.of(
                            open.graph().get(), open.port().output(), new GraphProbe(runtime::environment)))
                    : Optional.empty();
        }
        return graph;
    }

    private synchronized OnnxDifferentiableMap derivatives() {
        if (derivatives == null) {
            DifferentiableGraph subject = graph().orElseThrow(
                            () -> new InputException("the model cannot be differentiated").found(CLOSED_BATCH));
            derivatives = new OnnxDifferentiableMap(subject, runtime, Workload.of(subject));
        }
        return derivatives;
    }

    @Override
    public synchronized void close() {
        values.close();
        if (derivatives != null) {
            derivatives.close();
        }
    }
}
