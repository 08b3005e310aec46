package org.halfspace.onnx.referee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.referee.array.Array;

/**
 * A graph of one node, with its inputs: {@code x0}, {@code x1}, ...; the output is {@code y0}.
 *
 * @param node the node
 * @param opset the version of the operator set of the node's domain
 * @param inputs by name
 * @param outputs how many outputs it has
 */
public record OneNode(Node node, long opset, Map<String, Array> inputs, int outputs) {

    public static OneNode of(String operator, Array... inputs) {
        return of(operator, "", 17, Map.of(), inputs);
    }

    /** Inputs may be null: absent. */
    public static OneNode of(
            String operator, String domain, long opset, Map<String, Attribute> attributes, Array... inputs) {
        Map<String, Array> given = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            names.add(inputs[i] == null ? "" : "x" + i);
            if (inputs[i] != null) {
                given.put("x" + i, inputs[i]);
            }
        }
        return new OneNode(new Node(operator, domain, "", names, List.of("y0"), attributes), opset, given, 1);
    }

    public OneNode opset(long version) {
        return new OneNode(node, version, inputs, outputs);
    }

    public OneNode with(String attribute, long value) {
        return new OneNode(node.with(attribute, value), opset, inputs, outputs);
    }

    public OneNode with(String attribute, int... values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return new OneNode(node.with(attribute, wide), opset, inputs, outputs);
    }

    public OneNode with(String attribute, float value) {
        return new OneNode(node.with(attribute, new Attribute.Real(value)), opset, inputs, outputs);
    }

    public OneNode with(String attribute, String value) {
        return new OneNode(node.with(attribute, new Attribute.Text(value)), opset, inputs, outputs);
    }

    public OneNode with(String attribute, Attribute value) {
        return new OneNode(node.with(attribute, value), opset, inputs, outputs);
    }

    OneNode outputs(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("y" + i);
        }
        return new OneNode(node.withOutputs(names), opset, inputs, count);
    }

    Graph graph() {
        var builder = Graph.builder().opset("", 17).opset(node.domain(), opset);
        inputs.forEach((name, array) -> builder.input(ValueInfo.of(name, ElementType.DOUBLE)));
        node.outputs().forEach(output -> builder.output(ValueInfo.of(output, ElementType.DOUBLE)));
        return builder.node(node).build();
    }

    Referee referee() {
        return Referee.of(graph());
    }

    Array run() {
        return referee().run(inputs, "y0");
    }

    Array vjp(Array cotangent, String withRespectTo) {
        return referee().vjp(inputs, "y0", cotangent, withRespectTo);
    }
}
