package org.halfspace.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.Leaf;
import org.halfspace.parameters.Names;

/**
 * The table as CSV (RFC 4180, one header line); of a report without rows, the figures as {@code name,value}. Numbers in full, nested
 * records as columns {@code outer.inner}, lists with semicolons between their elements, what does not apply empty.
 */
public final class CsvReport implements ReportWriter {

    @Override
    public void write(Report report, Writer out) throws IOException {
        if (report.rowType() != null && !report.rows().isEmpty()) {
            List<Leaf> columns = new ColumnSchema(report.rowType()).leaves();
            line(out, columns.stream().map(Leaf::name).toList());
            for (Record row : report.rows()) {
                line(
                        out,
                        columns.stream()
                                .map(column -> cell(column.value().apply(row)))
                                .toList());
            }
        } else if (report.values() != null) {
            line(out, List.of("name", "value"));
            for (Leaf figure : new ColumnSchema(report.values().getClass()).leaves()) {
                line(out, List.of(figure.name(), cell(figure.value().apply(report.values()))));
            }
        }
    }

    private static void line(Writer out, List<String> cells) throws IOException {
        out.write(cells.stream().map(CsvReport::quoted).collect(Collectors.joining(",")));
        out.write("\r\n");
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Enum<?> constant) {
            return Names.kebab(constant.name());
        }
        if (value instanceof Record one) {
            return Values.named(one, CsvReport::cell);
        }
        List<Object> elements = Values.elements(value);
        return elements == null
                ? value.toString()
                : elements.stream().map(CsvReport::cell).collect(Collectors.joining(";"));
    }
}
