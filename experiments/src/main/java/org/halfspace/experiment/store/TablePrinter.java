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
    /** What is between two columns. */
    private static final String GAP = "  ";

    private TablePrinter() {}

    /**
     * Writes a table.
     *
     * @param format {@code text}, {@code json} or {@code csv}
     */
    public static void print(ResultTable table, String format, Writer out) throws IOException {
        print(table, format, Integer.MAX_VALUE, out);
    }

    /**
     * The same for a terminal.
     *
     * @param width how many characters a line of text may have; columns that do not fit are left out, and counted
     */
    public static void print(ResultTable table, String format, int width, Writer out) throws IOException {
        switch (format) {
            case "json" -> json(table, out);
            case "csv" -> csv(table, out);
            default -> text(table, width, out);
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

    private static void text(ResultTable table, int width, Writer out) throws IOException {
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
        int fitting = fitting(widths, width);
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < fitting; k++) {
                String space = " ".repeat(widths[k] - line.get(k).length());
                text.append(k == 0 ? "" : GAP);
                text.append(table.isNumber(k) ? space + line.get(k) : line.get(k) + space);
            }
            out.write(text.toString().stripTrailing() + "\n");
        }
        if (fitting < widths.length) {
            out.write("... and " + (widths.length - fitting) + " more columns, from "
                    + table.columns().get(fitting) + " on; a wider terminal, --format csv or json show all\n");
        }
    }

    /** How many columns fit, from the left: one at least. */
    private static int fitting(int[] widths, int width) {
        long used = 0;
        for (int k = 0; k < widths.length; k++) {
            used += widths[k] + (k == 0 ? 0 : GAP.length());
            if (used > width && k > 0) {
                return k;
            }
        }
        return widths.length;
    }
}
