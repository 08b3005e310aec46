package org.halfspace.onnx.gradient;

import java.util.List;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.ValueInfo;

/**
 * Forward mode: a graph that computes the target and the product of its Jacobian with a tangent, {@code J u}, in one run.
 *
 * @param graph the graph: inputs x and {@code tangent}, outputs the target and {@code product}
 * @param tangent the name of the input that takes u, of x's shape
 * @param product the name of the output that is {@code J u}, of the target's shape
 */
public record JvpGraph(Graph graph, String tangent, String product) {

    /**
     * Builds the graph.
     *
     * @throws org.halfspace.spi.InputException if there is an operator on the way that has no forward-mode derivative
     */
    public static JvpGraph of(DifferentiableGraph subject) {
        VjpGraph.requireDependence(subject);
        GraphBuilder builder = subject.graph().toBuilder().clearOutputs();
        Emitter emitter = new Emitter(builder, "tangent/", subject.graph().opset());
        TensorShape input = subject.shape(subject.input());
        TensorShape target = subject.shape(subject.target());
        String tangent = builder.freshName("tangent");
        builder.input(ValueInfo.of(tangent, input.type(), input.dims()));
        Forward pass = new Forward(subject, emitter);
        pass.start(subject.input(), tangent);
        for (Node node : subject.activeNodes()) {
            pass.enter(node);
            TangentRule rule =
                    subject.rules(node).forward().orElseThrow(() -> Unsupported.operator(node, subject.graph()));
            Unsupported.guarded(node, subject.graph(), () -> {
                rule.forward(node, pass);
                pass.requireAllAnswered();
            });
        }
        String product = builder.freshName("product");
        builder.node(Node.of("Identity", List.of(pass.tangentOf(subject.target())), product));
        builder.output(ValueInfo.of(subject.target(), target.type()));
        builder.output(ValueInfo.of(product, target.type()));
        return new JvpGraph(builder.build().pruned(), tangent, product);
    }
}
