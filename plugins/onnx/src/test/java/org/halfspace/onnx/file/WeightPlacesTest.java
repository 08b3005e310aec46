package org.halfspace.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.halfspace.onnx.OnnxModelLoader;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightPlacesTest {
    /** Weights of more than 16 MiB, from where on files are mapped. */
    private static final int FEATURES = 4500;

    private static final int CLASSES = 1000;

    @TempDir
    Path folder;

    private Path model() throws IOException {
        Random random = new Random(1);
        double[] weights = new double[FEATURES * CLASSES];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (float) random.nextGaussian();
        }
        Graph graph = Graph.builder()
                .opset("", 13)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, FEATURES))
                .constant("small", Tensor.of(ElementType.FLOAT, new double[CLASSES], CLASSES))
                .constant("W", Tensor.of(ElementType.FLOAT, weights, FEATURES, CLASSES))
                .node("MatMul", "z0", "x", "W")
                .node("Add", "z", "z0", "small")
                .output(ValueInfo.of("z", ElementType.FLOAT, -1, CLASSES))
                .build();
        Path file = folder.resolve("large.onnx");
        Files.write(file, GraphWriter.write(graph).toByteArray());
        return file;
    }

    @Test
    void aChangedCopyOfALargeModelHoldsNoLargeWeights() throws IOException {
        Path file = model();
        int size = OnnxFile.read(file).exposing(List.of("z0")).getSerializedSize();
        assertThat(size).isLessThan(100_000);
        assertThat(Files.size(file)).isGreaterThan(16_000_000);
    }

    @Test
    void onnxRuntimeFindsTheWeightsInTheFile() throws IOException {
        try (Classifier classifier = new OnnxModelLoader(new OnnxRuntime(1))
                .load(new ModelLoader.Request(model(), ModelOptions.defaults(), shape -> Optional.empty()))) {
            // Logits of random weights that were read from a wrong place would differ by their own size.
            assertThat(classifier.description().agreement().orElseThrow().maxRelativeDifference())
                    .isLessThan(1e-4);
        }
    }

    @Test
    void aModelBehindALinkIsOpenedWithItsWeightsInside() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link.onnx"), model());
        assertThat(OnnxFile.read(link).exposing(List.of("z0")).getSerializedSize())
                .isGreaterThan(16_000_000);
    }
}
