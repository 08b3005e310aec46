package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;

/** What rules of both directions see of the graph that they differentiate. Not thread-safe. */
public abstract class Pass {
    private final DifferentiableGraph subject;
    private final Emitter emitter;
    private final double leak;
    private final IdentityHashMap<Node, Node> extended = new IdentityHashMap<>();
    private final BitSet answered = new BitSet();
    private Node node;

    /** @param leak what the derivative of a rectifier that is off is taken to be: 0, which it is, up to 1 */
    Pass(DifferentiableGraph subject, Emitter emitter, double leak) {
        this.subject = subject;
        this.emitter = emitter;
        this.leak = leak;
    }

    final DifferentiableGraph subject() {
        return subject;
    }

    final Node node() {
        return node;
    }

    final void enter(Node next) {
        this.node = next;
        answered.clear();
    }

    /** Notes that the node's rule has dealt with an input. */
    final void answer(int input) {
        answered.set(input);
    }

    /** Refuses the derivative if the node's rule has left out an input through which a derivative flows. */
    final void requireAllAnswered() {
        for (int input = 0; input < inputs(); input++) {
            if (isActive(input) && !answered.get(input)) {
                throw unsupported(
                        "an input " + input + " (\"" + node.input(input)
                                + "\", counted from 0) that does not depend on the network's input",
                        "one that does");
            }
        }
    }

    /** Writes nodes into the derivative's graph, which holds the forward pass too. */
    public final Emitter emit() {
        return emitter;
    }

    /** Writes formulas in the element type of the node's first output. */
    public final Expressions expressions() {
        return new Expressions(emitter, type(), leak);
    }

    /** The shape of a tensor of the forward pass. */
    public final TensorShape shape(String tensor) {
        return subject.shape(tensor);
    }

    /** How many inputs the node has. */
    public final int inputs() {
        return node.inputs().size();
    }

    /** The shape of the node's first output. */
    public final TensorShape outputShape() {
        return shape(node.output());
    }

    /** The shape of an input of the node. */
    public final TensorShape inputShape(int input) {
        return shape(node.input(input));
    }

    /** The element type of derivatives at the node: that of its first output, or float where that is quantised. */
    public final ElementType type() {
        return derivative(outputShape().type());
    }

    /** The element type of a tensor's derivatives: floats, where it holds whole numbers that stand for real ones. */
    static ElementType derivative(ElementType type) {
        return type.isFloating() ? type : ElementType.FLOAT;
    }

    /** A zero of the element type of derivatives at the node. */
    public final Tensor zero() {
        return Tensor.of(type(), new double[] {0}, 1);
    }

    /** The value of an input of the node, where it is a constant. */
    public final Optional<Tensor> constant(int input) {
        return subject.graph().constant(node.input(input));
    }

    /** Whether a derivative flows through an input of the node. */
    public final boolean isActive(int input) {
        return node.hasInput(input) && subject.isActive(node.input(input)) && !DifferentiableGraph.isFlat(node, input);
    }

    /**
     * The value of an input of the node that has to be a constant.
     *
     * @param what what the input is, for the message: {@code "weights"}
     */
    public final Tensor required(int input, String what) {
        return constant(input).orElseThrow(() -> unsupported("constant " + what, what + " that the network computes"));
    }

    /** Refuses the derivative if an input is on the path that must not be. */
    public final void requireInactive(int input, String what) {
        if (isActive(input)) {
            throw unsupported(what + " that do not depend on the network's input", what + " that do");
        }
    }

    /** Refuses an operator that runs along an axis if that axis goes through the samples of the batch. */
    public final void requireWithinSample(int axis) {
        if (outputShape().isBatch(axis)) {
            throw unsupported("an axis within a sample", "axis " + axis + " of " + outputShape());
        }
    }

    /** An exception that says that this node's form of its operator has no derivative here. */
    public final InputException unsupported(String expected, String found) {
        return Unsupported.form(node, subject.graph(), expected, found);
    }

    /**
     * Makes the forward pass compute an output of the node that it does not ask for.
     *
     * @return the output's name
     */
    public final String extraOutput(int output) {
        Node current = extended.getOrDefault(node, node);
        List<String> outputs = new ArrayList<>(current.outputs());
        while (outputs.size() <= output) {
            outputs.add("");
        }
        if (outputs.get(output).isEmpty()) {
            outputs.set(output, emitter.builder().freshName(node.output() + "_extra"));
            Node more = current.withOutputs(outputs);
            emitter.builder().remove(current).node(more);
            extended.put(node, more);
        }
        return outputs.get(output);
    }

    /** Computes the outputs of a graph of constants. */
    public final Map<String, Tensor> evaluate(Graph constants) {
        return subject.evaluate(constants);
    }

    /** Reshapes a tensor to a shape, of which at most one axis may grow with the batch. */
    public final String reshape(String tensor, TensorShape shape) {
        long[] sizes = shape.dims().clone();
        int open = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 0) {
                sizes[i] = -1;
                open++;
            }
        }
        if (open > 1) {
            throw unsupported("one axis that grows with the batch", shape.toString());
        }
        return emitter.reshape(tensor, sizes);
    }

    /** Repeats a tensor along axes of size 1, to a shape whose axes that grow with the batch it has already. */
    public final String expand(String tensor, TensorShape shape) {
        long[] sizes = shape.dims().clone();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.max(sizes[i], 1);
        }
        return emitter.op("Expand", tensor, emitter.longs(sizes)).emit();
    }
}
