package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Node;

/** The forward pass of tangents, as a rule sees it at one node. Not thread-safe. */
public final class Forward extends Pass {
    private final Map<String, String> tangents = new HashMap<>();

    Forward(DifferentiableGraph subject, Emitter emitter) {
        super(subject, emitter, 0);
    }

    void start(String tensor, String tangent) {
        tangents.put(tensor, tangent);
    }

    String tangentOf(String tensor) {
        return tangents.get(tensor);
    }

    /** The tangent of an active input of the node. */
    public String tangent(int input) {
        answer(input);
        return tangents.get(node().input(input));
    }

    /** Gives the node's first output its tangent. */
    public void give(String tangent) {
        give(0, tangent);
    }

    /** Gives an output of the node its tangent. */
    public void give(int output, String tangent) {
        tangents.put(node().outputs().get(output), tangent);
    }

    /**
     * Gives the node's first output the sum of terms.
     *
     * @param terms by the active input that each comes from; of that input's shape, which is broadcast to the output's
     */
    public void giveBroadcast(Map<Integer, String> terms) {
        String sum = emit().sum(List.copyOf(terms.values()));
        boolean full =
                terms.keySet().stream().anyMatch(input -> inputShape(input).equals(outputShape()));
        give(full ? sum : expand(sum, outputShape()));
    }

    /**
     * Gives the outputs what the node itself makes of tangents: the derivative of a linear operator.
     *
     * @param inputs what the copy of the node takes; absent ones are empty
     */
    public void giveLinear(Node node, List<String> inputs) {
        List<String> outputs = new ArrayList<>();
        for (String output : node.outputs()) {
            outputs.add(output.isEmpty() ? "" : emit().builder().freshName("tangent/" + node.opType()));
        }
        emit().builder()
                .node(new Node(node.opType(), node.domain(), outputs.get(0), inputs, outputs, node.attributes()));
        for (int i = 0; i < outputs.size(); i++) {
            tangents.put(node.outputs().get(i), outputs.get(i));
        }
    }

    /** Gives the outputs what the node makes of the tangent of its first input. */
    public void giveLinear(Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, tangent(0));
        giveLinear(node, inputs);
    }
}
