package org.halfspace.onnx.differential;

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.gradient.LossGraph;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.LossFunction;
import org.halfspace.spi.model.LossGradient;

/** Losses of a network's logits with their gradients, each a session of its own that the first call opens. Thread-safe. */
public final class OnnxLossGradient implements LossGradient {
    private final DifferentiableGraph subject;
    private final Map<LossFunction, LazyRun<LossGraph>> losses = new EnumMap<>(LossFunction.class);

    /**
     * @param subject a network from float32 pixels to its logits, N x m
     * @param runtime runs it
     * @param workload how batches are cut
     * @param leak what the derivative of a rectifier that is off is taken to be: 0 for the true gradient
     */
    public OnnxLossGradient(DifferentiableGraph subject, OnnxRuntime runtime, Workload workload, double leak) {
        this.subject = subject;
        for (LossFunction loss : LossFunction.values()) {
            losses.put(
                    loss, new LazyRun<>(() -> LossGraph.of(subject, loss, leak), LossGraph::graph, runtime, workload));
        }
    }

    @Override
    public void valueAndGradient(
            LossFunction loss,
            FloatBuffer inputs,
            int count,
            FloatBuffer parameters,
            FloatBuffer values,
            FloatBuffer logits,
            FloatBuffer gradients) {
        TensorShape input = subject.shape(subject.input());
        TensorShape output = subject.shape(subject.target());
        LazyRun.Open<LossGraph> open = losses.get(loss).get();
        LossGraph names = open.names();
        open.run()
                .run(
                        count,
                        List.of(
                                new Run.Port(subject.input(), input, inputs),
                                new Run.Port(names.parameters(), output, parameters)),
                        List.of(
                                new Run.Port(names.value(), output.with(output.dim(0)), values),
                                new Run.Port(names.logits(), output, logits),
                                new Run.Port(names.gradient(), input, gradients)));
    }

    @Override
    public void close() {
        losses.values().forEach(LazyRun::close);
    }
}
