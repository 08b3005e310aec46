package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Map;
import java.util.Set;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.graph.ValueInfo.Dimension;

/** Makes a {@code ModelProto} of a {@link Graph}. Tensors are not copied. */
public final class GraphWriter {
    /**
     * The IR version that is written: the first that all operator sets up to 18 belong to. From 4 on initializers are no
     * inputs, which lets ONNX Runtime fold, fuse and pack them; newer operator sets run in it as well.
     */
    private static final long IR_VERSION = 8;

    private GraphWriter() {}

    /** Writes a graph as a model. */
    public static ModelProto write(Graph graph) {
        return write(graph, Set.of());
    }

    /**
     * Writes a graph as a model without some of its constants' numbers.
     *
     * @param outside constants that ONNX Runtime gets in another way; the model says that they are in a file, which there is not
     */
    public static ModelProto write(Graph graph, Set<String> outside) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("halfspace")
                .setGraph(graph(graph, outside));
        graph.opsets()
                .forEach((domain, version) -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        return model.build();
    }

    private static GraphProto graph(Graph graph, Set<String> outside) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName("graph");
        graph.inputs().forEach(input -> proto.addInput(value(input)));
        graph.constants()
                .forEach((name, tensor) ->
                        proto.addInitializer(outside.contains(name) ? stub(name, tensor) : tensor(name, tensor)));
        graph.nodes().forEach(node -> proto.addNode(node(node)));
        graph.outputs().forEach(output -> proto.addOutput(value(output)));
        return proto.build();
    }

    private static ValueInfoProto value(ValueInfo value) {
        ValueInfoProto.Builder proto = ValueInfoProto.newBuilder().setName(value.name());
        value.type().ifPresent(type -> {
            TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.code());
            value.shape().ifPresent(shape -> {
                TensorShapeProto.Builder axes = TensorShapeProto.newBuilder();
                shape.forEach(axis -> axes.addDim(dimension(axis)));
                tensor.setShape(axes);
            });
            proto.setType(TypeProto.newBuilder().setTensorType(tensor));
        });
        return proto.build();
    }

    private static TensorShapeProto.Dimension.Builder dimension(Dimension axis) {
        TensorShapeProto.Dimension.Builder proto = TensorShapeProto.Dimension.newBuilder();
        if (!axis.isOpen()) {
            proto.setDimValue(axis.size());
        } else if (!axis.symbol().isEmpty()) {
            proto.setDimParam(axis.symbol());
        }
        return proto;
    }

    private static TensorProto tensor(String name, Tensor tensor) {
        return declared(name, tensor)
                .setRawData(UnsafeByteOperations.unsafeWrap(tensor.bytes()))
                .build();
    }

    private static TensorProto stub(String name, Tensor tensor) {
        return declared(name, tensor)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("memory"))
                .build();
    }

    private static TensorProto.Builder declared(String name, Tensor tensor) {
        TensorProto.Builder proto =
                TensorProto.newBuilder().setName(name).setDataType(tensor.type().code());
        for (long dim : tensor.dims()) {
            proto.addDims(dim);
        }
        return proto;
    }

    private static NodeProto node(Node node) {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setOpType(node.opType())
                .setDomain(node.domain())
                .setName(node.name())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        for (Map.Entry<String, Attribute> attribute : node.attributes().entrySet()) {
            proto.addAttribute(attribute(attribute.getKey(), attribute.getValue()));
        }
        return proto.build();
    }

    private static AttributeProto attribute(String name, Attribute attribute) {
        AttributeProto.Builder proto = AttributeProto.newBuilder();
        if (attribute instanceof Attribute.Opaque opaque) {
            try {
                proto.mergeFrom(opaque.value());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("an attribute that was read cannot be written", e);
            }
        } else if (attribute instanceof Attribute.Int value) {
            proto.setType(AttributeType.INT).setI(value.value());
        } else if (attribute instanceof Attribute.Real value) {
            proto.setType(AttributeType.FLOAT).setF(value.value());
        } else if (attribute instanceof Attribute.Text value) {
            proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value.value()));
        } else if (attribute instanceof Attribute.Ints value) {
            proto.setType(AttributeType.INTS);
            for (long number : value.values()) {
                proto.addInts(number);
            }
        } else if (attribute instanceof Attribute.Reals value) {
            proto.setType(AttributeType.FLOATS);
            for (float number : value.values()) {
                proto.addFloats(number);
            }
        } else if (attribute instanceof Attribute.Texts value) {
            proto.setType(AttributeType.STRINGS);
            value.values().forEach(text -> proto.addStrings(ByteString.copyFromUtf8(text)));
        } else if (attribute instanceof Attribute.Constant value) {
            proto.setType(AttributeType.TENSOR).setT(tensor("", value.value()));
        } else if (attribute instanceof Attribute.Subgraph value) {
            proto.setType(AttributeType.GRAPH).setG(graph(value.value(), Set.of()));
        }
        return proto.setName(name).build();
    }
}
