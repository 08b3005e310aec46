package org.halfspace.onnx.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A node of a graph. Immutable.
 *
 * @param opType the operator: {@code "Gemm"}
 * @param domain the operator's domain; empty for ONNX's own
 * @param name the node's name; often empty
 * @param inputs names of tensors; an empty name is an optional input that is absent
 * @param outputs names of tensors; an empty name is an optional output that is absent
 * @param attributes by name
 */
public record Node(
        String opType,
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes) {

    /** The domain of classical machine learning. */
    public static final String ML = "ai.onnx.ml";

    /** The domain of ONNX Runtime's own operators. */
    public static final String MICROSOFT = "com.microsoft";

    public Node {
        domain = domain.equals("ai.onnx") ? "" : domain;
        inputs = withoutTrailingAbsent(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** Absent inputs at the end say nothing, and ONNX Runtime crashes on some (LayerNormalization, when it optimises). */
    private static List<String> withoutTrailingAbsent(List<String> inputs) {
        int length = inputs.size();
        while (length > 0 && inputs.get(length - 1).isEmpty()) {
            length--;
        }
        return List.copyOf(inputs.subList(0, length));
    }

    /** A node of ONNX's own domain without attributes and with one output, named after it. */
    public static Node of(String opType, List<String> inputs, String output) {
        return new Node(opType, "", output, inputs, List.of(output), Map.of());
    }

    /** The same node with an attribute more. */
    public Node with(String attribute, Attribute value) {
        Map<String, Attribute> all = new LinkedHashMap<>(attributes);
        all.put(attribute, value);
        return new Node(opType, domain, name, inputs, outputs, all);
    }

    /** The same node with an integer attribute more. */
    public Node with(String attribute, long value) {
        return with(attribute, new Attribute.Int(value));
    }

    /** The same node with an attribute of integers more. */
    public Node with(String attribute, long... values) {
        return with(attribute, new Attribute.Ints(values));
    }

    /** The same node without an attribute. */
    public Node without(String attribute) {
        Map<String, Attribute> all = new LinkedHashMap<>(attributes);
        all.remove(attribute);
        return new Node(opType, domain, name, inputs, outputs, all);
    }

    /** The same node with other inputs. */
    public Node withInputs(List<String> others) {
        return new Node(opType, domain, name, others, outputs, attributes);
    }

    /** The same node with one input exchanged. */
    public Node withInput(int index, String tensor) {
        List<String> others = new ArrayList<>(inputs);
        while (others.size() <= index) {
            others.add("");
        }
        others.set(index, tensor);
        return withInputs(others);
    }

    /** The same node with other outputs. */
    public Node withOutputs(List<String> others) {
        return new Node(opType, domain, name, inputs, others, attributes);
    }

    /** Whether it is this operator of ONNX's own domain. */
    public boolean is(String operator) {
        return domain.isEmpty() && opType.equals(operator);
    }

    /** Whether it is one of these operators of ONNX's own domain. */
    public boolean isOneOf(Set<String> operators) {
        return domain.isEmpty() && operators.contains(opType);
    }

    /** The name of an input; empty where it is absent. */
    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /** Whether an input is given. */
    public boolean hasInput(int index) {
        return !input(index).isEmpty();
    }

    /** The name of the first output. */
    public String output() {
        return outputs.get(0);
    }

    /** Every tensor that the node reads: its inputs, and what its subgraphs take from around them. */
    public Set<String> uses() {
        Set<String> names = new LinkedHashSet<>(inputs);
        names.remove("");
        for (Attribute value : attributes.values()) {
            if (value instanceof Attribute.Subgraph subgraph) {
                names.addAll(subgraph.value().freeNames());
            }
        }
        return names;
    }

    /** Whether one of the attributes is a graph. */
    public boolean hasSubgraph() {
        return attributes.values().stream().anyMatch(Attribute.Subgraph.class::isInstance);
    }

    /** An integer attribute. */
    public long intAttribute(String attribute, long otherwise) {
        return attributes.get(attribute) instanceof Attribute.Int value ? value.value() : otherwise;
    }

    /** A float attribute. */
    public float realAttribute(String attribute, float otherwise) {
        return attributes.get(attribute) instanceof Attribute.Real value ? value.value() : otherwise;
    }

    /** A text attribute. */
    public String textAttribute(String attribute, String otherwise) {
        return attributes.get(attribute) instanceof Attribute.Text value ? value.value() : otherwise;
    }

    /** An attribute of integers. */
    public Optional<long[]> intsAttribute(String attribute) {
        return attributes.get(attribute) instanceof Attribute.Ints value
                ? Optional.of(value.values().clone())
                : Optional.empty();
    }

    /** An attribute of floats. */
    public Optional<float[]> realsAttribute(String attribute) {
        return attributes.get(attribute) instanceof Attribute.Reals value
                ? Optional.of(value.values().clone())
                : Optional.empty();
    }

    /** An attribute that is a tensor. */
    public Optional<Tensor> tensorAttribute(String attribute) {
        return attributes.get(attribute) instanceof Attribute.Constant value
                ? Optional.of(value.value())
                : Optional.empty();
    }

    /**
     * The same node with tensors renamed, those that its subgraphs take from around them too.
     *
     * @param renaming maps every name to its new one; is not asked for the empty name
     */
    public Node renamed(UnaryOperator<String> renaming) {
        UnaryOperator<String> kept = tensor -> tensor.isEmpty() ? tensor : renaming.apply(tensor);
        Map<String, Attribute> all = new LinkedHashMap<>(attributes);
        all.replaceAll((key, value) -> value instanceof Attribute.Subgraph subgraph
                ? new Attribute.Subgraph(subgraph.value().renamedFree(kept))
                : value);
        return new Node(
                opType,
                domain,
                name,
                inputs.stream().map(kept).toList(),
                outputs.stream().map(kept).toList(),
                all);
    }

    /** The node's name, or the name of its output where it has none: what {@code --head} takes. */
    public String label() {
        return name.isEmpty() && !outputs.isEmpty() ? output() : name;
    }

    /** {@code Relu "n63"}, for messages. */
    @Override
    public String toString() {
        return (domain.isEmpty() ? "" : domain + ".") + opType + " \"" + label() + "\"";
    }
}
