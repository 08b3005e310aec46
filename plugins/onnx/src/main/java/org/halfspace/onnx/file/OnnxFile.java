package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.MalformedGraphException;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;

/**
 * An {@code .onnx} file that was read. Nothing in it is believed: sizes are checked against the data that are there, files of
 * weights against the model's folder. Immutable.
 *
 * @param path the file
 * @param graph what is in it
 * @param selfContained whether all weights are inside the file
 */
public record OnnxFile(Path path, Graph graph, boolean selfContained) {

    /** Files above this size are mapped and not read, so that large weights are in memory once. 16 MiB are quick to copy. */
    private static final long MAP_FROM = 1 << 24;

    /** Protobuf messages cannot be longer than 2^31 - 1 bytes. */
    private static final long LONGEST = Integer.MAX_VALUE;

    /** Graphs inside attributes of graphs, eight messages deep each; real models nest two or three. */
    private static final int DEEPEST = 100;

    /**
     * Reads a file.
     *
     * @throws InputException if it is no ONNX model, is damaged, or asks for files outside its folder
     * @throws IOException if it cannot be read
     */
    public static OnnxFile read(Path path) throws IOException {
        FileProbe probe = FileProbe.of(path);
        if (probe.folder() || probe.size() == 0) {
            throw notOnnx(probe, probe.guess(), null);
        }
        if (probe.size() > LONGEST) {
            throw new InputException("the model is too large for one file")
                    .where(path)
                    .expected("at most 2 GB, the limit of protobuf")
                    .found(probe.size() + " bytes")
                    .hint("export it with its weights as external data");
        }
        ModelProto model = parse(probe);
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw notOnnx(probe, "no graph in " + probe.guess(), null);
        }
        Path folder = path.toAbsolutePath().normalize().getParent();
        ExternalData external = new ExternalData(folder);
        try {
            Graph graph = new GraphReader(new TensorReader(external)).read(model);
            return new OnnxFile(path, graph, !external.used());
        } catch (MalformedGraphException e) {
            throw new InputException("the model is damaged", e)
                    .where(path)
                    .found(e.getMessage())
                    .hint("export it again; onnx.checker.check_model says more");
        }
    }

    private static ModelProto parse(FileProbe probe) throws IOException {
        ByteString bytes;
        if (probe.size() < MAP_FROM) {
            bytes = UnsafeByteOperations.unsafeWrap(Files.readAllBytes(probe.path()));
        } else {
            try (FileChannel channel = FileChannel.open(probe.path())) {
                bytes = UnsafeByteOperations.unsafeWrap(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            }
        }
        CodedInputStream input = bytes.newCodedInput();
        input.enableAliasing(true);
        input.setSizeLimit(Integer.MAX_VALUE);
        input.setRecursionLimit(DEEPEST);
        try {
            return ModelProto.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx(probe, probe.guess() + " (" + e.getMessage() + ")", e);
        }
    }

    private static InputException notOnnx(FileProbe probe, String found, Throwable cause) {
        return new InputException("not an ONNX model, or a damaged one", cause)
                .where(probe.path())
                .expected("an ONNX model")
                .found(found)
                .hint("check the file; if it was copied or downloaded, it may have been cut off");
    }
}
