package org.halfspace.workbench;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.parameters.Names;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.ModelOptions;

/**
 * The file {@code MODEL.halfspace.yaml} beside a model ({@code model.onnx} -> {@code model.halfspace.yaml}), which gives the
 * defaults of its model options: {@code input-mean: [0.485, 0.456, 0.406]}.
 */
final class ModelSidecar {
    private static final ParameterSchema<ModelOptions> OPTIONS = new ParameterSchema<>(ModelOptions.class);

    private ModelSidecar() {}

    /** Where a model's sidecar is, whether it exists or not. */
    static Path of(Path model) {
        String name = model.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return model.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".halfspace.yaml");
    }

    /**
     * The options in a model's sidecar, as texts by name; none where there is no such file.
     *
     * @throws InputException with every mistake in the file, each with its line
     */
    static Map<String, String> read(Path model) {
        Path file = of(model);
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<String> mistakes = new ArrayList<>();
        try (JsonParser parser = new YAMLFactory().createParser(file.toFile())) {
            if (parser.nextToken() == null) {
                return Map.of();
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new InputException("the model's options are not keys with values")
                        .where(file)
                        .expected("lines like input-scale: 1/255");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String line = "line " + parser.currentTokenLocation().getLineNr() + ": ";
                String key = parser.currentName();
                parser.nextToken();
                Optional<String> text = value(parser);
                Optional<String> mistake = mistake(key, text, values.containsKey(key));
                mistake.ifPresent(words -> mistakes.add(line + words));
                text.ifPresent(value -> values.put(key, value));
            }
        } catch (JacksonException e) {
            throw new InputException("the model's options are not YAML", e)
                    .where(file + ", line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()))
                    .found(e.getOriginalMessage());
        } catch (IOException e) {
            throw new InputException("the model's options cannot be read", e)
                    .where(file)
                    .found(e.getMessage());
        }
        if (!mistakes.isEmpty()) {
            throw new InputException("the model's options cannot be used")
                    .where(file)
                    .found(String.join("\n", mistakes));
        }
        return values;
    }

    private static Optional<String> mistake(String key, Optional<String> text, boolean again) {
        Optional<ParameterSpec> spec =
                OPTIONS.specs().stream().filter(one -> one.name().equals(key)).findFirst();
        if (spec.isEmpty()) {
            return Optional.of("there is no model option \"" + key + "\""
                    + Names.nearest(key, OPTIONS.names())
                            .map(near -> "; did you mean \"" + near + "\"?")
                            .orElse("; known are " + String.join(", ", OPTIONS.names())));
        }
        if (again) {
            return Optional.of("\"" + key + "\" is given twice");
        }
        if (text.isEmpty()) {
            return Optional.of("\"" + key + "\" takes a value or a list of values");
        }
        try {
            spec.get().read(text.get());
            return Optional.empty();
        } catch (InputException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> value(JsonParser parser) throws IOException {
        if (parser.currentToken().isScalarValue()) {
            return Optional.of(parser.getText());
        }
        boolean list = parser.currentToken() == JsonToken.START_ARRAY;
        List<String> parts = new ArrayList<>();
        if (list) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list &= parser.currentToken().isScalarValue();
                parts.add(parser.getText());
                parser.skipChildren();
            }
        } else {
            parser.skipChildren();
        }
        return list ? Optional.of(String.join(",", parts)) : Optional.empty();
    }
}
