package org.halfspace.onnx.gradient;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;

/**
 * Gradients of linear forms of the target in one run, which share the pass forward.
 *
 * @param graph the graph: input x; outputs the target and {@code gradients}
 * @param gradients the name of the output with the gradients, N x forms x size of a sample
 * @param forms how many forms there are
 */
public record FormsGraph(Graph graph, String gradients, int forms) {

    /**
     * Builds the graph.
     *
     * @param forms k x size of the target of a sample
     * @throws InputException if an operator on the way cannot be differentiated, or mixes the batch with other axes
     */
    public static FormsGraph of(DifferentiableGraph subject, DMatrixRMaj forms) {
        int k = forms.numRows;
        GraphBuilder builder = subject.graph().toBuilder().clearOutputs();
        Emitter emitter = new Emitter(builder, "forms/", subject.graph().opset());
        TensorShape target = subject.shape(subject.target());
        TensorShape input = subject.shape(subject.input());
        // Every form once for each sample, form after form: a column of as many rows as there are samples, times one.
        String weights = emitter.constant("weights", Tensor.of(target.type(), forms.data, k, 1, forms.numCols));
        String samples = emitter.slice(emitter.op("Shape", subject.target()).emit(), 0, 0, 1);
        String sizes = emitter.op("Concat", emitter.longs(k), samples, emitter.longs(forms.numCols))
                .with("axis", 0)
                .emit();
        long[] stacked = target.dims().clone();
        stacked[0] = -1;
        String cotangent = emitter.reshape(emitter.op("Expand", weights, sizes).emit(), stacked);
        String found = VjpGraph.reverse(subject, emitter, cotangent, k, 0);
        String bySample = emitter.transpose(emitter.reshape(found, k, -1, input.size(1, input.rank())), 1, 0, 2);
        String gradients = builder.freshName("gradients");
        builder.node(Node.of("Identity", List.of(bySample), gradients));
        builder.output(ValueInfo.of(subject.target(), target.type()));
        builder.output(ValueInfo.of(gradients, input.type()));
        return new FormsGraph(builder.build().pruned(), gradients, k);
    }
}
