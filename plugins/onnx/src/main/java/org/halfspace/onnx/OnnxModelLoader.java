package org.halfspace.onnx;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.head.HeadFinder;
import org.halfspace.onnx.head.Split;
import org.halfspace.onnx.run.OnnxFeatureMap;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelDescription;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.pf4j.Extension;

/** Opens classifiers in ONNX files, and splits them into g and (W, b). */
@Extension
public final class OnnxModelLoader implements ModelLoader {
    /**
     * Networks of at most this many numbers open g at loading, so that what is to be said of it can be said; 32 million
     * cost about a second. Larger ones open it when it is used first.
     */
    private static final long OPENED_AT_ONCE = 32_000_000;

    /** Operators that a softmax layer can be. */
    private static final Set<String> AFFINE = Set.of("Gemm", "MatMul", "Conv", "LinearClassifier");

    private final OnnxRuntime runtime;

    /** @param runtime runs networks */
    @Inject
    public OnnxModelLoader(OnnxRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return !probe.folder() && (probe.hasSuffix(".onnx") || beginsLikeModel(probe.head()));
    }

    /** A ModelProto begins with its IR version (field 1, a small number) and goes on with one of its other fields. */
    private static boolean beginsLikeModel(byte[] head) {
        return head.length > 3
                && head[0] == 0x08
                && head[1] > 0
                && head[1] < 32
                && (head[2] & 7) == 2
                && head[2] > 0x0f
                && head[2] < 0x43;
    }

    @Override
    public List<String> layers(Path file) throws IOException {
        return OnnxFile.read(file).graph().nodes().stream()
                .filter(node -> node.isOneOf(AFFINE))
                .map(node -> node.name().isEmpty() ? node.output() : node.name())
                .toList();
    }

    @Override
    public Classifier load(Request request) throws IOException {
        OnnxFile file = OnnxFile.read(request.file());
        try {
            return load(request, file);
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw new InputException("the model is too large or too deeply nested", e)
                    .where(request.file())
                    .hint("do not trust this model, or export it again");
        }
    }

    private Classifier load(Request request, OnnxFile file) {
        ModelOptions options = request.options();
        Split split = new HeadFinder(runtime, options, request.data()).find(file);
        SplitNetworks networks = new SplitNetworks(split, runtime);
        OnnxFeatureMap features = networks.features();
        List<String> notes = new ArrayList<>(split.notes());
        try {
            if (split.parameters() <= OPENED_AT_ONCE && !features.open().port().batches()) {
                notes.add("the graph takes one sample at a time: opening its batch axis changes what it gives");
            }
        } catch (RuntimeException e) {
            features.close();
            throw e;
        }
        return new Classifier(
                describe(request, file.graph(), split, notes),
                split.input().spec(options.bounds()),
                new DifferentiableFeatures(features, runtime),
                split.head(),
                Optional.of(networks.tail()),
                Optional.empty());
    }

    private ModelDescription describe(Request request, Graph graph, Split split, List<String> notes) {
        return new ModelDescription(
                request.file(),
                name(),
                graph.producer(),
                opsets(graph),
                split.parameters(),
                split.hidden(),
                split.kind(),
                split.layer().label(),
                Optional.of(split.agreement()),
                notes);
    }

    private static String opsets(Graph graph) {
        String own = String.valueOf(graph.opset());
        String others = graph.opsets().entrySet().stream()
                .filter(opset -> !opset.getKey().isEmpty())
                .map(opset -> opset.getKey() + " " + opset.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? own : own + ", " + others;
    }
}
