package org.halfspace.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.Leaf;

/**
 * For a person at a terminal: the findings, the figures, and the head of the table. Lines are as long as they are, and terminals
 * wrap them; where the width is known, a table has as many columns as fit, since wrapped lines are no table.
 */
public final class TextReport implements ReportWriter {
    /** Of a longer table, so many rows are shown unless told otherwise; the other formats have them all. */
    public static final int SHOWN_ROWS = 20;

    /** Elements of a list that are longer than this are sentences, and get a line each. */
    private static final int WORD = 30;

    /** On a terminal of any width, so much of a cell is shown: enough for any number. */
    private static final int LEAST_CELL = 16;

    private static final String CUT = "...";

    /** What is between two columns. */
    private static final String GAP = "  ";

    private final int shownRows;
    private final int width;

    /** Shows the first rows, in lines of any length. */
    public TextReport() {
        this(SHOWN_ROWS, Integer.MAX_VALUE);
    }

    /**
     * Shows so many rows, and so many columns as fit.
     *
     * @param shownRows how many rows
     * @param width how many characters a line of a table may have
     */
    public TextReport(int shownRows, int width) {
        this.shownRows = shownRows;
        this.width = width;
    }

    @Override
    public void write(Report report, Writer out) throws IOException {
        if (!report.title().isEmpty()) {
            out.write(Values.printable(report.title()) + "\n\n");
        }
        for (String finding : report.findings()) {
            out.write("* " + Values.printable(finding) + "\n");
        }
        if (report.values() != null) {
            out.write(report.findings().isEmpty() ? "" : "\n");
            values(report.values(), out);
        }
        if (report.rowType() != null && !report.rows().isEmpty()) {
            out.write(report.values() == null && report.findings().isEmpty() ? "" : "\n");
            table(new ColumnSchema(report.rowType()).leaves(), report.rows(), out);
        }
    }

    private static void values(Record values, Writer out) throws IOException {
        List<Leaf> figures = new ColumnSchema(values.getClass()).leaves();
        int width = figures.stream()
                .mapToInt(figure -> figure.name().length())
                .max()
                .orElse(0);
        for (Leaf figure : figures) {
            Object value = figure.value().apply(values);
            List<Object> elements = Values.elements(value);
            boolean linewise = elements != null && elements.stream().anyMatch(TextReport::needsLine);
            if (linewise) {
                for (int i = 0; i < Math.min(SHOWN_ROWS, elements.size()); i++) {
                    out.write(pad(i == 0 ? figure.name() : "", width) + "  " + Values.brief(elements.get(i)) + "\n");
                }
                if (elements.size() > SHOWN_ROWS) {
                    out.write(pad("", width) + "  ... and " + (elements.size() - SHOWN_ROWS) + " more\n");
                }
            } else {
                out.write(pad(figure.name(), width) + "  " + Values.brief(value) + "\n");
            }
        }
    }

    private static boolean needsLine(Object element) {
        return element instanceof Record || (element instanceof String text && text.length() > WORD);
    }

    private void table(List<Leaf> columns, List<? extends Record> rows, Writer out) throws IOException {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream().map(Leaf::name).toList());
        for (Record row : rows.subList(0, Math.min(shownRows, rows.size()))) {
            cells.add(columns.stream()
                    .map(column -> cut(Values.brief(column.value().apply(row))))
                    .toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : cells) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        int fitting = fitting(widths);
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < fitting; c++) {
                boolean number = columns.get(c).type().isPrimitive()
                        || Number.class.isAssignableFrom(columns.get(c).type());
                String space = " ".repeat(widths[c] - line.get(c).length());
                text.append(c == 0 ? "" : GAP);
                text.append(number ? space + line.get(c) : line.get(c) + space);
            }
            out.write(text.toString().stripTrailing() + "\n");
        }
        if (fitting < columns.size()) {
            out.write("... and " + (columns.size() - fitting) + " more columns, from "
                    + cells.get(0).get(fitting) + " on; a wider terminal, --format csv or json show all\n");
        }
        if (rows.size() > shownRows) {
            out.write("... and " + (rows.size() - shownRows) + " more rows; --format csv or json shows all\n");
        }
    }

    /** One long cell must not take the room of all other columns: of a line, each gets a third at most. */
    private String cut(String cell) {
        int most = Math.max(LEAST_CELL, width / 3);
        return cell.length() <= most ? cell : cell.substring(0, most - CUT.length()) + CUT;
    }

    /** How many columns fit, from the left: one at least. */
    private int fitting(int[] widths) {
        long used = 0;
        for (int c = 0; c < widths.length; c++) {
            used += widths[c] + (c == 0 ? 0 : GAP.length());
            if (used > width && c > 0) {
                return c;
            }
        }
        return widths.length;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
