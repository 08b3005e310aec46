package org.halfspace.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.halfspace.onnx.file.GraphWriter;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;

/** Tiny models: pixels, a dense layer and a ReLU that make h, and whatever a test puts behind h. */
final class Models {
    /** Pixels of a sample. */
    static final int PIXELS = 6;

    /** l. */
    static final int HIDDEN = 5;

    /** m. */
    static final int CLASSES = 4;

    private final Random random;

    Models(long seed) {
        this.random = new Random(seed);
    }

    /** A graph of this operator set that makes the tensor {@code h}, N x 5 and nonnegative, of the input {@code x}. */
    GraphBuilder toHidden(int opset) {
        return Graph.builder()
                .opset("", opset)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, PIXELS))
                .constant("V", Tensor.of(ElementType.FLOAT, numbers(PIXELS * HIDDEN), PIXELS, HIDDEN))
                .constant("c", Tensor.of(ElementType.FLOAT, numbers(HIDDEN), HIDDEN))
                .node("MatMul", "h0", "x", "V")
                .node("Add", "h1", "h0", "c")
                .node("Relu", "h", "h1");
    }

    /** Random numbers that a float holds exactly, between -1 and 1. */
    double[] numbers(int count) {
        double[] numbers = new double[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = (float) (2 * random.nextDouble() - 1);
        }
        return numbers;
    }

    /** Rows x columns as columns x rows. */
    static double[] transposed(double[] matrix, int rows, int columns) {
        double[] result = new double[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                result[c * rows + r] = matrix[r * columns + c];
            }
        }
        return result;
    }

    /** Writes a graph to a file and opens it. */
    static Classifier open(Path folder, GraphBuilder graph, ModelOptions options) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, GraphWriter.write(graph.build()).toByteArray());
        return open(file, options);
    }

    /** Writes a graph to a file and opens it with the default options. */
    static Classifier open(Path folder, GraphBuilder graph) throws IOException {
        return open(folder, graph, ModelOptions.defaults());
    }

    /** Opens a file. */
    static Classifier open(Path file, ModelOptions options) throws IOException {
        return new OnnxModelLoader(new OnnxRuntime(1))
                .load(new ModelLoader.Request(file, options, shape -> Optional.empty()));
    }

    /** The default options with a head and a hidden domain. */
    static ModelOptions options(Optional<String> head, Optional<String> output, String domain) {
        ModelOptions defaults = ModelOptions.defaults();
        return new ModelOptions(
                defaults.inputScale(),
                defaults.inputMean(),
                defaults.inputStd(),
                defaults.layout(),
                defaults.bounds(),
                head,
                output,
                domain,
                defaults.weightsLayout());
    }
}
