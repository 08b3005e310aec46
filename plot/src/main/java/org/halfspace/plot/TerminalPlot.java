package org.halfspace.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws figures with characters: shapes in Braille patterns of 2 x 4 dots, axes and words around them. Immutable, thread-safe.
 *
 * @param columns how wide it may be, at least 30
 * @param lines how high it may be, with axes and legend; at least 8
 * @param colour whether series are told apart by the terminal's colours; by letters otherwise
 * @param unicode whether the terminal shows Braille patterns; stars otherwise
 */
public record TerminalPlot(int columns, int lines, boolean colour, boolean unicode) {
    private static final int LEAST_COLUMNS = 30;
    private static final int LEAST_LINES = 8;

    /** A label of the horizontal axis needs about so much room. */
    private static final int TICK_WIDTH = 10;

    /** A label of the vertical axis, at most. */
    private static final int NAME_WIDTH = 14;

    /** Smaller ones are as small as it gets. */
    public TerminalPlot {
        columns = Math.max(LEAST_COLUMNS, columns);
        lines = Math.max(LEAST_LINES, lines);
    }

    /**
     * The figure as lines of text.
     *
     * @throws UnsupportedFigureException if the figure says what a terminal cannot show
     */
    public List<String> draw(Drawing drawing) {
        Chart chart = ChartReader.read(drawing);
        int height = lines - 3 - (chart.legend().isEmpty() ? 0 : 1);
        List<Axis.Tick> vertical = chart.y().ticks(Math.max(2, height / 3));
        int margin =
                vertical.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
        margin = Math.min(NAME_WIDTH, margin);
        int width = columns - margin - 2;
        Canvas canvas = new Canvas(
                width, height, unicode, colour, !colour && chart.legend().size() > 1);
        for (Chart.Shape shape : chart.shapes()) {
            new Pen(canvas, chart.x(), chart.y()).draw(shape);
        }
        List<String> text = new ArrayList<>();
        text.add(" ".repeat(margin + 1) + cut(chart.y().title(), width));
        String[] labels = labels(vertical, height, margin);
        for (int row = 0; row < height; row++) {
            text.add(labels[row] + (unicode ? (labels[row].isBlank() ? "│" : "┤") : "|") + canvas.line(row));
        }
        List<Axis.Tick> horizontal = chart.x().ticks(Math.max(2, width / TICK_WIDTH));
        text.add(rule(horizontal, width, margin));
        text.add(under(horizontal, width, margin, chart.x().title()));
        if (!chart.legend().isEmpty()) {
            text.add(" ".repeat(margin + 1) + legend(chart.legend(), canvas));
        }
        return text;
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "~";
    }

    private static String[] labels(List<Axis.Tick> ticks, int height, int margin) {
        String[] labels = new String[height];
        for (int row = 0; row < height; row++) {
            labels[row] = " ".repeat(margin);
        }
        for (Axis.Tick tick : ticks) {
            int row = height - 1 - (int) Math.round(tick.place() * (height - 1));
            String label = cut(tick.label(), margin);
            labels[row] = " ".repeat(margin - label.length()) + label;
        }
        return labels;
    }

    private String rule(List<Axis.Tick> ticks, int width, int margin) {
        StringBuilder rule = new StringBuilder((unicode ? "─" : "-").repeat(width));
        for (Axis.Tick tick : ticks) {
            rule.setCharAt(column(tick, width), unicode ? '┬' : '+');
        }
        return " ".repeat(margin) + (unicode ? "└" : "+") + rule;
    }

    /** Labels where they have room, and the axis's title at the end of the line, or on what is left of it. */
    private static String under(List<Axis.Tick> ticks, int width, int margin, String title) {
        StringBuilder line = new StringBuilder(" ".repeat(width + 1));
        String name = cut(title, width / 2);
        int end = width + 1 - name.length();
        line.replace(end, width + 1, name);
        int free = 0;
        for (Axis.Tick tick : ticks) {
            int begin = Math.max(0, column(tick, width) + 1 - tick.label().length() / 2);
            if (begin >= free && begin + tick.label().length() < end) {
                line.replace(begin, begin + tick.label().length(), tick.label());
                free = begin + tick.label().length() + 1;
            }
        }
        return (" ".repeat(margin) + line).stripTrailing();
    }

    private static int column(Axis.Tick tick, int width) {
        return (int) Math.round(tick.place() * (width - 1));
    }

    private static String legend(List<String> names, Canvas canvas) {
        List<String> entries = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            entries.add(canvas.sample(k) + " " + names.get(k));
        }
        return String.join("   ", entries);
    }
}
