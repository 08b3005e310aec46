package org.halfspace.experiment.store;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.report.Values;

/** Writes tables of the database as text, JSON or CSV. Stateless. */
public final class TablePrinter {
    private TablePrinter() {}

    /**
     * Writes a table.
     *
     * @param format {@code text}, {@code json} or {@code csv}
     */
    public static void print(ResultTable table, String format, Writer out) throws IOException {
        switch (format) {
            case "json" -> json(table, out);
            case "csv" -> csv(table, out);
            default -> text(table, out);
        }
    }

    private static void json(ResultTable table, Writer out) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("name", "halfspace/query");
        schema.put("version", 1);
        document.put("schema", schema);
        document.put("columns", table.columns());
        document.put("rows", table.rows().stream().map(table::named).toList());
        out.write(Json.pretty(document));
        out.write('\n');
    }

    private static void csv(ResultTable table, Writer out) throws IOException {
        line(table.columns(), out);
        for (List<Object> row : table.rows()) {
            List<String> cells = new ArrayList<>();
            for (Object value : row) {
                boolean nested = value instanceof List || value instanceof Map;
                cells.add(value == null ? "" : nested ? Json.text(value) : value.toString());
            }
            line(cells, out);
        }
    }

    private static void line(List<String> cells, Writer out) throws IOException {
        List<String> quoted = new ArrayList<>();
        for (String cell : cells) {
            boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            quoted.add(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
        }
        out.write(String.join(",", quoted));
        out.write("\r\n");
    }

    private static void text(ResultTable table, Writer out) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns());
        for (List<Object> row : table.rows()) {
            lines.add(row.stream()
                    .map(value -> value instanceof Map ? Json.text(value) : Values.brief(value))
                    .toList());
        }
        int[] widths = new int[table.columns().size()];
        for (List<String> line : lines) {
            for (int k = 0; k < widths.length; k++) {
                widths[k] = Math.max(widths[k], line.get(k).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < widths.length; k++) {
                String space = " ".repeat(widths[k] - line.get(k).length());
                text.append(k == 0 ? "" : "  ");
                text.append(table.isNumber(k) ? space + line.get(k) : line.get(k) + space);
            }
            out.write(text.toString().stripTrailing() + "\n");
        }
    }
}
