package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;
import org.halfspace.spi.InputException;

/** One evaluation of a node: what it is, and the values of its inputs. Used by one thread. */
public final class Call {
    private final Node node;
    private final long opset;
    private final List<Optional<Array>> inputs;
    private final boolean[] active;
    private final Budget budget;

    /**
     * @param node the node
     * @param opset the version of the operator set that the node's domain has in this model
     * @param inputs the values, empty for an optional input that is absent
     * @param active for every input, whether its cotangent will be wanted
     * @param budget what may still be spent
     */
    public Call(Node node, long opset, List<Optional<Array>> inputs, boolean[] active, Budget budget) {
        this.node = node;
        this.opset = opset;
        this.inputs = List.copyOf(inputs);
        this.active = active.clone();
        this.budget = budget;
    }

    /** The same node on other values, all of whose cotangents are wanted. */
    Call with(List<Optional<Array>> values) {
        boolean[] all = new boolean[values.size()];
        Arrays.fill(all, true);
        return new Call(node, opset, values, all, budget);
    }

    /** The node. */
    Node node() {
        return node;
    }

    /** The version of the operator set. */
    long opset() {
        return opset;
    }

    /** How many inputs are given, absent ones in between included. */
    int arity() {
        return inputs.size();
    }

    /** Whether an input is given. */
    boolean has(int index) {
        return index < inputs.size() && inputs.get(index).isPresent();
    }

    /** An input that the operator cannot do without. */
    Array input(int index) {
        if (!has(index)) {
            throw problem("an input is missing").expected("an input " + index).found(inputs.size() + " inputs");
        }
        return inputs.get(index).orElseThrow();
    }

    /** An optional input. */
    Optional<Array> optional(int index) {
        return has(index) ? inputs.get(index) : Optional.empty();
    }

    /** Whether the cotangent of an input will be wanted; costly ones are left out otherwise. */
    boolean wants(int index) {
        return index < active.length && active[index];
    }

    /** Integers that newer operator sets take as an input and older ones as an attribute; empty where neither is given. */
    Optional<long[]> integers(int index, String attribute) {
        return has(index) ? Optional.of(input(index).integers()) : node.intsAttribute(attribute);
    }

    /** An integer attribute. */
    long integer(String attribute, long otherwise) {
        return node.intAttribute(attribute, otherwise);
    }

    /** An attribute that is 0 or 1. */
    boolean flag(String attribute, boolean otherwise) {
        return node.intAttribute(attribute, otherwise ? 1 : 0) != 0;
    }

    /** A float attribute, exactly; defaults are floats too, as ONNX declares them. */
    double real(String attribute, float otherwise) {
        return node.realAttribute(attribute, otherwise);
    }

    /** A text attribute. */
    String text(String attribute, String otherwise) {
        return node.textAttribute(attribute, otherwise);
    }

    /** An axis attribute, counted from the start. */
    int axis(long otherwise, int rank) {
        return Shape.axis(node.intAttribute("axis", otherwise), rank);
    }

    /** Zeros for an output, after a look at the budget. */
    double[] zeros(int... shape) {
        return new double[room(shape)];
    }

    /** Whole zeros for an output, after a look at the budget. */
    long[] integerZeros(int... shape) {
        return new long[room(shape)];
    }

    /** The number of elements of a shape, once it is certain that there is room for them. */
    int room(int... shape) {
        int size = Shape.size(shape);
        budget.requireRoom(size, this);
        return size;
    }

    /** Says how much the call will compute, before it does. */
    void work(double multiplyAdds) {
        budget.requireTime(multiplyAdds, this);
    }

    /** The start of an error message about this node. */
    InputException problem(String what) {
        return new InputException(what).where(this);
    }

    /** The error for something that the operator allows and the referee does not do. */
    InputException unsupported(String attribute, Object value) {
        return problem("the double-precision referee does not evaluate this form of " + node.opType())
                .found(attribute + " = " + value)
                .hint("export the model without it");
    }

    /** The element type that the attribute {@code to} or the like names. */
    ElementType type(String attribute) {
        long code = node.intAttribute(attribute, 0);
        return ElementType.of((int) code)
                .filter(type -> type.bytes() > 0)
                .orElseThrow(() -> unsupported(attribute, code));
    }

    /** {@code Relu "n63" (operator set 9)}, for messages. */
    @Override
    public String toString() {
        return node + " (operator set " + opset + ")";
    }
}
