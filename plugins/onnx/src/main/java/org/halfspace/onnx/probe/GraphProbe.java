package org.halfspace.onnx.probe;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.halfspace.onnx.file.GraphWriter;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;

/**
 * Questions about a graph that ONNX Runtime answers, so that Halfspace's idea of an operator and the runtime's cannot differ:
 * which sizes tensors have, and what constants come to. Sessions are short-lived and change nothing in the graph. Thread-safe.
 */
public final class GraphProbe {
    /**
     * Constants of floats above this many elements are weights: their values matter to no shape, and are left out where only
     * sizes are asked for. Lists that say a size, a scale or an axis are shorter.
     */
    private static final int LONGEST_KEPT = 4096;

    /** The longest message of ONNX Runtime that is shown whole. */
    private static final int LONGEST_MESSAGE = 400;

    /** Operators that give lists of tensors, or perhaps a tensor; ONNX Runtime's Java interface cannot say what the latter are. */
    private static final Set<String> NO_TENSORS = Set.of(
            "Optional",
            "SequenceConstruct",
            "SequenceEmpty",
            "SequenceErase",
            "SequenceInsert",
            "SequenceMap",
            "SplitToSequence");

    /** How ONNX Runtime's names of element types begin. */
    private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

    private final Supplier<OrtEnvironment> environment;

    /** @param environment gives the process's environment, the same each time */
    public GraphProbe(Supplier<OrtEnvironment> environment) {
        this.environment = environment;
    }

    /**
     * Runs a graph once, without optimisations.
     *
     * @param inputs a tensor for each of its inputs
     * @return its outputs, but for those that are no tensors
     * @throws InputException if ONNX Runtime refuses it
     */
    public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
        OrtEnvironment shared = environment.get();
        Map<String, OnnxTensor> fed = new HashMap<>();
        try (OrtSession session = open(shared, graph, OrtSession.SessionOptions.OptLevel.NO_OPT)) {
            for (ValueInfo input : graph.inputs()) {
                fed.put(input.name(), feed(shared, inputs.get(input.name())));
            }
            try (OrtSession.Result result = session.run(fed)) {
                Map<String, Tensor> values = new HashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    if (output.getValue() instanceof OnnxTensor tensor) {
                        values.put(output.getKey(), read(tensor));
                    }
                }
                return values;
            }
        } catch (OrtException e) {
            throw refused(e);
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    /**
     * Types and sizes of all tensors that nodes make, as far as ONNX Runtime can tell without running the graph.
     *
     * @return by name; -1 for sizes that it does not know
     * @throws InputException if ONNX Runtime refuses the graph
     */
    public Map<String, ValueInfo> infer(Graph graph) {
        Graph skeleton = exposed(withoutWeights(graph));
        try (OrtSession session = open(environment.get(), skeleton, OrtSession.SessionOptions.OptLevel.NO_OPT)) {
            Map<String, ValueInfo> found = new HashMap<>();
            for (NodeInfo output : session.getOutputInfo().values()) {
                if (output.getInfo() instanceof TensorInfo info) {
                    type(info)
                            .ifPresent(type ->
                                    found.put(output.getName(), ValueInfo.of(output.getName(), type, info.getShape())));
                }
            }
            return found;
        } catch (OrtException e) {
            throw refused(e);
        }
    }

    /**
     * Types and sizes of all tensors that nodes make, from a run of the graph on zeros. Weights are ones, so that nothing
     * divides by zero on the way.
     *
     * @throws InputException if ONNX Runtime refuses the graph
     */
    public Map<String, ValueInfo> measure(Graph graph) {
        Map<String, Tensor> zeros = new HashMap<>();
        for (ValueInfo input : graph.inputs()) {
            long[] dims = input.dims().orElseThrow();
            int bytes = Tensor.size(dims) * input.type().orElseThrow().bytes();
            zeros.put(input.name(), Tensor.of(input.type().orElseThrow(), dims, ByteBuffer.allocate(bytes)));
        }
        Map<String, ValueInfo> found = new HashMap<>();
        run(exposed(withoutWeights(graph)), zeros)
                .forEach((name, value) -> found.put(name, ValueInfo.of(name, value.type(), value.dims())));
        return found;
    }

    private static Graph exposed(Graph graph) {
        GraphBuilder builder = graph.toBuilder().clearOutputs();
        Set<String> names = new LinkedHashSet<>();
        graph.nodes().stream().filter(node -> !node.isOneOf(NO_TENSORS)).forEach(node -> names.addAll(node.outputs()));
        names.remove("");
        names.forEach(name -> builder.output(ValueInfo.untyped(name)));
        return builder.build();
    }

    private static Graph withoutWeights(Graph graph) {
        GraphBuilder builder = graph.toBuilder();
        graph.constants().forEach((name, value) -> {
            if (value.size() > LONGEST_KEPT && value.type() == ElementType.FLOAT) {
                String sizes = builder.freshName(name + "_sizes");
                builder.removeConstant(name)
                        .constant(sizes, Tensor.shape(value.dims()))
                        .node(Node.of("ConstantOfShape", List.of(sizes), name)
                                .with("value", new Attribute.Constant(Tensor.floats(new float[] {1}, 1))));
            }
        });
        return builder.build();
    }

    private static OrtSession open(OrtEnvironment shared, Graph graph, OrtSession.SessionOptions.OptLevel level)
            throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return shared.createSession(GraphWriter.write(graph).toByteArray(), options);
        }
    }

    private static OnnxTensor feed(OrtEnvironment shared, Tensor tensor) throws OrtException {
        ByteBuffer source = tensor.bytes();
        ByteBuffer bytes = ByteBuffer.allocateDirect(source.remaining()).order(ByteOrder.nativeOrder());
        bytes.put(source).flip();
        long[] dims = tensor.dims();
        return switch (tensor.type()) {
            case FLOAT -> OnnxTensor.createTensor(shared, bytes.asFloatBuffer(), dims);
            case DOUBLE -> OnnxTensor.createTensor(shared, bytes.asDoubleBuffer(), dims);
            case INT64 -> OnnxTensor.createTensor(shared, bytes.asLongBuffer(), dims);
            case INT32 -> OnnxTensor.createTensor(shared, bytes.asIntBuffer(), dims);
            case BOOL -> OnnxTensor.createTensor(shared, bytes, dims, OnnxJavaType.BOOL);
            case UINT8 -> OnnxTensor.createTensor(shared, bytes, dims, OnnxJavaType.UINT8);
            case INT8 -> OnnxTensor.createTensor(shared, bytes, dims, OnnxJavaType.INT8);
            default -> throw new IllegalArgumentException("a tensor of " + tensor.type() + " cannot be fed");
        };
    }

    private static Tensor read(OnnxTensor value) throws OrtException {
        TensorInfo info = value.getInfo();
        ElementType type = type(info)
                .orElseThrow(() -> new InputException("the graph makes a tensor of a type that Halfspace does not know")
                        .found(info.onnxType));
        ByteBuffer bytes = value.getByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return Tensor.of(type, info.getShape(), bytes);
    }

    private static Optional<ElementType> type(TensorInfo info) {
        return Arrays.stream(ElementType.values())
                .filter(type -> type.bytes() > 0 && info.onnxType.name().equals(TYPE_PREFIX + type))
                .findFirst();
    }

    private static InputException refused(OrtException cause) {
        String message = String.valueOf(cause.getMessage()).strip();
        return new InputException("ONNX Runtime refuses the graph", cause)
                .found(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + " ..." : message)
                .hint("check that ONNX Runtime runs the model: onnxruntime.InferenceSession(\"model.onnx\")");
    }
}
