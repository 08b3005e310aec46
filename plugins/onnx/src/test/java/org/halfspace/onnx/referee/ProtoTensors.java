package org.halfspace.onnx.referee;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.array.Array;

/** Reads the tensor files of ONNX's backend tests. */
public final class ProtoTensors {
    private ProtoTensors() {}

    /** The tensor in a file; empty where it is no tensor of numbers. */
    public static Optional<Array> read(Path file) throws IOException {
        return tensor(file).map(Array::of);
    }

    /** The tensor in a file, as it is stored; empty where it is no tensor of numbers. */
    public static Optional<Tensor> tensor(Path file) throws IOException {
        TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(file));
        Optional<ElementType> type = ElementType.of(proto.getDataType()).filter(known -> known.bytes() > 0);
        long[] dims = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
        int size = Tensor.size(dims);
        if (type.isEmpty() || proto.getRawData().size() != size * type.get().bytes()) {
            return Optional.empty();
        }
        ByteBuffer bytes = proto.getRawData().asReadOnlyByteBuffer();
        return Optional.of(Tensor.of(type.get(), dims, bytes));
    }
}
