package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.MalformedGraphException;
import org.halfspace.onnx.graph.Tensor;

/** Reads a {@code TensorProto}, without copying its bytes and without believing its sizes. */
final class TensorReader {
    /** The last number of {@code TensorProto.DataType}, with room for some that may come. */
    private static final int LAST_TYPE = 31;

    private final ExternalData external;

    /** @param external where tensors outside the file are */
    TensorReader(ExternalData external) {
        this.external = external;
    }

    /**
     * Whether Halfspace knows the element type; a tensor of strings, for one, is only passed on.
     *
     * @throws MalformedGraphException if there is no such type
     */
    static boolean reads(TensorProto proto) {
        if (proto.getDataType() < 1 || proto.getDataType() > LAST_TYPE) {
            throw new MalformedGraphException("tensor \"" + proto.getName() + "\" has the element type "
                    + proto.getDataType() + ", which does not exist");
        }
        return ElementType.of(proto.getDataType())
                .filter(type -> type.bytes() > 0)
                .isPresent();
    }

    /**
     * Reads a tensor.
     *
     * @throws MalformedGraphException if its data do not fit its sizes
     */
    Tensor read(TensorProto proto) {
        String name = "tensor \"" + proto.getName() + "\"";
        ElementType type = ElementType.of(proto.getDataType()).orElseThrow();
        long[] dims = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
        int size = Tensor.size(dims);
        if (size < 0) {
            throw new MalformedGraphException(name + " declares sizes " + Arrays.toString(dims)
                    + "; fewer than 2^31 numbers in all were expected");
        }
        long bytes = (long) size * type.bytes();
        if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return Tensor.of(type, dims, external.read(proto, bytes));
        }
        if (!proto.getRawData().isEmpty()) {
            requireCount(name, dims, bytes, proto.getRawData().size(), "bytes");
            return Tensor.of(type, dims, alias(proto.getRawData()));
        }
        return typed(proto, name, type, dims, size);
    }

    private static ByteBuffer alias(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer();
    }

    private static Tensor typed(TensorProto proto, String name, ElementType type, long[] dims, int size) {
        int found =
                switch (type) {
                    case FLOAT -> proto.getFloatDataCount();
                    case DOUBLE -> proto.getDoubleDataCount();
                    case INT64 -> proto.getInt64DataCount();
                    case UINT32, UINT64 -> proto.getUint64DataCount();
                    default -> proto.getInt32DataCount();
                };
        requireCount(name, dims, size, found, "numbers");
        return Tensor.lazy(type, dims, () -> pack(proto, type, size));
    }

    private static ByteBuffer pack(TensorProto proto, ElementType type, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            switch (type) {
                case FLOAT -> bytes.putFloat(proto.getFloatData(i));
                case DOUBLE -> bytes.putDouble(proto.getDoubleData(i));
                case INT64 -> bytes.putLong(proto.getInt64Data(i));
                case UINT64 -> bytes.putLong(proto.getUint64Data(i));
                case UINT32 -> bytes.putInt((int) proto.getUint64Data(i));
                case INT32 -> bytes.putInt(proto.getInt32Data(i));
                case INT16, UINT16, FLOAT16, BFLOAT16 -> bytes.putShort((short) proto.getInt32Data(i));
                default -> bytes.put((byte) proto.getInt32Data(i));
            }
        }
        return bytes.flip();
    }

    private static void requireCount(String name, long[] dims, long expected, long found, String unit) {
        if (expected != found) {
            throw new MalformedGraphException(name + " declares sizes " + Arrays.toString(dims) + ", which are "
                    + expected + " " + unit + ", and holds " + found + " " + unit);
        }
    }
}
