package org.halfspace.onnx.run;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;

/** An open network. Thread-safe; no call may follow {@link #close}. */
public final class GraphSession implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final SharedWeights weights;

    /** @param weights what the session reads in place; closed with it */
    GraphSession(OrtEnvironment environment, OrtSession session, SharedWeights weights) {
        this.environment = environment;
        this.session = session;
        this.weights = weights;
    }

    /**
     * Runs the network and returns all outputs that are tensors of numbers.
     *
     * @throws InputException if ONNX Runtime fails
     */
    public Map<String, Values> run(Map<String, Tensor> inputs) {
        Map<String, OnnxTensor> fed = new HashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                fed.put(input.getKey(), feed(input.getValue()));
            }
            try (OrtSession.Result result = session.run(fed)) {
                Map<String, Values> values = new HashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    Values.of(output.getValue()).ifPresent(found -> values.put(output.getKey(), found));
                }
                return values;
            }
        } catch (OrtException e) {
            throw OnnxRuntime.refused("ONNX Runtime cannot run the model", e);
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor feed(Tensor tensor) throws OrtException {
        ByteBuffer source = tensor.bytes();
        ByteBuffer bytes = ByteBuffer.allocateDirect(source.remaining()).order(ByteOrder.nativeOrder());
        bytes.put(source).flip();
        long[] dims = tensor.dims();
        return switch (tensor.type()) {
            case FLOAT -> OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), dims);
            case DOUBLE -> OnnxTensor.createTensor(environment, bytes.asDoubleBuffer(), dims);
            case INT64 -> OnnxTensor.createTensor(environment, bytes.asLongBuffer(), dims);
            case INT32 -> OnnxTensor.createTensor(environment, bytes.asIntBuffer(), dims);
            default -> OnnxTensor.createTensor(environment, bytes, dims, javaType(tensor.type()));
        };
    }

    private static OnnxJavaType javaType(ElementType type) {
        return switch (type) {
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case BOOL -> OnnxJavaType.BOOL;
            case INT16 -> OnnxJavaType.INT16;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            default ->
                throw new InputException("the graph's input has an element type that cannot be fed")
                        .expected("float, double, float16, or an integer type that ONNX Runtime's Java interface knows")
                        .found(type);
        };
    }

    /**
     * Runs the network on floats in place: nothing is copied between these buffers and the native code.
     *
     * @param input the input's name
     * @param inputs a direct buffer in native order, from its position on
     * @param inputDims its sizes
     * @param output the output's name
     * @param outputs a direct buffer in native order, from its position on
     * @param outputDims its sizes, as the network will give them
     */
    void run(
            String input, FloatBuffer inputs, long[] inputDims, String output, FloatBuffer outputs, long[] outputDims) {
        try (OnnxTensor fed = OnnxTensor.createTensor(environment, inputs, inputDims);
                OnnxTensor pinned = OnnxTensor.createTensor(environment, outputs, outputDims)) {
            session.run(Map.of(input, fed), Set.of(), Map.of(output, pinned)).close();
        } catch (OrtException e) {
            throw OnnxRuntime.refused("ONNX Runtime cannot run the network", e);
        }
    }

    /**
     * Floats of one input or output.
     *
     * @param name the tensor's name
     * @param numbers a direct buffer in native order, from its position on
     * @param dims the tensor's sizes
     */
    public record Slot(String name, FloatBuffer numbers, long... dims) {}

    /**
     * Runs the network on floats in place.
     *
     * @param inputs what it takes
     * @param outputs receive what it gives; the outputs that are not among them are not computed
     * @throws InputException if ONNX Runtime fails
     */
    public void run(List<Slot> inputs, List<Slot> outputs) {
        Map<String, OnnxTensor> fed = new HashMap<>();
        Map<String, OnnxValue> pinned = new HashMap<>();
        try {
            for (Slot input : inputs) {
                fed.put(input.name(), OnnxTensor.createTensor(environment, input.numbers(), input.dims()));
            }
            for (Slot output : outputs) {
                pinned.put(output.name(), OnnxTensor.createTensor(environment, output.numbers(), output.dims()));
            }
            session.run(fed, Set.of(), pinned).close();
        } catch (OrtException e) {
            throw OnnxRuntime.refused("ONNX Runtime cannot run the network", e);
        } finally {
            fed.values().forEach(OnnxTensor::close);
            pinned.values().forEach(OnnxValue::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the session cannot be closed", e);
        }
        weights.close();
    }
}
