package org.halfspace.onnx.differential;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.gradient.FormsGraph;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.FormsGradient;

/** Gradients of linear forms of a network's outputs, which share one pass forward. Thread-safe. */
public final class OnnxFormsGradient implements FormsGradient {
    private final DifferentiableGraph subject;
    private final FormsGraph built;
    private final LazyRun<FormsGraph> run;

    private OnnxFormsGradient(DifferentiableGraph subject, FormsGraph built, OnnxRuntime runtime) {
        this.subject = subject;
        this.built = built;
        this.run = new LazyRun<>(() -> built, FormsGraph::graph, runtime, Workload.of(subject, built.forms()));
    }

    /**
     * Gradients of forms.
     *
     * @param subject a network that takes and gives float32, batch first
     * @param forms k x outputSize
     * @return nothing where an operator on the way mixes the samples of a batch with other axes, so that no pass can be shared
     */
    public static Optional<FormsGradient> of(DifferentiableGraph subject, DMatrixRMaj forms, OnnxRuntime runtime) {
        try {
            return Optional.of(new OnnxFormsGradient(subject, FormsGraph.of(subject, forms), runtime));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    @Override
    public void gradients(FloatBuffer inputs, int count, FloatBuffer outputs, FloatBuffer gradients) {
        TensorShape input = subject.shape(subject.input());
        TensorShape output = subject.shape(subject.target());
        long n = input.size(1, input.rank());
        run.get()
                .run()
                .run(
                        count,
                        List.of(new Run.Port(subject.input(), input, inputs)),
                        List.of(
                                new Run.Port(subject.target(), output, outputs),
                                new Run.Port(
                                        built.gradients(), input.with(input.dim(0), built.forms(), n), gradients)));
    }

    @Override
    public void close() {
        run.close();
    }
}
