package org.halfspace.onnx.normalise;

import java.util.Map;
import java.util.Optional;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;

/**
 * Makes 16-bit floats 32-bit ones: weights keep their numbers, what is computed of them is not rounded to 16 bits any more. ONNX Runtime
 * computes most operators in 32 bits on a CPU anyway, and derivatives of roundings are no use to anybody.
 */
public final class Widening {
    private static final Optional<ElementType> WIDE = Optional.of(ElementType.FLOAT);

    private Widening() {}

    /** The graph in 32 bits, inputs and outputs too; the same graph where there is nothing to widen. */
    public static Graph apply(Graph graph) {
        boolean narrow = graph.constants().values().stream().anyMatch(value -> isNarrow(value.type()))
                || graph.inputs().stream().anyMatch(Widening::isNarrow)
                || graph.nodes().stream().anyMatch(Widening::hasNarrow);
        return narrow ? widened(graph) : graph;
    }

    private static Graph widened(Graph graph) {
        GraphBuilder builder = graph.toBuilder().clearOutputs();
        graph.constants().forEach((name, value) -> {
            if (isNarrow(value.type())) {
                builder.removeConstant(name).constant(name, widened(value));
            }
        });
        builder.mapNodes(Widening::widened);
        for (ValueInfo output : graph.outputs()) {
            builder.output(isNarrow(output) ? ValueInfo.untyped(output.name()) : output);
        }
        builder.clearInputs();
        for (ValueInfo input : graph.inputs()) {
            builder.input(isNarrow(input) ? new ValueInfo(input.name(), WIDE, input.shape(), true) : input);
        }
        return builder.build();
    }

    private static boolean hasNarrow(Node node) {
        return node.attributes().entrySet().stream()
                .anyMatch(attribute ->
                        widened(attribute.getKey(), attribute.getValue()).isPresent());
    }

    private static Node widened(Node node) {
        Node wide = node;
        for (Map.Entry<String, Attribute> attribute : node.attributes().entrySet()) {
            Optional<Attribute> other = widened(attribute.getKey(), attribute.getValue());
            wide = other.isPresent() ? wide.with(attribute.getKey(), other.get()) : wide;
        }
        return wide;
    }

    private static Optional<Attribute> widened(String name, Attribute attribute) {
        if (attribute instanceof Attribute.Constant constant
                && isNarrow(constant.value().type())) {
            return Optional.of(new Attribute.Constant(widened(constant.value())));
        } else if (attribute instanceof Attribute.Subgraph branch) {
            return Optional.of(new Attribute.Subgraph(widened(branch.value())));
        } else if (attribute instanceof Attribute.Int code && (name.equals("to") || name.equals("dtype"))) {
            return ElementType.of(Math.toIntExact(code.value()))
                    .filter(Widening::isNarrow)
                    .map(type -> new Attribute.Int(ElementType.FLOAT.code()));
        }
        return Optional.empty();
    }

    private static Tensor widened(Tensor value) {
        return Tensor.of(ElementType.FLOAT, value.doubles(), value.dims());
    }

    private static boolean isNarrow(ValueInfo value) {
        return value.type().filter(Widening::isNarrow).isPresent();
    }

    private static boolean isNarrow(ElementType type) {
        return type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    }
}
