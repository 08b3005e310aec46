package org.halfspace.onnx.gradient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.head.ConstantFolder;
import org.halfspace.onnx.rewrite.BatchAxis;
import org.junit.jupiter.api.Assumptions;

/** The real networks beside the checkout, from their input to their logits, for any batch. */
final class ZooNetworks {
    private ZooNetworks() {}

    /** A file of the zoo; the test is skipped where there is none. */
    static Path file(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/zoo"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "no folder shared/zoo beside the checkout");
        return folder.resolve("shared/zoo").resolve(name);
    }

    /** A network with its batch open; weights that the file only declares are random. */
    static Graph logits(String name) throws IOException {
        Graph graph = seeded(OnnxFile.read(file(name)).graph());
        Node last = graph.producer(graph.outputs().get(0).name()).orElseThrow();
        String target = last.isOneOf(Set.of("Softmax", "LogSoftmax")) ? last.input(0) : last.output();
        Graph cut = graph.withOutputs(List.of(ValueInfo.untyped(target)));
        ConstantFolder constants = new ConstantFolder(cut, Jacobians.RUNTIME);
        return BatchAxis.open(cut, cut.inputs().get(0).name(), 1, constants::value, BatchAxis.Leading.INFERRED);
    }

    /** The sizes of one sample. */
    static long[] sample(Graph graph) {
        long[] dims = graph.inputs().get(0).dims().orElseThrow();
        return Arrays.copyOfRange(dims, 1, dims.length);
    }

    private static Graph seeded(Graph graph) {
        SplittableRandom random = new SplittableRandom(1);
        GraphBuilder builder = graph.toBuilder();
        for (Node node : graph.nodes()) {
            Optional<Tensor> shape = node.is("ConstantOfShape") ? graph.constant(node.input(0)) : Optional.empty();
            if (shape.isPresent()) {
                Node user = graph.consumers(node.output()).get(0);
                int input = user.inputs().indexOf(node.output());
                builder.remove(node)
                        .constant(
                                node.output(), weights(user, input, shape.get().longs(), random));
            }
        }
        return builder.build();
    }

    /** Weights that keep activations at their size on the way through a deep network (He et al., 2015). */
    private static Tensor weights(Node user, int input, long[] dims, SplittableRandom random) {
        int size = Tensor.size(dims);
        if (user.is("BatchNormalization")) {
            boolean positive = input == 1 || input == 4;
            return Tensor.floats(Nets.random(random, size, positive ? 0.5 : -0.2, positive ? 1.5 : 0.2), dims);
        }
        long fanIn = dims.length < 2 ? 1 : size / dims[0];
        double bound = dims.length < 2 ? 0.1 : Math.sqrt(6.0 / fanIn);
        return Tensor.floats(Nets.random(random, size, -bound, bound), dims);
    }
}
