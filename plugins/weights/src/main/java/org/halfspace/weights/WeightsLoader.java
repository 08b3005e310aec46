package org.halfspace.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyLabels;
import org.halfspace.spi.data.NumpyType;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelDescription;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.pf4j.Extension;

/**
 * Reads heads without a network: W and b from .npy, .npz or .safetensors. g is the identity, so that hidden vectors are the
 * inputs; hidden vectors that the file has beside W become the classifier's samples.
 */
@Extension
public final class WeightsLoader implements ModelLoader {

    @Override
    public String name() {
        return "weights";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return !probe.folder() && TensorFile.recognises(probe);
    }

    @Override
    public Classifier load(Request request) throws IOException {
        Path file = request.file();
        ModelOptions options = request.options();
        try (TensorFile tensors = TensorFile.open(file)) {
            HeadTensors chosen = HeadTensors.find(tensors.shapes(), options.head(), file);
            List<String> notes = new ArrayList<>(chosen.notes());
            NumpyArray weights = tensors.read(chosen.weights());
            Optional<NumpyArray> bias = Optional.empty();
            if (chosen.bias().isPresent()) {
                bias = Optional.of(readBias(tensors, chosen.bias().get(), file));
            } else {
                notes.add("the file has no bias: b = 0");
            }
            String where = "\"" + chosen.weights() + "\" of " + file;
            OptionalInt biasLength = bias.map(b -> OptionalInt.of(b.size())).orElse(OptionalInt.empty());
            HeadMatrix matrix = HeadMatrix.of(weights, biasLength, options.weightsLayout(), where);
            notes.add(matrix.note());
            double[] b = bias.map(NumpyArray::toDoubles).orElseGet(() -> new double[matrix.classes()]);
            HiddenDomain domain = options.requestedDomain().orElse(HiddenDomain.REAL);
            SoftmaxHead head = new SoftmaxHead(matrix.toWeights(where), b, domain, precision(weights.type()));
            noteOptionsWithoutUse(options, notes);
            Optional<Dataset> samples = samples(tensors, chosen, head.hiddenSize(), file);
            return new Classifier(
                    description(file, tensors, chosen, notes),
                    InputSpec.ofHead(head.hiddenSize(), options),
                    FeatureMap.identity(head.hiddenSize()),
                    head,
                    Optional.empty(),
                    samples);
        }
    }

    private static NumpyArray readBias(TensorFile tensors, String name, Path file) throws IOException {
        NumpyArray bias = tensors.read(name);
        if (bias.shape().stream().filter(n -> n != 1).count() > 1) {
            throw new InputException("the bias is not a vector")
                    .where("\"" + name + "\" of " + file)
                    .expected("one number per class")
                    .found(InputSpec.format(bias.shape()));
        }
        return bias;
    }

    private static Precision precision(NumpyType type) {
        return switch (type) {
            case FLOAT32 -> Precision.FLOAT32;
            case FLOAT16 -> Precision.FLOAT16;
            case BFLOAT16 -> Precision.BFLOAT16;
            default -> Precision.FLOAT64;
        };
    }

    private static void noteOptionsWithoutUse(ModelOptions options, List<String> notes) {
        ModelOptions defaults = ModelOptions.defaults();
        boolean preprocessing = options.inputScale() != defaults.inputScale()
                || !options.inputMean().isEmpty()
                || !options.inputStd().isEmpty()
                || options.layout() != defaults.layout();
        if (preprocessing || options.output().isPresent()) {
            notes.add("there is no network: options for its input and output have no effect");
        }
    }

    private static Optional<Dataset> samples(TensorFile tensors, HeadTensors chosen, int l, Path file)
            throws IOException {
        if (chosen.features().isEmpty()) {
            return Optional.empty();
        }
        String name = chosen.features().get();
        NumpyArray features = tensors.read(name);
        List<Integer> shape = features.shape();
        if (shape.size() != 2 || shape.get(0) < 1 || shape.get(1) != l) {
            throw new InputException("the hidden vectors do not fit the weights")
                    .where("\"" + name + "\" of " + file)
                    .expected("samples x " + l)
                    .found(shape.isEmpty() ? "a single number" : InputSpec.format(shape));
        }
        int[] labels = new int[0];
        if (chosen.labels().isPresent()) {
            String key = chosen.labels().get();
            labels = NumpyLabels.of(tensors.read(key), shape.get(0), "\"" + key + "\" of " + file);
        }
        String source = file.getFileName() + ", " + name;
        return Optional.of(new ArrayDataset(source, List.of(l), features.toFloats(), labels));
    }

    private static ModelDescription description(Path file, TensorFile tensors, HeadTensors chosen, List<String> notes) {
        return new ModelDescription(
                file,
                tensors.format(),
                "",
                "",
                parameters(tensors.shapes(), chosen),
                "h",
                "weights",
                chosen.weights(),
                Optional.empty(),
                notes);
    }

    /** All numbers of the file but those of samples. */
    private static long parameters(Map<String, Optional<List<Integer>>> shapes, HeadTensors chosen) {
        long count = 0;
        for (Map.Entry<String, Optional<List<Integer>>> tensor : shapes.entrySet()) {
            Optional<String> name = Optional.of(tensor.getKey());
            if (!name.equals(chosen.features()) && !name.equals(chosen.labels())) {
                count += tensor.getValue()
                        .map(shape -> shape.stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b))
                        .orElse(0L);
            }
        }
        return count;
    }
}
