package org.halfspace.experiment.file;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Artifact;

/**
 * Writes experiment files: analyses that were asked one by one become a file that asks them again. Texts are written as JSON
 * texts, which YAML reads, so that no name needs a rule of its own.
 */
public final class StudyWriter {
    private final ExtensionRegistry registry;
    private final Path folder;
    private final Map<String, String> models = new LinkedHashMap<>();
    private final Map<String, String> data = new LinkedHashMap<>();
    private final Set<String> questions = new LinkedHashSet<>();

    /**
     * A question that was asked.
     *
     * @param analysis the analysis
     * @param model the model's file
     * @param modelOptions model options by name, as texts
     * @param data {@code FILE} or {@code FILE,LABELS}
     * @param dataOptions data options by name, as texts
     * @param parameters the analysis's parameters that were given, as texts by name
     * @param seed the seed
     * @param written the files that it wrote
     */
    public record Asked(
            String analysis,
            Path model,
            Map<String, String> modelOptions,
            Optional<String> data,
            Map<String, String> dataOptions,
            Map<String, String> parameters,
            long seed,
            List<Artifact> written) {}

    private StudyWriter(ExtensionRegistry registry, Path folder) {
        this.registry = registry;
        this.folder = folder;
    }

    /**
     * The text of a file.
     *
     * @param asked the questions; one that was asked twice is written once
     * @param registry the installed analyses
     * @param file where the text is to go: what its paths are relative to
     * @throws InputException if a question cannot be in such a file
     */
    public static String write(List<Asked> asked, ExtensionRegistry registry, Path file) {
        StudyWriter writer =
                new StudyWriter(registry, file.toAbsolutePath().normalize().getParent());
        asked.forEach(writer::add);
        StringBuilder text = new StringBuilder();
        section("models", writer.models, text);
        section("data", writer.data, text);
        text.append("analyses:\n");
        writer.questions.forEach(
                question -> text.append("  - ").append(question).append('\n'));
        return text.toString();
    }

    private static void section(String name, Map<String, String> values, StringBuilder text) {
        if (!values.isEmpty()) {
            text.append(name).append(":\n");
            values.forEach((value, key) ->
                    text.append("  ").append(key).append(": ").append(value).append('\n'));
        }
    }

    private void add(Asked asked) {
        Map<String, String> model = new TreeMap<>(asked.modelOptions());
        String modelName = named(models, mapping(path(asked.model()), Map.of(), model), asked.model());
        List<String> beside = new ArrayList<>();
        beside.add("models: [" + quoted(modelName) + "]");
        beside.add("data: ["
                + asked.data()
                        .map(argument -> quoted(data(argument, asked.dataOptions())))
                        .orElse("") + "]");
        beside.add("seed: " + asked.seed());
        questions.add("{" + quoted(asked.analysis()) + ": {" + String.join(", ", parameters(asked)) + "}, "
                + String.join(", ", beside) + "}");
    }

    private String data(String argument, Map<String, String> options) {
        Path file = Path.of(argument);
        Map<String, String> labels = new TreeMap<>();
        int comma = argument.lastIndexOf(',');
        if (comma > 0 && !Files.exists(file)) {
            file = Path.of(argument.substring(0, comma));
            labels.put("labels", path(Path.of(argument.substring(comma + 1))));
        }
        Map<String, String> keys = new TreeMap<>();
        options.forEach((name, value) -> keys.put(StudyReader.dataKey(name), value));
        return named(data, mapping(path(file), labels, keys), file);
    }

    private static String mapping(String file, Map<String, String> paths, Map<String, String> options) {
        List<String> entries = new ArrayList<>();
        entries.add("file: " + text(file));
        paths.forEach((key, value) -> entries.add(key + ": " + text(value)));
        options.forEach((key, value) -> entries.add(key + ": " + text(value)));
        return "{" + String.join(", ", entries) + "}";
    }

    /** The name of a value: the file's, with a number behind it where another one has that. */
    private static String named(Map<String, String> values, String value, Path file) {
        String stem =
                String.valueOf(file.getFileName()).replaceFirst("\\..*", "").replaceAll("[^A-Za-z0-9_-]", "-");
        String first = stem.matches("[A-Za-z].*") ? stem : "file-" + stem;
        String name = first;
        for (int k = 2; values.containsValue(name) && !values.containsKey(value); k++) {
            name = first + "-" + k;
        }
        String free = name;
        return values.computeIfAbsent(value, unused -> free);
    }

    private List<String> parameters(Asked asked) {
        List<ParameterSpec> specs = registry.analysis(asked.analysis())
                .map(entry ->
                        new ParameterSchema<>(entry.extension().definition().parameters()).specs())
                .orElseThrow(() -> new InputException("there is no analysis \"" + asked.analysis() + "\" any more"));
        List<String> entries = new ArrayList<>();
        for (ParameterSpec spec : specs) {
            String value = asked.parameters().get(spec.name());
            if (value != null) {
                entries.add(spec.name() + ": " + text(spec.element() == Path.class ? place(value, asked) : value));
            }
        }
        return entries;
    }

    /** A file that is read is named by its path; one that was written is named alone, for it goes into the run's folder. */
    private String place(String value, Asked asked) {
        Path path = Path.of(value).toAbsolutePath().normalize();
        boolean written = asked.written().stream()
                .anyMatch(one -> one.file().toAbsolutePath().normalize().startsWith(path));
        if (!written) {
            return Files.isRegularFile(path) ? path(path) : value;
        }
        String name = path.getFileName().toString();
        // A name of a file beside the experiment would be taken for that file.
        return Files.isRegularFile(folder.resolve(name)) ? "new-" + name : name;
    }

    private String path(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return folder.relativize(absolute).toString();
        } catch (IllegalArgumentException e) {
            // On another drive.
            return absolute.toString();
        }
    }

    private static String text(String value) {
        if (value.matches(".*\\$\\{[^}]*}.*")) {
            throw new InputException("an experiment's file would take this for a variable").found(value);
        }
        return quoted(value);
    }

    private static String quoted(String value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
    }
}
