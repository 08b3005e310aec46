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
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.ModelOptions;

/**
 * The file {@code MODEL.halfspace.yaml} beside a model ({@code model.onnx} -> {@code model.halfspace.yaml}), which gives the
 * defaults of its model options: {@code input-mean: [0.485, 0.456, 0.406]}.
 */
final class ModelSidecar {
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
        List<String> known = new ParameterSchema<>(ModelOptions.class).names();
        try (JsonParser parser = new YAMLFactory().createParser(file.toFile())) {
            if (parser.nextToken() == null) {
                return Map.of();
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new InputException("the model's options are not keys with values").where(file);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                int line = parser.currentLocation().getLineNr();
                String key = parser.currentName();
                parser.nextToken();
                Optional<String> text = value(parser);
                if (!known.contains(key)) {
                    mistakes.add("line " + line + ": there is no model option \"" + key + "\""
                            + Names.nearest(key, known)
                                    .map(near -> "; did you mean \"" + near + "\"?")
                                    .orElse("; known are " + String.join(", ", known)));
                } else if (text.isEmpty()) {
                    mistakes.add("line " + line + ": \"" + key + "\" takes a value or a list of values");
                } else {
                    values.put(key, text.get());
                }
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
