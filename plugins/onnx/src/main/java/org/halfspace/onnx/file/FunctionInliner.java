package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.MalformedGraphException;
import org.halfspace.onnx.graph.Node;

/**
 * Puts the bodies of a model's own functions in the place of their calls, so that everything that follows sees operators only.
 * Not thread-safe.
 */
final class FunctionInliner {
    /** Functions inside functions: exporters nest a handful; a function that calls itself has no end. */
    private static final int MOST_NESTED = 64;

    /** Nodes after inlining: large exported networks have some ten thousand; nested functions can multiply without end. */
    private static final int MOST_NODES = 200_000;

    private final Map<String, FunctionProto> functions = new HashMap<>();
    private final GraphReader reader;
    private int calls;
    private int made;

    /**
     * @param functions the model's functions
     * @param reader reads nodes
     */
    FunctionInliner(List<FunctionProto> functions, GraphReader reader) {
        functions.forEach(function -> this.functions.put(key(function.getDomain(), function.getName()), function));
        this.reader = reader;
    }

    private static String key(String domain, String name) {
        return (domain.equals("ai.onnx") ? "" : domain) + ":" + name;
    }

    /** The operator sets that the functions ask for. */
    Map<String, Long> opsets() {
        Map<String, Long> versions = new LinkedHashMap<>();
        for (FunctionProto function : functions.values()) {
            for (OperatorSetIdProto opset : function.getOpsetImportList()) {
                versions.merge(opset.getDomain(), opset.getVersion(), Math::max);
            }
        }
        return versions;
    }

    /** The nodes with calls replaced. */
    List<Node> inline(List<Node> nodes) {
        if (functions.isEmpty()) {
            return nodes;
        }
        List<Node> all = new ArrayList<>();
        nodes.forEach(node -> expand(node, node.label(), 0, all));
        return all;
    }

    private void expand(Node call, String root, int depth, List<Node> target) {
        if (++made > MOST_NODES) {
            throw new MalformedGraphException("the model's functions make too many nodes: more than " + MOST_NODES);
        }
        FunctionProto function = functions.get(key(call.domain(), call.opType()));
        if (function == null) {
            target.add(call);
            return;
        }
        if (depth == MOST_NESTED) {
            throw new MalformedGraphException("the function " + call.opType() + " calls itself");
        }
        Map<String, Attribute> attributes = new HashMap<>();
        for (AttributeProto byDefault : function.getAttributeProtoList()) {
            attributes.put(byDefault.getName(), reader.attribute(byDefault));
        }
        attributes.putAll(call.attributes());
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < function.getInputCount(); i++) {
            names.put(function.getInput(i), call.input(i));
        }
        for (int i = 0; i < function.getOutputCount(); i++) {
            String wanted = i < call.outputs().size() ? call.outputs().get(i) : "";
            if (!wanted.isEmpty()) {
                names.put(function.getOutput(i), wanted);
            }
        }
        // The name of the call that began it and a number: names of nested calls one behind the other would grow
        // without end.
        String prefix = root + "/" + ++calls + "/";
        for (NodeProto proto : function.getNodeList()) {
            Node node = reader.node(proto, attributes)
                    .renamed(tensor -> names.computeIfAbsent(tensor, inner -> prefix + inner));
            String name = proto.getName().isEmpty() ? "" : prefix + proto.getName();
            Node named = new Node(node.opType(), node.domain(), name, node.inputs(), node.outputs(), node.attributes());
            expand(named, root, depth + 1, target);
        }
    }
}
