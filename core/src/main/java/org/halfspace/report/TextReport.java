package org.halfspace.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;

/** For a person at a terminal: the findings, the figures, and the head of the table. */
public final class TextReport implements ReportWriter {
    /** Of a longer table, so many rows are shown; the other formats have them all. */
    private static final int SHOWN_ROWS = 20;

    @Override
    public void write(Report report, Writer out) throws IOException {
        if (!report.title().isEmpty()) {
            out.write(report.title() + "\n\n");
        }
        for (String finding : report.findings()) {
            out.write("* " + finding + "\n");
        }
        if (report.values() != null) {
            out.write(report.findings().isEmpty() ? "" : "\n");
            values(Values.flatten(report.values()), out);
        }
        if (report.rowType() != null && !report.rows().isEmpty()) {
            out.write(report.values() == null && report.findings().isEmpty() ? "" : "\n");
            table(new ColumnSchema(report.rowType()).columns(), report.rows(), out);
        }
    }

    private static void values(Map<String, Object> values, Writer out) throws IOException {
        int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            List<Object> elements = Values.elements(entry.getValue());
            boolean sentences = elements != null
                    && elements.stream().anyMatch(e -> e.toString().length() > 30);
            if (sentences) {
                for (int i = 0; i < elements.size(); i++) {
                    out.write(pad(i == 0 ? entry.getKey() : "", width) + "  " + elements.get(i) + "\n");
                }
            } else {
                out.write(pad(entry.getKey(), width) + "  " + Values.brief(entry.getValue()) + "\n");
            }
        }
    }

    private static void table(List<ColumnSpec> columns, List<? extends Record> rows, Writer out) throws IOException {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream().map(ColumnSpec::name).toList());
        for (Record row : rows.subList(0, Math.min(SHOWN_ROWS, rows.size()))) {
            cells.add(
                    columns.stream().map(column -> Values.brief(column.of(row))).toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : cells) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                boolean number = columns.get(c).type().isPrimitive()
                        || Number.class.isAssignableFrom(columns.get(c).type());
                String space = " ".repeat(widths[c] - line.get(c).length());
                text.append(c == 0 ? "" : "  ");
                text.append(number ? space + line.get(c) : line.get(c) + space);
            }
            out.write(text.toString().stripTrailing() + "\n");
        }
        if (rows.size() > SHOWN_ROWS) {
            out.write("... and " + (rows.size() - SHOWN_ROWS) + " more rows; --format csv or json shows all\n");
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
