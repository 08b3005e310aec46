package org.halfspace.experiment.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.spi.analysis.Definition;

/** Reads the part {@code analyses}. */
final class QuestionsReader {
    /** The keys beside an analysis. */
    static final List<String> BESIDE = List.of("matrix", "models", "data", "seed");

    private final ExtensionRegistry registry;
    private final Variables variables;
    private final Mistakes mistakes;
    private final List<String> models;
    private final List<String> data;
    private final List<Long> seeds;
    private final boolean modelsBringNone;

    /**
     * @param models the names of the experiment's models
     * @param data the names of its data sets
     * @param seeds its seeds
     * @param modelsBringNone whether it is plain that no model's file has samples of its own
     */
    QuestionsReader(
            ExtensionRegistry registry,
            Variables variables,
            Mistakes mistakes,
            List<String> models,
            List<String> data,
            List<Long> seeds,
            boolean modelsBringNone) {
        this.modelsBringNone = modelsBringNone;
        this.registry = registry;
        this.variables = variables;
        this.mistakes = mistakes;
        this.models = models;
        this.data = data;
        this.seeds = seeds;
    }

    private Set<String> known() {
        Set<String> names = new TreeSet<>();
        registry.analyses()
                .forEach(entry -> names.add(entry.extension().definition().name()));
        return names;
    }

    List<Study.Question> read(Node node) {
        if (!(node instanceof Node.Sequence list) || list.items().isEmpty()) {
            mistakes.add(node.line(), "analyses: expected a list of analyses, such as - directions");
            return List.of();
        }
        List<Study.Question> questions = new ArrayList<>();
        for (Node item : list.items()) {
            if (item instanceof Node.Scalar name) {
                variables
                        .expand(name)
                        .flatMap(text -> question(text, name.line(), Optional.empty(), Optional.empty()))
                        .ifPresent(questions::add);
            } else {
                keyed(item).ifPresent(questions::add);
            }
        }
        return questions;
    }

    private Optional<Study.Question> keyed(Node item) {
        List<String> keys = new ArrayList<>(known());
        keys.addAll(BESIDE);
        if (!(item instanceof Node.Mapping mapping)) {
            mistakes.add(item.line(), "expected an analysis, such as - directions or - regions: {adjacency: true}");
            return Optional.empty();
        }
        Section section = Section.of(item, "analysis", keys, mistakes);
        List<Node.Entry> names = section.without(Set.copyOf(BESIDE));
        if (names.size() > 1) {
            mistakes.add(
                    names.get(1).line(),
                    "a second analysis in one item: begin a new one with - "
                            + names.get(1).key());
        }
        if (names.isEmpty()) {
            if (!section.hasUnknown()) {
                mistakes.add(
                        item.line(),
                        "an analysis is missing beside "
                                + mapping.entries().get(0).key());
            }
            return Optional.empty();
        }
        Node.Entry name = names.get(0);
        return question(name.key(), name.line(), Optional.of(name.value()), Optional.of(section));
    }

    private Optional<Study.Question> question(
            String name, int line, Optional<Node> parameters, Optional<Section> beside) {
        var entry = registry.analysis(name);
        if (entry.isEmpty()) {
            mistakes.unknown(line, "analysis", name, known());
            return Optional.empty();
        }
        Definition<?, ?> definition = entry.get().extension().definition();
        List<ParameterSpec> specs = new ParameterSchema<>(definition.parameters()).specs();
        Settings settings = new Settings(specs, UnaryOperator.identity(), variables, mistakes);
        Map<String, String> values = parameters(parameters, name, settings);
        List<Long> ownSeeds = beside.flatMap(section -> section.get("seed"))
                .map(one -> seeds(one, variables, mistakes))
                .orElse(seeds);
        Map<String, List<String>> matrix = matrix(beside, settings);
        for (ParameterSpec spec : specs) {
            if (matrix.containsKey(spec.name()) && values.containsKey(spec.name())) {
                mistakes.add(line, spec.name() + " of " + name + " is given both by itself and in the matrix");
            }
            boolean given = values.containsKey(spec.name())
                    || matrix.containsKey(spec.name())
                    || misspelt(parameters, spec, settings.keys());
            if (spec.isRequired() && !given) {
                mistakes.add(line, name + " needs " + spec.name() + ", " + spec.label() + ": " + spec.description());
            }
        }
        List<String> ownData = beside.flatMap(section -> section.get("data"))
                .map(one -> names(one, "data set", data, variables, mistakes))
                .orElse(data);
        if (ownData.isEmpty() && modelsBringNone && definition.needs().contains(Definition.Need.DATA)) {
            mistakes.add(line, name + " needs data");
        }
        List<String> ownModels = beside.flatMap(section -> section.get("models"))
                .map(one -> names(one, "model", models, variables, mistakes))
                .orElse(models);
        return Optional.of(new Study.Question(name, values, matrix, ownModels, ownData, ownSeeds));
    }

    /** A required parameter that is there but cannot be read, or is misspelt, has been complained of already. */
    private static boolean misspelt(Optional<Node> parameters, ParameterSpec spec, List<String> names) {
        return parameters
                .filter(Node.Mapping.class::isInstance)
                .map(node -> ((Node.Mapping) node)
                        .entries().stream().anyMatch(e -> e.key().equals(spec.name()) || !names.contains(e.key())))
                .orElse(false);
    }

    private Map<String, String> parameters(Optional<Node> node, String name, Settings settings) {
        boolean none = node.isEmpty()
                || (node.get() instanceof Node.Scalar scalar && scalar.text().isEmpty());
        if (none) {
            return Map.of();
        }
        String kind = "parameter of " + name;
        return settings.read(
                Section.of(node.get(), kind, settings.keys(), mistakes).all(), kind);
    }

    private Map<String, List<String>> matrix(Optional<Section> beside, Settings settings) {
        Optional<Node.Entry> matrix = beside.flatMap(section -> section.get("matrix"));
        if (matrix.isEmpty()) {
            return Map.of();
        }
        return new LinkedHashMap<>(
                settings.readLists(Section.of(matrix.get().value(), "parameter for a matrix", settings.keys(), mistakes)
                        .all()));
    }

    /** One seed or several. */
    static List<Long> seeds(Node.Entry entry, Variables variables, Mistakes mistakes) {
        List<Node> items = entry.value() instanceof Node.Sequence list ? list.items() : List.of(entry.value());
        List<Long> seeds = new ArrayList<>();
        for (Node item : items) {
            Optional<String> text =
                    item instanceof Node.Scalar scalar ? variables.expand(scalar) : Optional.of("a list");
            try {
                text.map(Long::valueOf).ifPresent(seeds::add);
            } catch (NumberFormatException e) {
                mistakes.add(item.line(), "seed", "a whole number", text.orElse(""));
            }
        }
        return List.copyOf(seeds);
    }

    /** Names out of those that are known: a list, or one alone. */
    static List<String> names(
            Node.Entry entry, String kind, List<String> known, Variables variables, Mistakes mistakes) {
        List<Node> items = entry.value() instanceof Node.Sequence list ? list.items() : List.of(entry.value());
        List<String> names = new ArrayList<>();
        for (Node item : items) {
            Optional<String> name =
                    item instanceof Node.Scalar scalar ? variables.expand(scalar) : Optional.of("a list");
            if (name.isPresent() && !known.contains(name.get())) {
                mistakes.unknown(item.line(), kind + " in this experiment", name.get(), known);
            }
            name.filter(known::contains).ifPresent(names::add);
        }
        return List.copyOf(names);
    }
}
