package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.MalformedGraphException;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.graph.ValueInfo.Dimension;

/** Makes a {@link Graph} of a {@code ModelProto}; functions of the model's own are put in the place of their calls. */
public final class GraphReader {
    /** Nodes in all graphs of a file; the largest models in use have some tens of thousands. */
    private static final int MOST_NODES = 100_000;

    /** Graphs inside graphs; a classifier has a handful. */
    private static final int MOST_SUBGRAPHS = 1000;

    private final TensorReader tensors;
    private FunctionInliner functions;
    private int nodes;
    private int subgraphs;

    /** @param tensors reads constants */
    GraphReader(TensorReader tensors) {
        this.tensors = tensors;
    }

    /**
     * Reads a model.
     *
     * @throws MalformedGraphException if it is no graph
     */
    Graph read(ModelProto model) {
        functions = new FunctionInliner(model.getFunctionsList(), this);
        GraphBuilder builder =
                Graph.builder().producer((model.getProducerName() + " " + model.getProducerVersion()).strip());
        for (OperatorSetIdProto opset : model.getOpsetImportList()) {
            builder.opset(opset.getDomain(), opset.getVersion());
        }
        functions.opsets().forEach(builder::opset);
        fill(builder, model.getGraph());
        return builder.build();
    }

    private void fill(GraphBuilder builder, GraphProto graph) {
        Set<String> constants = new HashSet<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (!constants.add(tensor.getName())) {
                throw new MalformedGraphException("two initializers are called \"" + tensor.getName() + "\"");
            }
            constant(builder, tensor);
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw new MalformedGraphException("the graph has sparse initializers, which Halfspace does not read");
        }
        for (ValueInfoProto input : graph.getInputList()) {
            // Up to IR version 3 initializers had to be listed as inputs; they are none.
            if (!constants.contains(input.getName())) {
                builder.input(value(input));
            }
        }
        nodes += graph.getNodeCount();
        if (nodes > MOST_NODES) {
            throw new MalformedGraphException("the model has too many nodes: more than " + MOST_NODES);
        }
        List<Node> calls = new ArrayList<>();
        graph.getNodeList().forEach(node -> calls.add(node(node)));
        functions.inline(calls).forEach(builder::node);
        graph.getOutputList().forEach(output -> builder.output(value(output)));
    }

    private void constant(GraphBuilder builder, TensorProto tensor) {
        if (TensorReader.reads(tensor)) {
            builder.constant(tensor.getName(), tensors.read(tensor));
        } else {
            AttributeProto value = AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(tensor)
                    .build();
            builder.node(Node.of("Constant", List.of(), tensor.getName())
                    .with("value", new Attribute.Opaque(value.toByteArray())));
        }
    }

    private Graph subgraph(GraphProto graph) {
        if (++subgraphs > MOST_SUBGRAPHS) {
            throw new MalformedGraphException(
                    "the model has too many graphs inside graphs: more than " + MOST_SUBGRAPHS);
        }
        GraphBuilder builder = Graph.builder().nested();
        fill(builder, graph);
        return builder.build();
    }

    private static ValueInfo value(ValueInfoProto proto) {
        TypeProto type = proto.getType();
        if (!type.hasTensorType()) {
            boolean tensor = type.getValueCase() == TypeProto.ValueCase.VALUE_NOT_SET;
            return new ValueInfo(proto.getName(), Optional.empty(), Optional.empty(), tensor);
        }
        TypeProto.Tensor tensor = type.getTensorType();
        Optional<List<Dimension>> shape = Optional.empty();
        if (tensor.hasShape()) {
            List<Dimension> axes = new ArrayList<>();
            for (TensorShapeProto.Dimension axis : tensor.getShape().getDimList()) {
                boolean fixed = axis.hasDimValue() && axis.getDimValue() > 0;
                axes.add(fixed ? Dimension.fixed(axis.getDimValue()) : Dimension.open(axis.getDimParam()));
            }
            shape = Optional.of(axes);
        }
        return new ValueInfo(proto.getName(), ElementType.of(tensor.getElemType()), shape, true);
    }

    private Node node(NodeProto proto) {
        return node(proto, Map.of());
    }

    /**
     * Reads a node.
     *
     * @param given what attributes that refer to those of a function stand for; those that it does not name are left out
     */
    Node node(NodeProto proto, Map<String, Attribute> given) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attribute.getRefAttrName().isEmpty()) {
                attributes.put(attribute.getName(), attribute(attribute));
            } else if (given.containsKey(attribute.getRefAttrName())) {
                attributes.put(attribute.getName(), given.get(attribute.getRefAttrName()));
            }
        }
        return new Node(
                proto.getOpType(),
                proto.getDomain(),
                proto.getName(),
                List.copyOf(proto.getInputList()),
                List.copyOf(proto.getOutputList()),
                attributes);
    }

    Attribute attribute(AttributeProto proto) {
        return switch (kind(proto)) {
            case INT -> new Attribute.Int(proto.getI());
            case FLOAT -> new Attribute.Real(proto.getF());
            case STRING -> new Attribute.Text(proto.getS().toStringUtf8());
            case INTS ->
                new Attribute.Ints(
                        proto.getIntsList().stream().mapToLong(Long::longValue).toArray());
            case FLOATS -> new Attribute.Reals(floats(proto));
            case STRINGS ->
                new Attribute.Texts(proto.getStringsList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList());
            case TENSOR ->
                TensorReader.reads(proto.getT())
                        ? new Attribute.Constant(tensors.read(proto.getT()))
                        : new Attribute.Opaque(proto.toByteArray());
            case GRAPH -> new Attribute.Subgraph(subgraph(proto.getG()));
            default -> new Attribute.Opaque(proto.toByteArray());
        };
    }

    private static float[] floats(AttributeProto proto) {
        float[] values = new float[proto.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = proto.getFloats(i);
        }
        return values;
    }

    /** The kind of an attribute; files of IR version 1 do not state it. */
    private static AttributeProto.AttributeType kind(AttributeProto proto) {
        if (proto.getType() != AttributeProto.AttributeType.UNDEFINED) {
            return proto.getType();
        }
        if (proto.hasT()) {
            return AttributeProto.AttributeType.TENSOR;
        }
        if (proto.hasG()) {
            return AttributeProto.AttributeType.GRAPH;
        }
        if (proto.getIntsCount() > 0) {
            return AttributeProto.AttributeType.INTS;
        }
        if (proto.getFloatsCount() > 0) {
            return AttributeProto.AttributeType.FLOATS;
        }
        if (proto.hasF()) {
            return AttributeProto.AttributeType.FLOAT;
        }
        return proto.hasS() ? AttributeProto.AttributeType.STRING : AttributeProto.AttributeType.INT;
    }
}
