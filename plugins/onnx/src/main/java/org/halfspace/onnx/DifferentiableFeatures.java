package org.halfspace.onnx;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.bounds.NetworkBounds;
import org.halfspace.onnx.differential.OnnxDifferentiableMap;
import org.halfspace.onnx.differential.OnnxFormsGradient;
import org.halfspace.onnx.differential.OnnxLossGradient;
import org.halfspace.onnx.differential.Workload;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.gradient.LossGraph;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.run.OnnxFeatureMap;
import org.halfspace.onnx.run.OnnxFeatureMap.Binding;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.BoundedMap;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FormsGradient;
import org.halfspace.spi.model.LossGradient;
import org.halfspace.spi.model.PreciseMap;
import org.halfspace.spi.model.SoftmaxHead;

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
    private RefereeMap precise;
    private NetworkBounds.Result bounds;

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
    public LossGradient losses(SoftmaxHead head) {
        return leakyLosses(head, 0);
    }

    @Override
    public LossGradient leakyLosses(SoftmaxHead head, double leak) {
        DifferentiableGraph logits =
                LossGraph.withHead(differentiable().graph(), head, new GraphProbe(runtime::environment));
        return new OnnxLossGradient(logits, runtime, Workload.of(logits), leak);
    }

    @Override
    public FormsGradient gradients(DMatrixRMaj forms) {
        return OnnxFormsGradient.of(differentiable(), forms, runtime)
                .orElseGet(() -> DifferentiableMap.super.gradients(forms));
    }

    @Override
    public synchronized Optional<PreciseMap> precise() {
        if (precise == null) {
            Binding open = values.open();
            precise = new RefereeMap(open.graph(), open.port());
        }
        return precise.complete() ? Optional.of(precise) : Optional.empty();
    }

    @Override
    public Optional<BoundedMap> bounds() {
        return compiled().bounds().map(BoundedMap.class::cast);
    }

    @Override
    public List<String> operatorsWithoutBounds() {
        return compiled().unknownOperators();
    }

    private synchronized NetworkBounds.Result compiled() {
        if (bounds == null) {
            Binding open = values.open();
            int[] sample = Arrays.stream(open.port().inputDims().with(1))
                    .mapToInt(size -> (int) Math.abs(size))
                    .toArray();
            bounds = NetworkBounds.of(
                    open.graph().get(), open.port().input(), sample, open.port().output());
        }
        return bounds;
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

    private DifferentiableGraph differentiable() {
        return graph().orElseThrow(() -> new InputException("the model cannot be differentiated").found(CLOSED_BATCH));
    }

    private synchronized OnnxDifferentiableMap derivatives() {
        if (derivatives == null) {
            DifferentiableGraph subject = differentiable();
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
