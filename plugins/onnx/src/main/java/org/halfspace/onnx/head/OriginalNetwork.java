package org.halfspace.onnx.head;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.halfspace.onnx.file.GraphWriter;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.rewrite.ModelInput;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.onnx.run.Values;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.InputSpec;

/** The network as the file has it, with the tensors around its head made visible, run sample by sample. */
final class OriginalNetwork implements AutoCloseable {
    /** Samples of the data on which a split is proved, beside random inputs. */
    static final int DATA_SAMPLES = 8;

    /** Where the random inputs start, so that a proof can be repeated. */
    private static final long SEED = 20_230_817;

    private final GraphSession session;
    private ModelInput input;
    private final List<float[]> pixels = new ArrayList<>();
    private final List<Map<String, Values>> results = new ArrayList<>();
    private int dataSamples;

    /**
     * @param file the network
     * @param needed the part of it that leads to the logits
     * @param exposed the tensors that are wanted
     */
    OriginalNetwork(OnnxRuntime runtime, OnnxFile file, Graph needed, Set<String> exposed) {
        // Where the logits do not need all inputs, the others cannot be fed, and the part that is needed is run.
        boolean whole = needed.inputs().size() == file.graph().inputs().size();
        session = runtime.open(whole ? file.exposing(exposed) : GraphWriter.write(needed), Optional.of(file.folder()));
    }

    /**
     * Runs random samples, and those of the data.
     *
     * @param candidates what the input can be; the first that runs is taken
     * @param random how many random samples
     * @throws InputException if none runs, or the data do not fit
     */
    void run(
            List<ModelInput> candidates,
            int random,
            List<Double> bounds,
            Function<List<Integer>, Optional<Dataset>> data) {
        InputException failure = null;
        for (ModelInput candidate : candidates) {
            try {
                input = candidate;
                runRandom(random, bounds);
                data.apply(candidate.shape()).ifPresent(this::runData);
                return;
            } catch (InputException e) {
                failure = failure == null ? e : failure;
                pixels.clear();
                results.clear();
            }
        }
        if (candidates.size() > 1) {
            throw new InputException("the model does not say what size its images have", failure)
                    .where("input \"" + input.name() + "\"")
                    .expected("a declared height and width")
                    .found("open sizes, and none of " + candidates.size() + " common ones runs")
                    .hint("give images of the right size: --data FILE");
        }
        throw failure;
    }

    private void runRandom(int count, List<Double> bounds) {
        SplittableRandom random = new SplittableRandom(SEED);
        double low = bounds.get(0);
        double high = bounds.get(1);
        for (int s = 0; s < count; s++) {
            float[] sample = new float[input.size()];
            for (int k = 0; k < sample.length; k++) {
                sample[k] = (float) (low + (high - low) * random.nextDouble());
            }
            pixels.add(sample);
        }
        runFrom(0);
    }

    private void runData(Dataset data) {
        if (data.sampleSize() != input.size()) {
            throw new InputException("the data do not fit the model")
                    .where(data.name())
                    .expected(input.size() + " numbers per sample (" + InputSpec.format(input.shape()) + ", input \""
                            + input.name() + "\")")
                    .found(data.sampleSize() + " numbers per sample (" + InputSpec.format(data.shape()) + ")")
                    .hint("give the kind of data that the model was made for");
        }
        dataSamples = Math.min(DATA_SAMPLES, data.size());
        int begin = pixels.size();
        for (int s = 0; s < dataSamples; s++) {
            float[] sample = new float[input.size()];
            data.read(s, FloatBuffer.wrap(sample), 0);
            pixels.add(sample);
        }
        runFrom(begin);
    }

    private void runFrom(int begin) {
        int batch = input.batchSize();
        for (int first = begin; first < pixels.size(); first += batch) {
            float[][] rows = new float[batch][];
            for (int r = 0; r < batch; r++) {
                rows[r] = pixels.get(Math.min(first + r, pixels.size() - 1));
            }
            Tensor fed = input.feed(rows);
            Map<String, Values> values = new HashMap<>(session.run(Map.of(input.name(), fed)));
            values.put(
                    input.name(),
                    new Values(fed.dims(), fed.doubles(), fed.type().bytes() == 4));
            for (int r = 0; r < batch && first + r < pixels.size(); r++) {
                results.add(batch == 1 ? values : row(values, r, batch));
            }
        }
    }

    private static Map<String, Values> row(Map<String, Values> values, int row, int batch) {
        Map<String, Values> rows = new HashMap<>();
        values.forEach((name, value) -> {
            long[] dims = value.dims().clone();
            if (dims.length > 0 && dims[0] == batch) {
                int size = value.size() / batch;
                dims[0] = 1;
                double[] part = Arrays.copyOfRange(value.numbers(), row * size, (row + 1) * size);
                rows.put(name, new Values(dims, part, value.isFloat()));
            }
        });
        return rows;
    }

    /** The input that was found to run. */
    ModelInput input() {
        return input;
    }

    /** How many samples were run. */
    int samples() {
        return pixels.size();
    }

    /** How many of them came from the data. */
    int dataSamples() {
        return dataSamples;
    }

    /** The pixels of a sample. */
    float[] pixels(int sample) {
        return pixels.get(sample);
    }

    /** What a tensor was for a sample. */
    Values value(int sample, String tensor) {
        Values value = results.get(sample).get(tensor);
        if (value == null) {
            throw new InputException("a tensor of the model's head holds no numbers, or not one row per sample")
                    .where("tensor \"" + tensor + "\"");
        }
        return value;
    }

    /** The sizes of a tensor for one sample. */
    long[] dims(String tensor) {
        return value(0, tensor).dims();
    }

    @Override
    public void close() {
        session.close();
    }
}
