package org.halfspace.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;
import org.halfspace.spi.analysis.Figure;

/**
 * A figure and the rows that it may speak of.
 *
 * @param figure the figure
 * @param rows the run's rows, each a map of a column's name to its value
 */
public record Drawing(Figure figure, List<Map<String, Object>> rows) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A figure of an analysis that has just run. */
    public static Drawing of(Figure figure, Class<? extends Record> rowType, List<? extends Record> rows) {
        List<ColumnSpec> columns = new ColumnSchema(rowType).columns();
        List<Map<String, Object>> values = new ArrayList<>();
        for (Record row : rows) {
            Map<String, Object> value = new LinkedHashMap<>();
            for (ColumnSpec column : columns) {
                value.put(column.name(), plain(column.of(row)));
            }
            values.add(value);
        }
        return new Drawing(figure, values);
    }

    private static Object plain(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof Record row) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (ColumnSpec column : new ColumnSchema(row.getClass()).columns()) {
                values.put(column.name(), plain(column.of(row)));
            }
            return values;
        }
        return value;
    }

    /** The specification with the rows inside it, as JSON. */
    String json() {
        Map<String, Object> whole = new LinkedHashMap<>(figure.specification());
        Map<String, Object> sets = new LinkedHashMap<>();
        sets.put("rows", rows);
        if (whole.get("datasets") instanceof Map<?, ?> own) {
            own.forEach((name, values) -> sets.put(String.valueOf(name), values));
        }
        whole.put("datasets", sets);
        try {
            // A browser may read it as part of a page.
            return JSON.writeValueAsString(whole).replace("</", "<\\/");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the figure \"" + figure.name() + "\" cannot be written as JSON", e);
        }
    }
}
