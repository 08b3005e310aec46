package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The corpus of small files that stand for what exporters write: see the README beside it. Skipped where it is absent. */
class CorpusTest {
    /** Where the corpus is, relative to the module; a system property names another folder. */
    private static final String FOLDER = System.getProperty("halfspace.corpus", "src/test/resources/corpus");

    private final OnnxModelLoader loader = new OnnxModelLoader(new OnnxRuntime(2));

    @TestFactory
    Stream<DynamicTest> every_case_is_answered_as_the_manifest_says() throws IOException {
        Path manifest = Path.of(FOLDER).resolve("manifest.json");
        Assumptions.assumeTrue(Files.exists(manifest), "no corpus at " + manifest);
        JsonNode cases = new ObjectMapper().readTree(manifest.toFile()).get("cases");
        List<DynamicTest> tests = new ArrayList<>();
        cases.forEach(
                entry -> tests.add(DynamicTest.dynamicTest(entry.get("name").asText(), () -> check(entry))));
        return tests.stream();
    }

    private void check(JsonNode entry) throws IOException {
        Path file = Path.of(FOLDER).resolve(entry.get("file").asText());
        boolean refuse = entry.get("expect").asText().equals("refuse");
        try (Classifier classifier =
                loader.load(new ModelLoader.Request(file, options(entry.get("options")), shape -> Optional.empty()))) {
            assertThat(refuse)
                    .as("should be refused, but split as %s", classifier.description())
                    .isFalse();
            checkSplit(entry, classifier);
        } catch (InputException e) {
            if (entry.get("expect").asText().equals("split")) {
                throw e;
            }
            String message = e.getMessage().toLowerCase(Locale.ROOT);
            for (JsonNode word : entry.path("words")) {
                assertThat(message).contains(word.asText().toLowerCase(Locale.ROOT));
            }
            if (entry.path("anyWords").size() > 0) {
                List<String> words = new ArrayList<>();
                entry.get("anyWords").forEach(word -> words.add(word.asText().toLowerCase(Locale.ROOT)));
                assertThat(words).as(message).anyMatch(message::contains);
            }
        }
    }

    private static ModelOptions options(JsonNode node) {
        ModelOptions defaults = ModelOptions.defaults();
        return new ModelOptions(
                node.path("inputScale").asDouble(defaults.inputScale()),
                doubles(node.path("inputMean"), defaults.inputMean()),
                doubles(node.path("inputStd"), defaults.inputStd()),
                node.has("layout")
                        ? ModelOptions.Layout.valueOf(
                                node.get("layout").asText().toUpperCase(Locale.ROOT))
                        : defaults.layout(),
                doubles(node.path("bounds"), defaults.bounds()),
                Optional.ofNullable(node.path("head").textValue()),
                Optional.ofNullable(node.path("output").textValue()),
                node.path("hiddenDomain").asText(defaults.hiddenDomain()),
                defaults.weightsLayout());
    }

    private static List<Double> doubles(JsonNode node, List<Double> otherwise) {
        if (node.isMissingNode()) {
            return otherwise;
        }
        List<Double> values = new ArrayList<>();
        node.forEach(value -> values.add(value.asDouble()));
        return values;
    }

    private static void checkSplit(JsonNode entry, Classifier classifier) throws IOException {
        Map<String, double[]> numbers =
                readNpz(Path.of(FOLDER).resolve(entry.get("numbers").asText()));
        JsonNode alternative = entry.path("alternative");
        boolean other = alternative.path("l").asInt() == classifier.head().hiddenSize();
        if (other) {
            numbers.put("W", numbers.get(alternative.get("W").asText()));
            numbers.put("hidden", numbers.get(alternative.get("hidden").asText()));
        }
        int l = (other ? alternative : entry).get("l").asInt();
        int m = entry.get("m").asInt();
        assertThat(classifier.head().hiddenSize()).as("l").isEqualTo(l);
        assertThat(classifier.head().classes()).as("m").isEqualTo(m);
        if (entry.hasNonNull("headKind")) {
            assertThat(classifier.description().headKind())
                    .startsWith(entry.get("headKind").asText());
        }
        List<String> domains =
                new ArrayList<>(List.of(entry.path("hiddenDomain").asText()));
        entry.path("hiddenDomainAlso").forEach(domain -> domains.add(domain.asText()));
        if (entry.hasNonNull("hiddenDomain")) {
            assertThat(domains).contains(classifier.head().domain().toString());
        }
        boolean centred = entry.path("compare").asText().equals("centred");
        double weightsTolerance = entry.path("weightsTolerance").asDouble();
        double tolerance = entry.path("tolerance").asDouble();
        double[] weights = new double[l * m];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < l; k++) {
                weights[i * l + k] = classifier.head().weights().get(k, i);
            }
        }
        near("W", centredBy(weights, m, l, centred), centredBy(numbers.get("W"), m, l, centred), weightsTolerance);
        near(
                "b",
                centredBy(classifier.head().bias(), m, 1, centred),
                centredBy(numbers.get("b"), m, 1, centred),
                weightsTolerance);
        double[] inputs = numbers.get("inputs");
        int n = inputs.length / classifier.input().size();
        float[] pixels = new float[inputs.length];
        for (int k = 0; k < pixels.length; k++) {
            pixels[k] = (float) inputs[k];
        }
        float[] h = classifier.features().apply(pixels, n);
        near("h", widen(h), numbers.get("hidden"), tolerance);
        double[] z = widen(classifier.tail().orElseThrow().apply(h, n));
        double[] expected = numbers.get("logits");
        for (int s = 0; s < n; s++) {
            near(
                    "logits",
                    centredBy(Arrays.copyOfRange(z, s * m, s * m + m), m, 1, centred),
                    centredBy(Arrays.copyOfRange(expected, s * m, s * m + m), m, 1, centred),
                    tolerance);
        }
    }

    private static double[] centredBy(double[] rows, int m, int l, boolean centred) {
        double[] result = rows.clone();
        for (int k = 0; centred && k < l; k++) {
            double mean = 0;
            for (int i = 0; i < m; i++) {
                mean += rows[i * l + k] / m;
            }
            for (int i = 0; i < m; i++) {
                result[i * l + k] -= mean;
            }
        }
        return result;
    }

    private static void near(String what, double[] found, double[] expected, double tolerance) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double largest = 1;
        double difference = 0;
        for (int k = 0; k < found.length; k++) {
            largest = Math.max(largest, Math.abs(expected[k]));
            difference = Math.max(difference, Math.abs(found[k] - expected[k]));
        }
        assertThat(difference / largest).as(what).isCloseTo(0, within(tolerance));
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int k = 0; k < wide.length; k++) {
            wide[k] = values[k];
        }
        return wide;
    }

    /** Float64 arrays of an .npz file, which is a zip of .npy files: magic, version, header length, header, numbers. */
    private static Map<String, double[]> readNpz(Path file) throws IOException {
        Map<String, double[]> arrays = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ByteBuffer bytes = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
                int header = bytes.getShort(8);
                String description = new String(bytes.array(), 10, header, StandardCharsets.US_ASCII);
                assertThat(description).contains("<f8");
                double[] numbers = new double[(bytes.capacity() - 10 - header) / Double.BYTES];
                bytes.position(10 + header);
                bytes.asDoubleBuffer().get(numbers);
                if (description.contains("'fortran_order': True")) {
                    numbers = rowAfterRow(numbers, description);
                }
                arrays.put(entry.getName().replace(".npy", ""), numbers);
            }
        }
        return arrays;
    }

    private static double[] rowAfterRow(double[] columns, String description) {
        String shape = description.substring(description.indexOf('(') + 1, description.indexOf(')'));
        String[] sizes = shape.split(",", -1);
        assertThat(sizes).as("axes").hasSize(2);
        int rows = Integer.parseInt(sizes[0].strip());
        double[] numbers = new double[columns.length];
        for (int k = 0; k < columns.length; k++) {
            numbers[k % rows * (columns.length / rows) + k / rows] = columns[k];
        }
        return numbers;
    }
}
