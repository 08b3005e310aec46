package org.halfspace.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;
import org.halfspace.parameters.Names;

/**
 * One JSON document: {@code schema}, then the figures, then {@code findings} and {@code rows}, then the appendix. Numbers that JSON
 * does not have are the texts {@code "Infinity"}, {@code "-Infinity"} and {@code "NaN"}; what does not apply is null. Indented, with
 * lists of numbers and texts on one line.
 */
public final class JsonReport implements ReportWriter {
    private final JsonFactory factory = new JsonFactory();

    @Override
    public void write(Report report, Writer out) throws IOException {
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            // A report that breaks off must not look like a whole one.
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            // An analysis whose figure has the name of one of the host's fields.
            json.enable(JsonGenerator.Feature.STRICT_DUPLICATE_DETECTION);
            json.setPrettyPrinter(new CompactArrays());
            json.writeStartObject();
            json.writeObjectFieldStart("schema");
            json.writeStringField("name", report.schema());
            json.writeNumberField("version", report.version());
            json.writeEndObject();
            if (report.values() != null) {
                fields(json, report.values());
            }
            json.writeFieldName("findings");
            value(json, report.findings());
            if (report.rowType() != null) {
                json.writeFieldName("rows");
                value(json, report.rows());
            }
            for (Map.Entry<String, Object> entry : report.appendix().entrySet()) {
                json.writeFieldName(entry.getKey());
                value(json, entry.getValue());
            }
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void fields(JsonGenerator json, Record values) throws IOException {
        for (ColumnSpec column : new ColumnSchema(values.getClass()).columns()) {
            json.writeFieldName(column.name());
            value(json, column.of(values));
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Record values) {
            json.writeStartObject();
            fields(json, values);
            json.writeEndObject();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value.getClass().isArray()) {
            json.writeStartArray();
            for (int i = 0; i < Array.getLength(value); i++) {
                value(json, Array.get(value, i));
            }
            json.writeEndArray();
        } else {
            scalar(json, value);
        }
    }

    private static void scalar(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            json.writeNumber(number.doubleValue());
        } else if (value instanceof Enum<?> constant) {
            json.writeString(Names.kebab(constant.name()));
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
