package org.halfspace.onnx.gradient;

import java.util.List;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.LossFunction;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * A graph that computes a loss of the logits and its gradient by the input in one run: forward pass, derivative of the loss by the
 * logits, reverse pass.
 *
 * @param graph the graph: inputs x and {@code parameters}; outputs {@code value}, {@code logits} and {@code gradient}
 * @param parameters the name of the input that takes p, N x m
 * @param value the name of the output with the loss, N
 * @param logits the name of the output with z, N x m
 * @param gradient the name of the output with the gradient, of x's shape
 */
public record LossGraph(Graph graph, String parameters, String value, String logits, String gradient) {

    /**
     * Puts a softmax layer behind a network.
     *
     * @param features a graph whose one output is h, N x l, float32
     * @param head W and b, as float32 in the graph
     * @return the network to its logits, ready to be differentiated
     */
    public static DifferentiableGraph withHead(Graph features, SoftmaxHead head, GraphProbe probe) {
        GraphBuilder builder = features.toBuilder().clearOutputs();
        String weights = builder.freshName("head/W");
        String bias = builder.freshName("head/b");
        String logits = builder.freshName("head/logits");
        builder.constant(weights, Tensor.of(ElementType.FLOAT, head.weights().data, head.hiddenSize(), head.classes()));
        builder.constant(bias, Tensor.of(ElementType.FLOAT, head.bias(), head.classes()));
        builder.node("Gemm", logits, features.outputs().get(0).name(), weights, bias);
        return DifferentiableGraph.of(
                builder.output(ValueInfo.of(logits, ElementType.FLOAT)).build(), logits, probe);
    }

    /**
     * Builds the graph of a loss.
     *
     * @param subject a network to its logits, N x m
     * @param leak what the derivative of a rectifier that is off is taken to be: 0 for the true gradient
     * @throws InputException if the network cannot be differentiated, or has too few classes for the loss
     */
    public static LossGraph of(DifferentiableGraph subject, LossFunction loss, double leak) {
        TensorShape shape = subject.shape(subject.target());
        GraphBuilder builder = subject.graph().toBuilder().clearOutputs();
        Emitter emitter = new Emitter(builder, "loss/", subject.graph().opset());
        String parameters = builder.freshName("parameters");
        builder.input(ValueInfo.of(parameters, shape.type(), shape.dims()));
        LossSeed seed = LossSeed.of(loss, emitter, shape, subject.target(), parameters);
        String found = VjpGraph.reverse(subject, emitter, seed.cotangent(), 0, leak);
        String value = output(builder, "value", emitter.reshape(seed.value(), -1), shape);
        String gradient = output(builder, "gradient", found, shape);
        builder.output(ValueInfo.of(subject.target(), shape.type()));
        return new LossGraph(builder.build().pruned(), parameters, value, subject.target(), gradient);
    }

    private static String output(GraphBuilder builder, String wish, String tensor, TensorShape shape) {
        String name = builder.freshName(wish);
        builder.node(Node.of("Identity", List.of(tensor), name)).output(ValueInfo.of(name, shape.type()));
        return name;
    }
}
