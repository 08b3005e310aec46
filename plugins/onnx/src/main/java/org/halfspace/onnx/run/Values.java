package org.halfspace.onnx.run;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Optional;
import org.halfspace.onnx.graph.Tensor;

/**
 * What a run gave for one tensor: sizes and numbers, as doubles. Not to be changed.
 */
public final class Values {
    private final long[] dims;
    private final double[] numbers;
    private final boolean isFloat;

    /**
     * @param dims the sizes
     * @param numbers the elements, the last axis fastest
     * @param isFloat whether they are stored as 32-bit floats
     */
    public Values(long[] dims, double[] numbers, boolean isFloat) {
        this.dims = dims;
        this.numbers = numbers;
        this.isFloat = isFloat;
    }

    static Optional<Values> of(OnnxValue value) throws OrtException {
        if (!(value instanceof OnnxTensor tensor)) {
            return Optional.empty();
        }
        TensorInfo info = tensor.getInfo();
        int size = Tensor.size(info.getShape());
        double[] numbers = new double[size];
        switch (info.type) {
            case FLOAT, FLOAT16, BFLOAT16 -> {
                FloatBuffer buffer = tensor.getFloatBuffer();
                for (int i = 0; i < size; i++) {
                    numbers[i] = buffer.get(i);
                }
            }
            case DOUBLE -> {
                DoubleBuffer buffer = tensor.getDoubleBuffer();
                buffer.get(numbers);
            }
            case INT64 -> {
                LongBuffer buffer = tensor.getLongBuffer();
                for (int i = 0; i < size; i++) {
                    numbers[i] = buffer.get(i);
                }
            }
            case INT32 -> {
                IntBuffer buffer = tensor.getIntBuffer();
                for (int i = 0; i < size; i++) {
                    numbers[i] = buffer.get(i);
                }
            }
            case INT8, UINT8, BOOL -> {
                ByteBuffer buffer = tensor.getByteBuffer();
                int mask = info.type == OnnxJavaType.INT8 ? -1 : 0xff;
                for (int i = 0; i < size; i++) {
                    numbers[i] = buffer.get(i) & mask;
                }
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(new Values(info.getShape(), numbers, info.type == OnnxJavaType.FLOAT));
    }

    /** The sizes. */
    public long[] dims() {
        return dims;
    }

    /** The elements, the last axis fastest. */
    public double[] numbers() {
        return numbers;
    }

    /** Whether the tensor is one of 32-bit floats. */
    public boolean isFloat() {
        return isFloat;
    }

    /** How many elements. */
    public int size() {
        return numbers.length;
    }
}
