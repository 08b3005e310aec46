package org.halfspace.onnx.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;

/**
 * Large weights that sessions read where they are, in a mapped file if that is where the graph has them. In a serialised model they would be
 * in memory three times: in the model's bytes, in what ONNX Runtime reads of them, and in what it packs of that. Not thread-safe.
 */
final class SharedWeights implements AutoCloseable {
    /** Elements from which on a constant is worth a tensor of its own: 4 MB of them. */
    private static final int LARGE = 1 << 20;

    private final Map<String, OnnxTensorLike> tensors = new HashMap<>();

    /** Adds a graph's large weights. */
    void add(Graph graph, OrtEnvironment environment) throws OrtException {
        for (Map.Entry<String, Tensor> constant : graph.constants().entrySet()) {
            Tensor tensor = constant.getValue();
            if (tensor.type() == ElementType.FLOAT && tensor.size() >= LARGE) {
                FloatBuffer numbers = aligned(tensor.bytes()).asFloatBuffer();
                tensors.put(constant.getKey(), OnnxTensor.createTensor(environment, numbers, tensor.dims()));
            }
        }
    }

    /** The same bytes, in memory that begins at a float's boundary: in a file they may begin anywhere. */
    private static ByteBuffer aligned(ByteBuffer bytes) {
        if (bytes.isDirect() && bytes.alignmentOffset(bytes.position(), Float.BYTES) == 0) {
            return bytes.slice().order(ByteOrder.nativeOrder());
        }
        ByteBuffer copy = ByteBuffer.allocateDirect(bytes.remaining()).order(ByteOrder.nativeOrder());
        return copy.put(bytes).flip();
    }

    /** By the constants' names. */
    Map<String, OnnxTensorLike> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensorLike::close);
    }
}
