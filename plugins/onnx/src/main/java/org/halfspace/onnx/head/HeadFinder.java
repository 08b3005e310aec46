package org.halfspace.onnx.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.halfspace.onnx.file.OnnxFile;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.head.Split.Sample;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.rewrite.InputReader;
import org.halfspace.onnx.rewrite.ModelInput;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.onnx.run.Values;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Agreement;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.spi.model.SoftmaxHead;

/** Splits a network into g and (W, b), and proves the split: the whole of what is found out at loading. */
public final class HeadFinder {
    /**
     * The largest difference between the original network's logits and those of (W, b) in double precision, over max(1, largest
     * logit). Float32 networks agree to 1e-5 and better; a wrong head differs by 1e-1 and more.
     */
    private static final double AGREEMENT = 1e-3;

    /** Networks that compute with 16-bit floats round every logit to this many units of their format. */
    private static final double ROUNDINGS = 8;

    /** How far float32 rounding can carry a hidden value out of its interval, over max(1, largest value). */
    private static final double DOMAIN_SLACK = 1e-4;

    /** Numbers of weights from which on a network counts as large: AlexNet and VGG are, ResNet-50 is not. */
    private static final long LARGE = 32_000_000;

    private final OnnxRuntime runtime;
    private final ModelOptions options;
    private final Function<List<Integer>, Optional<Dataset>> data;

    /**
     * @param runtime runs the network
     * @param options how the model is to be read
     * @param data gives samples to prove the split on, beside random inputs, for an input shape
     */
    public HeadFinder(OnnxRuntime runtime, ModelOptions options, Function<List<Integer>, Optional<Dataset>> data) {
        this.runtime = runtime;
        this.options = options;
        this.data = data;
    }

    /**
     * Splits.
     *
     * @throws InputException if the network is no classifier that ends in a softmax layer
     */
    public Split find(OnnxFile file) {
        Graph graph = file.graph();
        requireEnds(graph);
        InputReader.requireNumbers(graph);
        ConstantFolder constants = new ConstantFolder(graph, runtime);
        SizeGuard.check(graph, constants);
        List<String> notes = new ArrayList<>();
        Tail tail = new OutputChooser(graph, constants).choose(options, notes);
        Set<String> exposed = exposed(tail);
        Graph needed = graph.withOutputs(exposed.stream()
                .filter(name -> graph.producer(name).isPresent())
                .map(ValueInfo::untyped)
                .toList());
        List<ModelInput> candidates = new InputReader(options, () -> data.apply(List.of())).candidates(needed);
        GraphProbe probe = new GraphProbe(runtime::environment);
        candidates.stream()
                .max(Comparator.comparingInt(ModelInput::size))
                .ifPresent(largest -> SizeGuard.check(needed, largest, constants, probe));
        exposed.removeIf(name -> graph.producer(name).isEmpty());
        try (OriginalNetwork original = new OriginalNetwork(runtime, file, needed, exposed)) {
            original.run(candidates, randomSamples(constants), options.bounds(), data);
            noteInput(graph, original.input(), candidates, notes);
            return split(needed, constants, tail, original, notes);
        }
    }

    private static void requireEnds(Graph graph) {
        if (graph.inputs().isEmpty() || graph.outputs().isEmpty()) {
            throw new InputException("the model is no function")
                    .expected("an input and an output")
                    .found(graph.inputs().isEmpty() ? "no input" : "no output")
                    .hint("export it again");
        }
    }

    /** Eight; three for networks that take a second and more for eight, since each sample compares all logits. */
    private static int randomSamples(ConstantFolder constants) {
        return constants.parameters() > LARGE ? 3 : 8;
    }

    private static Set<String> exposed(Tail tail) {
        Set<String> names = new LinkedHashSet<>(List.of(tail.hidden(), tail.layerOutput(), tail.logits()));
        tail.chain().forEach(node -> names.add(node.output()));
        return names;
    }

    private static void noteInput(Graph graph, ModelInput input, List<ModelInput> candidates, List<String> notes) {
        if (graph.inputs().size() > 1) {
            notes.add("of " + graph.inputs().size() + " inputs, the logits need \"" + input.name() + "\" only");
        }
        if (candidates.size() > 1) {
            notes.add("the graph leaves the size of images open; " + Arrays.toString(input.sampleDims())
                    + " runs and was taken; data of another size, where given, decide");
        }
        if (!input.type().isFloating()) {
            String scaled = input.preprocessing().text();
            notes.add("the graph takes " + input.type() + "; pixels are "
                    + (scaled.isEmpty() ? "" : "preprocessed (" + scaled + ") and ")
                    + "rounded to integers in front of it");
        }
    }

    private Split split(
            Graph needed, ConstantFolder constants, Tail tail, OriginalNetwork original, List<String> notes) {
        HeadSplitter.Parts parts = new HeadSplitter(constants, original::dims).split(tail);
        notes.addAll(parts.notes());
        HiddenDomain derived = derivedDomain(needed, constants, tail);
        HiddenDomain domain = options.requestedDomain().orElse(derived);
        SoftmaxHead head = new SoftmaxHead(parts.map().weights(), parts.map().bias(), domain, parts.precision());
        boolean probabilities = Operators.isLinearClassifier(tail.layer())
                && !tail.layer().textAttribute("post_transform", "NONE").equals("NONE");
        boolean averaged = parts.pooled()
                && original.dims(tail.logits()).length > 2
                && original.value(0, tail.logits()).size() != head.classes();
        List<Sample> samples = samples(tail, parts.pooled(), averaged, original);
        Agreement agreement = agreement(head, samples, probabilities, original.dataSamples());
        requireDomain(domain, samples);
        Values hidden = original.value(0, tail.hidden());
        return new Split(
                needed,
                constants,
                original.input(),
                head,
                tail.layer(),
                tail.hidden(),
                boxed(hidden.dims()),
                hidden.isFloat(),
                parts.pooled(),
                parts.kind(),
                tail.logits(),
                boxed(original.dims(tail.logits())),
                !averaged && !Operators.isLinearClassifier(tail.layer()) && !(parts.pooled() && hasWindow(tail)),
                samples,
                agreement,
                constants.parameters(),
                notes);
    }

    /** Whether a node after the layer names the number of positions, which one averaged position does not have. */
    private static boolean hasWindow(Tail tail) {
        return tail.chain().stream().anyMatch(node -> node.is("AveragePool") || node.is("Reshape"));
    }

    private static List<Long> boxed(long[] dims) {
        return Arrays.stream(dims).boxed().toList();
    }

    private static List<Sample> samples(Tail tail, boolean pooled, boolean averaged, OriginalNetwork original) {
        String result = Operators.isLinearClassifier(tail.layer()) ? tail.layerOutput() : tail.logits();
        List<Sample> samples = new ArrayList<>();
        for (int s = 0; s < original.samples(); s++) {
            Values h = original.value(s, tail.hidden());
            samples.add(new Sample(
                    original.pixels(s),
                    pooled ? average(h) : h.numbers(),
                    averaged
                            ? average(original.value(s, result))
                            : original.value(s, result).numbers()));
        }
        return samples;
    }

    private static double[] average(Values values) {
        int channels = (int) values.dims()[1];
        int positions = values.size() / channels;
        double[] averages = new double[channels];
        for (int k = 0; k < values.size(); k++) {
            averages[k / positions] += values.numbers()[k] / positions;
        }
        return averages;
    }

    private static Agreement agreement(SoftmaxHead head, List<Sample> samples, boolean probabilities, int dataSamples) {
        double worst = 0;
        for (Sample sample : samples) {
            double[] logits = head.logits(sample.hidden());
            double[] expected = sample.result();
            double[] found = probabilities ? SoftmaxHead.softmax(logits) : logits;
            if (expected.length == 1) {
                found = new double[] {found[1] - (probabilities ? 0 : found[0])};
            }
            if (expected.length != found.length) {
                throw new InputException("the split is wrong: the model gives another number of logits")
                        .expected(expected.length)
                        .found(found.length);
            }
            double largest = 1;
            double difference = 0;
            for (int i = 0; i < expected.length; i++) {
                if (!Double.isFinite(expected[i])) {
                    throw new InputException("the model gives logits that are not finite numbers")
                            .where("on an input of the proof of the split")
                            .found(expected[i])
                            .hint("check its weights, and the preprocessing of its input");
                }
                largest = Math.max(largest, Math.abs(expected[i]));
                difference = Math.max(difference, Math.abs(expected[i] - found[i]));
            }
            worst = Math.max(worst, difference / largest);
        }
        double limit = Math.max(AGREEMENT, head.precision().unitRoundoff() * ROUNDINGS);
        if (!(worst <= limit)) {
            throw new InputException("the model's logits are not what its last layer gives in exact arithmetic")
                    .where("the proof of the split, on " + samples.size() + " inputs")
                    .expected("a difference of at most " + limit + " over max(1, largest logit)")
                    .found(worst)
                    .hint("name another node as the head with --head NODE; a model that computes its last layer in"
                            + " integers has no such layer");
        }
        int random = samples.size() - dataSamples;
        String inputs =
                random + " random inputs" + (dataSamples > 0 ? " and " + dataSamples + " samples of the data" : "");
        return new Agreement(samples.size(), inputs, worst, probabilities ? "probabilities" : "logits");
    }

    private static HiddenDomain derivedDomain(Graph needed, ConstantFolder constants, Tail tail) {
        return new RangeFinder(needed, constants).of(tail.hidden()).domain();
    }

    private void requireDomain(HiddenDomain domain, List<Sample> samples) {
        for (Sample sample : samples) {
            double largest = Arrays.stream(sample.hidden()).map(Math::abs).reduce(1, Math::max);
            for (int k = 0; k < sample.hidden().length; k++) {
                double value = sample.hidden()[k];
                if (value < domain.lower() - DOMAIN_SLACK * largest
                        || value > domain.upper() + DOMAIN_SLACK * largest) {
                    throw new InputException("a hidden vector of the model lies outside the hidden domain")
                            .where(
                                    options.requestedDomain().isPresent()
                                            ? "--hidden-domain " + domain
                                            : "the domain " + domain + " that follows from the graph")
                            .expected("numbers from " + domain.lower() + " to " + domain.upper())
                            .found("feature " + k + " is " + value)
                            .hint("--hidden-domain real holds for every model");
                }
            }
        }
    }
}
