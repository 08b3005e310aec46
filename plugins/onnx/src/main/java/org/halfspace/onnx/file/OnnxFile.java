package org.halfspace.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.MalformedGraphException;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;

/**
 * An {@code .onnx} file that was read. Nothing in it is believed: sizes are checked against the data that are there, files of
 * weights against the model's folder. Immutable.
 */
public final class OnnxFile {

    /** Files above this size are mapped and not read, so that large weights are in memory once. 16 MiB are quick to copy. */
    private static final long MAP_FROM = 1 << 24;

    /** Protobuf messages cannot be longer than 2^31 - 1 bytes. */
    private static final long LONGEST = Integer.MAX_VALUE;

    /** Graphs inside attributes of graphs, eight messages deep each; real models nest two or three. */
    private static final int DEEPEST = 100;

    private final Path path;
    private final ModelProto model;
    private final ByteString bytes;
    private final Graph graph;

    private OnnxFile(Path path, ByteString bytes, ModelProto model, Graph graph) {
        this.path = path;
        this.bytes = bytes;
        this.model = model;
        this.graph = graph;
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** What is in it. */
    public Graph graph() {
        return graph;
    }

    /** The folder that its external data are in. */
    public Path folder() {
        return folder(path);
    }

    private static Path folder(Path path) {
        return path.toAbsolutePath().normalize().getParent();
    }

    /**
     * The model as the file has it, with further tensors as outputs.
     *
     * @param tensors their names
     */
    public ModelProto exposing(Collection<String> tensors) {
        Set<String> made = new HashSet<>();
        model.getGraph().getNodeList().forEach(node -> made.addAll(node.getOutputList()));
        Set<String> outputs = new HashSet<>();
        model.getGraph().getOutputList().forEach(output -> outputs.add(output.getName()));
        if (!made.containsAll(tensors)) {
            // Tensors inside the model's own functions exist only where these are inlined.
            GraphBuilder inlined = graph.toBuilder();
            tensors.stream()
                    .filter(name -> !outputs.contains(name))
                    .forEach(name -> inlined.output(ValueInfo.untyped(name)));
            return GraphWriter.write(inlined.build());
        }
        ModelProto.Builder exposed = model.toBuilder();
        for (String name : tensors) {
            if (!outputs.contains(name)) {
                exposed.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(name));
            }
        }
        pointIntoFile(exposed);
        return exposed.build();
    }

    /** Large weights stay in the file, where ONNX Runtime finds them: unless a link hides where that is. */
    private void pointIntoFile(ModelProto.Builder exposed) {
        try {
            if (bytes.size() >= MAP_FROM && path.toRealPath().getParent().equals(folder())) {
                String name = path.toRealPath().getFileName().toString();
                WeightPlaces.in(bytes).pointInto(exposed.getGraphBuilder(), name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
        ByteString bytes = bytes(probe);
        ModelProto model = parse(probe, bytes);
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw notOnnx(probe, "no graph in " + probe.guess(), null);
        }
        ExternalData external = new ExternalData(folder(path));
        try {
            Graph graph = new GraphReader(new TensorReader(external)).read(model);
            return new OnnxFile(path, bytes, model, graph);
        } catch (MalformedGraphException e) {
            throw new InputException("the model is damaged", e)
                    .where(path)
                    .found(e.getMessage())
                    .hint("export it again; onnx.checker.check_model says more");
        }
    }

    private static ByteString bytes(FileProbe probe) throws IOException {
        if (probe.size() < MAP_FROM) {
            return UnsafeByteOperations.unsafeWrap(Files.readAllBytes(probe.path()));
        }
        try (FileChannel channel = FileChannel.open(probe.path())) {
            return UnsafeByteOperations.unsafeWrap(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    private static ModelProto parse(FileProbe probe, ByteString bytes) throws IOException {
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
