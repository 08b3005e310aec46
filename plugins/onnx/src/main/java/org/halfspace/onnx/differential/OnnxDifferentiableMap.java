package org.halfspace.onnx.differential;

import java.nio.FloatBuffer;
import java.util.List;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.gradient.JvpGraph;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.gradient.VjpGraph;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.DifferentiableMap;

/**
 * A network as a map that can be differentiated. The sessions of each direction, with threads of their own, are opened by the first call
 * that needs them. Thread-safe.
 */
public final class OnnxDifferentiableMap implements DifferentiableMap {
    private final DifferentiableGraph subject;
    private final TensorShape input;
    private final TensorShape output;
    private final LazyRun<Graph> forward;
    private final LazyRun<VjpGraph> reverse;
    private final LazyRun<JvpGraph> tangent;

    /**
     * @param subject a network that takes and gives float32, batch first
     * @param runtime runs it
     * @param workload how batches are cut
     */
    public OnnxDifferentiableMap(DifferentiableGraph subject, OnnxRuntime runtime, Workload workload) {
        this.subject = subject;
        this.input = subject.shape(subject.input());
        this.output = subject.shape(subject.target());
        this.forward = new LazyRun<>(subject::graph, graph -> graph, runtime, workload);
        this.reverse = new LazyRun<>(() -> VjpGraph.of(subject), VjpGraph::graph, runtime, workload);
        this.tangent = new LazyRun<>(() -> JvpGraph.of(subject), JvpGraph::graph, runtime, workload);
    }

    @Override
    public int inputSize() {
        return Math.toIntExact(input.size(1, input.rank()));
    }

    @Override
    public int outputSize() {
        return Math.toIntExact(output.size(1, output.rank()));
    }

    @Override
    public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
        forward.get()
                .run()
                .run(
                        count,
                        List.of(inputPort(subject.input(), inputs)),
                        List.of(outputPort(subject.target(), outputs)));
    }

    @Override
    public void vjp(FloatBuffer inputs, int count, FloatBuffer cotangents, FloatBuffer outputs, FloatBuffer gradients) {
        LazyRun.Open<VjpGraph> open = reverse.get();
        open.run()
                .run(
                        count,
                        List.of(
                                inputPort(subject.input(), inputs),
                                outputPort(open.names().cotangent(), cotangents)),
                        List.of(
                                outputPort(subject.target(), outputs),
                                inputPort(open.names().gradient(), gradients)));
    }

    @Override
    public void jvp(FloatBuffer inputs, int count, FloatBuffer tangents, FloatBuffer outputs, FloatBuffer products) {
        LazyRun.Open<JvpGraph> open = tangent.get();
        open.run()
                .run(
                        count,
                        List.of(
                                inputPort(subject.input(), inputs),
                                inputPort(open.names().tangent(), tangents)),
                        List.of(
                                outputPort(subject.target(), outputs),
                                outputPort(open.names().product(), products)));
    }

    private Run.Port inputPort(String tensor, FloatBuffer numbers) {
        return new Run.Port(tensor, input, numbers);
    }

    private Run.Port outputPort(String tensor, FloatBuffer numbers) {
        return new Run.Port(tensor, output, numbers);
    }

    @Override
    public void close() {
        forward.close();
        reverse.close();
        tangent.close();
    }
}
