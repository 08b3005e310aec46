package org.halfspace.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;
import org.halfspace.parameters.Names;

/**
 * The table as CSV (RFC 4180, one header line); of a report without a table, the figures as {@code name,value}. Numbers in full, lists
 * with semicolons between their elements, what does not apply empty.
 */
public final class CsvReport implements ReportWriter {

    @Override
    public void write(Report report, Writer out) throws IOException {
        if (report.rowType() != null && !report.rows().isEmpty()) {
            List<ColumnSpec> columns = new ColumnSchema(report.rowType()).columns();
            line(out, columns.stream().map(ColumnSpec::name).toList());
            for (Record row : report.rows()) {
                List<String> cells = new ArrayList<>();
                for (ColumnSpec column : columns) {
                    cells.add(cell(column.of(row)));
                }
                line(out, cells);
            }
        } else if (report.values() != null) {
            line(out, List.of("name", "value"));
            for (Map.Entry<String, Object> entry :
                    Values.flatten(report.values()).entrySet()) {
                line(out, List.of(entry.getKey(), cell(entry.getValue())));
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
        List<Object> elements = Values.elements(value);
        return elements == null
                ? value.toString()
                : elements.stream().map(CsvReport::cell).collect(Collectors.joining(";"));
    }
}
