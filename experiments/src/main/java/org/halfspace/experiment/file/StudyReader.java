package org.halfspace.experiment.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.model.ModelOptions;

/** Reads experiment files. Immutable. */
public final class StudyReader {
    static final List<String> KEYS = List.of(
            "name", "description", "seed", "engine", "variables", "models", "data", "analyses", "expect", "export");
    static final List<String> EXPORTS = List.of("parquet", "csv");
    static final ParameterSchema<ModelOptions> MODEL = new ParameterSchema<>(ModelOptions.class);
    static final ParameterSchema<DataOptions> DATA = new ParameterSchema<>(DataOptions.class);

    private final ExtensionRegistry registry;

    /** Reads files that ask these analyses. */
    public StudyReader(ExtensionRegistry registry) {
        this.registry = registry;
    }

    /** A data option as a key of the part {@code data}, where {@code data-layout} is {@code layout}. */
    static String dataKey(String option) {
        return option.replaceFirst("^data-", "");
    }

    /**
     * Reads a file.
     *
     * @param variables values of variables from the command line
     * @throws InputException with every mistake, each with its line
     */
    public Study read(Path given, Map<String, String> variables) {
        return read(given, variables, Path.of("").toAbsolutePath());
    }

    /**
     * Reads a file as somebody did who was in another folder.
     *
     * @param working what paths in the variables are relative to
     * @throws InputException with every mistake, each with its line
     */
    public Study read(Path given, Map<String, String> variables, Path working) {
        FileProbe.of(given);
        Path file = given.toAbsolutePath().normalize();
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new InputException("the experiment is not a text", e)
                    .where(given)
                    .expected("YAML in UTF-8");
        } catch (IOException e) {
            throw new InputException("the experiment cannot be read", e)
                    .where(given)
                    .found(e.getMessage());
        }
        Mistakes mistakes = new Mistakes();
        Study study = new Reading(YamlTree.read(text, given), file, text, variables, working, mistakes).study();
        mistakes.throwIfAny(given);
        return study;
    }

    /** One file. */
    private final class Reading {
        private final Path file;
        private final String text;
        private final Map<String, String> given;
        private final Path working;
        private final Mistakes mistakes;
        private final Section root;
        private final Variables variables;
        private final int line;

        Reading(Node tree, Path file, String text, Map<String, String> given, Path working, Mistakes mistakes) {
            this.given = Map.copyOf(given);
            this.working = working;
            this.file = file;
            this.text = text;
            this.mistakes = mistakes;
            this.line = tree.line();
            this.root = Section.of(tree, "key", KEYS, mistakes);
            this.variables = new Variables(root.get("variables"), given, file.getParent(), working, mistakes);
        }

        Study study() {
            List<Study.Data> data = new ArrayList<>();
            root.get("data").ifPresent(entry -> Section.ofNames(entry.value(), "data set", mistakes)
                    .all()
                    .forEach(one -> data(one).ifPresent(data::add)));
            List<String> dataNames = names("data");
            List<Study.Model> models = new ArrayList<>();
            required("models", "models: {NAME: FILE}")
                    .ifPresent(entry -> Section.ofNames(entry.value(), "model", mistakes)
                            .all()
                            .forEach(one -> model(one, dataNames).ifPresent(models::add)));
            List<String> modelNames = names("models");
            List<Long> seeds = root.get("seed")
                    .map(entry -> QuestionsReader.seeds(entry, variables, mistakes))
                    .orElse(List.of(Context.DEFAULT_SEED));
            List<Study.Question> questions = required("analyses", "analyses: [NAME]")
                    .map(entry -> new QuestionsReader(
                                    registry, variables, mistakes, modelNames, dataNames, seeds, withoutSamples(models))
                            .read(entry.value()))
                    .orElse(List.of());
            Set<String> asked = new TreeSet<>();
            questions.forEach(question -> asked.add(question.analysis()));
            if (mistakes.any()) {
                // The analysis that an expectation names may be the one that could not be read.
                registry.analyses()
                        .forEach(one -> asked.add(one.extension().definition().name()));
            }
            List<Study.Expectation> expectations = root.get("expect")
                    .map(entry -> new ExpectationsReader(
                                    asked,
                                    new LinkedHashSet<>(modelNames),
                                    new LinkedHashSet<>(dataNames),
                                    variables,
                                    mistakes)
                            .read(entry.value()))
                    .orElse(List.of());
            return new Study(
                    name(),
                    text("description").orElse(""),
                    file,
                    text,
                    engine(),
                    variables.values(),
                    given,
                    working,
                    List.copyOf(models),
                    List.copyOf(data),
                    questions,
                    expectations,
                    root.get("export").map(entry -> exports(entry)).orElse(List.of()));
        }

        /** A network's file has no samples; a file of weights may. */
        private static boolean withoutSamples(List<Study.Model> models) {
            return models.stream().allMatch(model -> model.file().toString().endsWith(".onnx"));
        }

        private List<String> exports(Node.Entry entry) {
            return QuestionsReader.names(entry, "export format", EXPORTS, variables, mistakes);
        }

        private Optional<Node.Entry> required(String key, String form) {
            Optional<Node.Entry> entry = root.get(key);
            if (entry.isEmpty() && !root.hasUnknown()) {
                mistakes.add(line, key + " is missing: " + form);
            }
            return entry;
        }

        private String name() {
            String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            String name = text("name").orElse(stem);
            if (root.get("name").isPresent() && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                mistakes.add(root.get("name").get().line(), "name", "letters, digits, dots and hyphens", name);
            }
            return name;
        }

        private String engine() {
            String engine = text("engine").orElse("local");
            if (registry.engine(engine).isEmpty()) {
                mistakes.unknown(
                        root.get("engine").map(Node.Entry::line).orElse(line), "engine", engine, List.of("local"));
            }
            return engine;
        }

        private Optional<String> text(String key) {
            Optional<Node.Entry> entry = root.get(key);
            if (entry.isPresent() && !(entry.get().value() instanceof Node.Scalar)) {
                mistakes.add(entry.get().line(), key + ": expected a text");
                return Optional.empty();
            }
            return entry.flatMap(one -> variables.expand((Node.Scalar) one.value()));
        }

        private List<String> names(String key) {
            return root.get(key).map(Node.Entry::value).filter(Node.Mapping.class::isInstance).stream()
                    .flatMap(node -> ((Node.Mapping) node).entries().stream())
                    .map(Node.Entry::key)
                    .distinct()
                    .toList();
        }

        private Optional<Study.Model> model(Node.Entry entry, List<String> dataNames) {
            Settings settings = new Settings(MODEL.specs(), UnaryOperator.identity(), variables, mistakes);
            if (entry.value() instanceof Node.Scalar scalar) {
                return file(scalar, entry.key()).map(path -> new Study.Model(entry.key(), path, Map.of(), dataNames));
            }
            Section keys = section(entry, "model option", settings, "file", "data");
            Optional<Path> path = fileKey(keys, entry);
            Map<String, String> options = settings.read(keys.without(Set.of("file", "data")), "model option");
            List<String> own = keys.get("data")
                    .map(one -> QuestionsReader.names(one, "data set", dataNames, variables, mistakes))
                    .orElse(dataNames);
            return path.map(one -> new Study.Model(entry.key(), one, options, own));
        }

        private Optional<Study.Data> data(Node.Entry entry) {
            Settings settings = new Settings(DATA.specs(), StudyReader::dataKey, variables, mistakes);
            if (entry.value() instanceof Node.Scalar scalar) {
                return file(scalar, entry.key())
                        .map(path -> new Study.Data(entry.key(), path, Optional.empty(), Map.of()));
            }
            Section keys = section(entry, "data option", settings, "file", "labels");
            Optional<Path> path = fileKey(keys, entry);
            Optional<Path> labels = keys.get("labels")
                    .map(Node.Entry::value)
                    .filter(Node.Scalar.class::isInstance)
                    .flatMap(node -> file((Node.Scalar) node, "labels"));
            Map<String, String> options = settings.read(keys.without(Set.of("file", "labels")), "data option");
            return path.map(one -> new Study.Data(entry.key(), one, labels, options));
        }

        private Section section(Node.Entry entry, String kind, Settings settings, String... more) {
            List<String> known = new ArrayList<>(List.of(more));
            known.addAll(settings.keys());
            return Section.of(entry.value(), kind, known, mistakes);
        }

        private Optional<Path> fileKey(Section keys, Node.Entry entry) {
            Optional<Node.Entry> key = keys.get("file");
            if (key.isEmpty() || !(key.get().value() instanceof Node.Scalar scalar)) {
                if (entry.value() instanceof Node.Mapping) {
                    mistakes.add(entry.line(), entry.key() + ": file is missing");
                }
                return Optional.empty();
            }
            return file(scalar, entry.key());
        }

        private Optional<Path> file(Node.Scalar scalar, String name) {
            Optional<Path> path = variables.path(scalar, name);
            if (path.isPresent() && !Files.isReadable(path.get())) {
                mistakes.add(scalar.line(), name + ": there is no such file: " + path.get());
                return Optional.empty();
            }
            return path;
        }
    }
}
