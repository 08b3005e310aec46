package org.halfspace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelDescription;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * A head as a text file, for tests that need a model's file without the plugins that read real ones: {@code tiny-model}, then W
 * with one line for each feature, then a line with b, then {@code end}.
 */
public final class TinyModelLoader implements ModelLoader {
    private static final String FIRST = "tiny-model";
    private static final String LAST = "end";

    /** The loader, as a plugin's injector builds it. */
    public TinyModelLoader() {}

    /** Writes a head as a file. */
    public static Path write(Path file, SoftmaxHead head) {
        int m = head.classes();
        String weights = IntStream.range(0, head.hiddenSize())
                .mapToObj(k -> line(Arrays.copyOfRange(head.weights().data, k * m, (k + 1) * m)))
                .collect(Collectors.joining("\n"));
        try {
            return Files.writeString(file, String.join("\n", FIRST, weights, line(head.bias()), LAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(double[] numbers) {
        return Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }

    @Override
    public String name() {
        return "tiny";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return probe.startsWith(FIRST);
    }

    @Override
    public Classifier load(Request request) throws IOException {
        Path file = request.file();
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 4
                || !lines.get(0).equals(FIRST)
                || !lines.get(lines.size() - 1).equals(LAST)) {
            throw new InputException("the tiny model is damaged")
                    .where(file)
                    .expected("\"tiny-model\", lines of numbers and \"end\"")
                    .found(lines.size() + " lines");
        }
        double[][] numbers = lines.subList(1, lines.size() - 1).stream()
                .map(line -> Arrays.stream(line.split(" ", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        int l = numbers.length - 1;
        SoftmaxHead head = new SoftmaxHead(
                new DMatrixRMaj(Arrays.copyOf(numbers, l)),
                numbers[l],
                request.options().requestedDomain().orElse(HiddenDomain.REAL),
                Precision.FLOAT64);
        return classifier(file, head, request.options().bounds());
    }

    private static Classifier classifier(Path file, SoftmaxHead head, List<Double> bounds) {
        int l = head.hiddenSize();
        ModelDescription description = new ModelDescription(
                file,
                "tiny",
                "testkit",
                "",
                (long) l * head.classes() + head.classes(),
                "h",
                "Gemm",
                "head",
                Optional.empty(),
                List.of(String.format(Locale.ROOT, "the inputs are the %d hidden numbers", l)));
        InputSpec input = new InputSpec("x", List.of(-1L, (long) l), List.of(l), bounds.get(0), bounds.get(1), "");
        return new Classifier(
                description, input, new OpaqueMap(FeatureMap.identity(l)), head, Optional.empty(), Optional.empty());
    }
}
