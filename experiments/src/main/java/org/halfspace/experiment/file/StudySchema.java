package org.halfspace.experiment.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.spi.analysis.Definition;

/** The JSON Schema of experiment files, for editors: made of the same records as the command line's options. */
public final class StudySchema {
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> NAMES =
            Map.of("oneOf", List.of(TEXT, ordered("type", "array", "items", TEXT)));

    private StudySchema() {}

    /** The schema as JSON values. */
    public static Map<String, Object> of(ExtensionRegistry registry) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("name", described(TEXT, "The experiment's name; the file's where it is not given"));
        properties.put("description", described(TEXT, "What it asks, in words"));
        properties.put("seed", described(seed(), "The seed of all random numbers, or several"));
        properties.put("engine", described(ordered("type", "string", "default", "local"), "What runs the tasks"));
        properties.put(
                "variables",
                described(
                        ordered("type", "object", "additionalProperties", scalar()),
                        "Values of ${name}; one without a value is to be given by --set name=VALUE"));
        properties.put(
                "models",
                named(
                        StudyReader.MODEL.specs(),
                        UnaryOperator.identity(),
                        "The models",
                        Map.of("data", described(NAMES, "The data sets it is looked at with; all by default"))));
        properties.put(
                "data",
                named(
                        StudyReader.DATA.specs(),
                        StudyReader::dataKey,
                        "The data sets",
                        Map.of("labels", described(TEXT, "A file of labels"))));
        properties.put(
                "analyses",
                described(
                        ordered("type", "array", "minItems", 1, "items", Map.of("oneOf", analyses(registry))),
                        "What is asked of every model with every data set"));
        properties.put("expect", described(expectations(), "What has to come out; the run fails where it does not"));
        properties.put(
                "export",
                described(
                        Map.of(
                                "oneOf",
                                List.of(
                                        Map.of("enum", StudyReader.EXPORTS),
                                        ordered("type", "array", "items", Map.of("enum", StudyReader.EXPORTS)))),
                        "Formats in which the tables are written beside the database"));
        Map<String, Object> schema = object(properties);
        schema.put("required", List.of("models", "analyses"));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Halfspace experiment");
        root.putAll(schema);
        return root;
    }

    private static List<Object> analyses(ExtensionRegistry registry) {
        List<Object> forms = new ArrayList<>();
        List<String> names = registry.analyses().stream()
                .map(entry -> entry.extension().definition().name())
                .toList();
        forms.add(Map.of("enum", names));
        for (var entry : registry.analyses()) {
            Definition<?, ?> definition = entry.extension().definition();
            List<ParameterSpec> specs = new ParameterSchema<>(definition.parameters()).specs();
            Map<String, Object> parameters = new LinkedHashMap<>();
            Map<String, Object> lists = new LinkedHashMap<>();
            for (ParameterSpec spec : specs) {
                parameters.put(spec.name(), described(value(spec), spec.description()));
                lists.put(spec.name(), ordered("type", "array", "minItems", 1, "items", value(spec)));
            }
            Map<String, Object> options = object(parameters);
            options.put("type", List.of("object", "null"));
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put(definition.name(), described(options, definition.description()));
            keys.put("matrix", described(object(lists), "Parameters with several values: every combination is asked"));
            keys.put("models", described(NAMES, "The models it is asked of; all by default"));
            keys.put("data", described(NAMES, "The data sets it is asked of; all by default"));
            keys.put("seed", seed());
            Map<String, Object> form = object(keys);
            form.put("required", List.of(definition.name()));
            forms.add(form);
        }
        return forms;
    }

    private static Map<String, Object> expectations() {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (String key : ExpectationsReader.KEYS) {
            keys.put(key, List.of("within", "at-least", "at-most", "equals").contains(key) ? scalar() : TEXT);
        }
        return ordered("type", "array", "items", object(keys));
    }

    private static Map<String, Object> named(
            List<ParameterSpec> specs, UnaryOperator<String> key, String text, Map<String, Object> more) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("file", described(TEXT, "The file, relative to this one"));
        keys.putAll(more);
        specs.forEach(spec -> keys.put(key.apply(spec.name()), described(value(spec), spec.description())));
        Map<String, Object> form = object(keys);
        form.put("required", List.of("file"));
        return described(ordered("type", "object", "additionalProperties", Map.of("oneOf", List.of(TEXT, form))), text);
    }

    private static Map<String, Object> value(ParameterSpec spec) {
        Map<String, Object> one = one(spec);
        Map<String, Object> value = spec.isList()
                ? ordered("oneOf", List.of(one, ordered("type", "array", "items", one)))
                : new LinkedHashMap<>(one);
        if (!spec.defaultValue().isEmpty()) {
            value.put("default", spec.isFlag() ? (Object) Boolean.valueOf(spec.defaultValue()) : spec.defaultValue());
        }
        return value;
    }

    /** Numbers may be fractions such as 8/255 and anything may be a variable, which are texts. */
    private static Map<String, Object> one(ParameterSpec spec) {
        Class<?> type = spec.element();
        if (type.isEnum()) {
            return ordered("enum", spec.choices());
        }
        if (type == Boolean.class) {
            return ordered("type", "boolean");
        }
        if (!Number.class.isAssignableFrom(type)) {
            return ordered("type", List.of("string", "number"));
        }
        Map<String, Object> number = ordered("type", List.of(type == Double.class ? "number" : "integer", "string"));
        if (!Double.isInfinite(spec.min())) {
            number.put("minimum", spec.min());
        }
        if (!Double.isInfinite(spec.max())) {
            number.put("maximum", spec.max());
        }
        return number;
    }

    private static Map<String, Object> seed() {
        return ordered(
                "oneOf",
                List.of(Map.of("type", "integer"), ordered("type", "array", "items", Map.of("type", "integer"))));
    }

    private static Map<String, Object> scalar() {
        return ordered("type", List.of("string", "number", "boolean", "null"));
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        return ordered("type", "object", "additionalProperties", false, "properties", properties);
    }

    private static Map<String, Object> described(Map<String, Object> schema, String text) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("description", text);
        all.putAll(schema);
        return all;
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int k = 0; k < pairs.length; k += 2) {
            map.put((String) pairs[k], pairs[k + 1]);
        }
        return map;
    }
}
