package org.halfspace.onnx.gradient;

import java.util.List;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;

/**
 * Reverse mode: a graph that computes the target and the product of a cotangent with its Jacobian, {@code J^T v}, in one run.
 *
 * @param graph the graph: inputs x and {@code cotangent}, outputs the target and {@code gradient}
 * @param cotangent the name of the input that takes v: of the target's shape, with rows x batch on its first axis if there are rows
 * @param gradient the name of the output that is {@code J^T v}: of x's shape, with rows x batch on its first axis if there are rows
 */
public record VjpGraph(Graph graph, String cotangent, String gradient) {

    /**
     * Builds the graph for one cotangent per sample.
     *
     * @throws InputException if there is an operator on the way that cannot be differentiated
     */
    public static VjpGraph of(DifferentiableGraph subject) {
        return build(subject, 0);
    }

    /**
     * Builds the graph for several cotangents per sample, which share the forward pass.
     *
     * @param rows how many; cotangent r of sample i is row {@code r N + i} of the input, for a batch of N
     * @throws InputException if an operator on the way cannot be differentiated, or mixes the batch with other axes
     */
    public static VjpGraph stacked(DifferentiableGraph subject, int rows) {
        return build(subject, rows);
    }

    private static VjpGraph build(DifferentiableGraph subject, int rows) {
        GraphBuilder builder = subject.graph().toBuilder().clearOutputs();
        Emitter emitter = new Emitter(builder, "gradient/", subject.graph().opset());
        TensorShape target = subject.shape(subject.target());
        String cotangent = builder.freshName("cotangent");
        ValueInfo seed = ValueInfo.of(cotangent, target.type(), target.dims());
        builder.input(target.rank() > 0 && rows > 0 ? seed.withOpenBatch("rows") : seed);
        String found = reverse(subject, emitter, cotangent, rows, 0);
        String gradient = builder.freshName("gradient");
        builder.node(Node.of("Identity", List.of(found), gradient));
        builder.output(ValueInfo.of(subject.target(), target.type()));
        builder.output(ValueInfo.of(gradient, subject.shape(subject.input()).type()));
        return new VjpGraph(builder.build().pruned(), cotangent, gradient);
    }

    /**
     * Appends the reverse pass.
     *
     * @param cotangent the target's cotangent
     * @param rows how many cotangents each sample has; 0 for one
     * @param leak what the derivative of a rectifier that is off is taken to be: 0 for the true gradient
     * @return the input's gradient
     */
    static String reverse(DifferentiableGraph subject, Emitter emitter, String cotangent, int rows, double leak) {
        requireDependence(subject);
        Backward pass = new Backward(subject, emitter, rows, leak);
        pass.arrive(subject.target(), cotangent);
        List<Node> path = subject.activeNodes();
        for (int i = path.size() - 1; i >= 0; i--) {
            Node node = path.get(i);
            pass.enter(node);
            pass.requireSamplesFirst();
            if (pass.reaches()) {
                Unsupported.guarded(node, subject.graph(), () -> {
                    subject.rules(node).reverse().reverse(node, pass);
                    pass.requireAllAnswered();
                });
            }
        }
        return pass.total(subject.input());
    }

    /** Refuses a target that is no real number, or that nothing differentiable leads to from the input. */
    static void requireDependence(DifferentiableGraph subject) {
        boolean real = subject.shape(subject.target()).type().isFloating();
        if (!real || !subject.isActive(subject.input())) {
            throw new InputException("the output does not depend on the input in a way that has a derivative")
                    .where("tensor \"" + subject.target() + "\"")
                    .hint("check that the model's output is not rounded, compared, or an index of a class");
        }
    }
}
