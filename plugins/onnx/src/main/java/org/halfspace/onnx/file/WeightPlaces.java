package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a model's file the weights of its graph are. With that, a changed copy of the model can point into the file for them,
 * as ONNX lets external data, instead of holding them again: ONNX Runtime maps the file, and a model of 600 MB is opened without
 * a further 1.2 GB for a copy and its parsed form. Immutable.
 */
final class WeightPlaces {
    /** Below this size a copy costs nothing that can be measured. */
    private static final int SMALLEST = 1 << 20;

    /** Where the raw data of each initializer begin, in their order; -1 where it has none. */
    private final List<Long> begins;

    private WeightPlaces(List<Long> begins) {
        this.begins = begins;
    }

    /**
     * Finds the places.
     *
     * @param file a whole {@code ModelProto}, known to be well formed
     */
    static WeightPlaces in(ByteString file) throws IOException {
        List<Long> begins = new ArrayList<>();
        CodedInputStream input = file.newCodedInput();
        input.setSizeLimit(Integer.MAX_VALUE);
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == ModelProto.GRAPH_FIELD_NUMBER) {
                int outside = input.pushLimit(input.readRawVarint32());
                graph(input, begins);
                input.popLimit(outside);
            } else {
                input.skipField(tag);
            }
        }
        return new WeightPlaces(begins);
    }

    private static void graph(CodedInputStream input, List<Long> begins) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == GraphProto.INITIALIZER_FIELD_NUMBER) {
                int outside = input.pushLimit(input.readRawVarint32());
                begins.add(tensor(input));
                input.popLimit(outside);
            } else {
                input.skipField(tag);
            }
        }
    }

    private static long tensor(CodedInputStream input) throws IOException {
        long begin = -1;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == TensorProto.RAW_DATA_FIELD_NUMBER) {
                int length = input.readRawVarint32();
                begin = input.getTotalBytesRead();
                input.skipRawBytes(length);
            } else {
                input.skipField(tag);
            }
        }
        return begin;
    }

    /**
     * Lets the large weights of a graph point into the file.
     *
     * @param graph the graph with the file's own initializers; changed
     * @param fileName the file's name, in the folder that external data are looked for
     */
    void pointInto(GraphProto.Builder graph, String fileName) {
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            int length = tensor.getRawData().size();
            if (length >= SMALLEST && begins.get(i) >= 0) {
                graph.setInitializer(
                        i,
                        tensor.toBuilder()
                                .clearRawData()
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                .addExternalData(entry("location", fileName))
                                .addExternalData(entry("offset", Long.toString(begins.get(i))))
                                .addExternalData(entry("length", Integer.toString(length))));
            }
        }
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
