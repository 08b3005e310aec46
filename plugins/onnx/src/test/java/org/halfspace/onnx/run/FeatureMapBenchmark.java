package org.halfspace.onnx.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.halfspace.onnx.OnnxModelLoader;
import org.halfspace.onnx.file.GraphWriter;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;

/**
 * What a batch through g costs against a bare ONNX Runtime session on the same nodes and the same batch, one after the other in
 * one process. Run it by hand: models as arguments; it prints the least and the median time of either.
 */
public final class FeatureMapBenchmark {
    private static final int REPETITIONS = 200;

    private FeatureMapBenchmark() {}

    /**
     * Compares.
     *
     * @param models ONNX files without preprocessing whose batch axis can be opened by its declaration alone
     */
    public static void main(String[] models) throws IOException, OrtException {
        PrintStream out = System.out;
        OnnxRuntime runtime = new OnnxRuntime(2);
        for (String model : models) {
            Path file = Path.of(model);
            ModelLoader.Request request =
                    new ModelLoader.Request(file, ModelOptions.defaults(), shape -> Optional.empty());
            try (Classifier classifier = new OnnxModelLoader(runtime).load(request)) {
                for (int batch : new int[] {1, 16, 64}) {
                    compare(out, runtime, file, classifier, batch);
                }
            }
        }
    }

    private static void compare(PrintStream out, OnnxRuntime runtime, Path file, Classifier classifier, int batch)
            throws IOException, OrtException {
        Graph graph = OnnxFile.read(file).graph();
        String hidden = classifier.description().hiddenTensor();
        ValueInfo input = graph.inputs().get(0).withOpenBatch("N");
        Graph part = graph.between(List.of(input), List.of(ValueInfo.untyped(hidden)));
        OrtEnvironment environment = runtime.environment();
        long[] dims = input.dims().orElseThrow();
        dims[0] = batch;
        int inputs = batch * classifier.input().size();
        FloatBuffer pixels = FeatureMap.allocate(inputs);
        FloatBuffer outputs = FeatureMap.allocate(batch * classifier.head().hiddenSize());
        for (int k = 0; k < inputs; k++) {
            pixels.put(k, k * 31 % 97 / 97f);
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.disablePerSessionThreads();
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            byte[] bytes = GraphWriter.write(part).toByteArray();
            try (OrtSession session = environment.createSession(bytes, options);
                    OnnxTensor fed = OnnxTensor.createTensor(environment, pixels, dims)) {
                long[] bare = new long[REPETITIONS];
                long[] ours = new long[REPETITIONS];
                for (int r = -REPETITIONS / 4; r < REPETITIONS; r++) {
                    long start = System.nanoTime();
                    session.run(Map.of(input.name(), fed), Set.of(hidden)).close();
                    long middle = System.nanoTime();
                    classifier.features().apply(pixels, batch, outputs);
                    long end = System.nanoTime();
                    if (r >= 0) {
                        bare[r] = middle - start;
                        ours[r] = end - middle;
                    }
                }
                report(out, file, batch, bare, ours);
            }
        }
    }

    private static void report(PrintStream out, Path file, int batch, long[] bare, long[] ours) {
        Arrays.sort(bare);
        Arrays.sort(ours);
        int half = REPETITIONS / 2;
        out.printf(
                "%-24s N=%-3d bare %8.1f / %8.1f us, g %8.1f / %8.1f us, ratio %.2f / %.2f%n",
                file.getFileName(),
                batch,
                bare[0] / 1e3,
                bare[half] / 1e3,
                ours[0] / 1e3,
                ours[half] / 1e3,
                (double) ours[0] / bare[0],
                (double) ours[half] / bare[half]);
    }
}
