package org.halfspace.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the part of Vega-Lite that a terminal can show: points, lines, areas, bars, rules, rectangles and words on two axes; layers,
 * filters by one field, bins, sums and counts, stacked series. Not thread-safe.
 */
final class ChartReader {
    /** Bins where a figure does not say how many. */
    private static final int BINS = 20;

    /** Half of a bar's width, where categories are 1 apart. */
    private static final double HALF_BAR = 0.4;

    private static final Set<String> DOTS = Set.of("point", "circle", "square", "tick");

    private final List<Unit> units;
    private final List<String> series = new ArrayList<>();
    private final List<String> xCategories;
    private final List<String> yCategories;
    private final List<Chart.Shape> shapes = new ArrayList<>();

    private ChartReader(List<Unit> units) {
        this.units = units;
        xCategories = categories("x");
        yCategories = categories("y");
    }

    /** @throws UnsupportedFigureException if the figure says what a terminal cannot show */
    static Chart read(Drawing drawing) {
        return new ChartReader(Unit.of(drawing)).chart();
    }

    private Chart chart() {
        for (Unit unit : units) {
            add(unit);
        }
        if (shapes.isEmpty()) {
            throw new UnsupportedFigureException("no data");
        }
        return new Chart(axis("x", xCategories), axis("y", yCategories), shapes, series);
    }

    /** The values of an axis of names, in the order of their appearance, or of their size where they are numbers. */
    private List<String> categories(String name) {
        Set<Object> found = new LinkedHashSet<>();
        for (Unit unit : units) {
            Channel channel = unit.channel(name);
            if (channel != null && channel.isCategorical()) {
                for (Map<?, ?> row : unit.rows()) {
                    Object value = channel.of(row);
                    if (value != null) {
                        found.add(value);
                    }
                }
            }
        }
        if (!found.isEmpty() && found.stream().allMatch(Number.class::isInstance)) {
            TreeMap<Double, Object> sorted = new TreeMap<>();
            found.forEach(value -> sorted.put(((Number) value).doubleValue(), value));
            return sorted.keySet().stream().map(Axis::number).toList();
        }
        return found.stream().map(String::valueOf).toList();
    }

    private void add(Unit unit) {
        Channel x = unit.channel("x");
        Channel y = unit.channel("y");
        switch (unit.mark()) {
            case "bar", "area", "rect" -> bars(unit, x, y);
            case "rule" -> rules(unit, x, y);
            case "line", "trail" -> lines(unit, need(x), need(y));
            case "text" -> words(unit, need(x), need(y));
            default -> {
                if (!DOTS.contains(unit.mark())) {
                    throw new UnsupportedFigureException("the mark " + unit.mark());
                }
                for (Group group : groups(unit, need(x), need(y))) {
                    shapes.add(new Chart.Dot(group.series, group.x.middle(), group.y.middle()));
                }
            }
        }
    }

    private static Channel need(Channel channel) {
        if (channel == null) {
            throw new UnsupportedFigureException("a mark on one axis");
        }
        return channel;
    }

    private void bars(Unit unit, Channel x, Channel y) {
        need(x);
        need(y);
        boolean upright = !isMeasure(x, y);
        Channel measure = upright ? y : x;
        boolean between = unit.channel(upright ? "y2" : "x2") != null || measure.isCategorical();
        Map<String, double[]> heights = new LinkedHashMap<>();
        for (Group group : groups(unit, x, y)) {
            Span along = upright ? group.x : group.y;
            Span value = upright ? group.y : group.x;
            double base = 0;
            double top = value.middle();
            if (between) {
                base = value.from;
                top = value.to;
            } else if (measure.isStacked() && unit.series() != null) {
                // Upwards and downwards apart.
                double[] sums = heights.computeIfAbsent(along.from + " " + along.to, key -> new double[2]);
                int side = top < 0 ? 1 : 0;
                base = sums[side];
                sums[side] += top;
                top = sums[side];
            }
            double low = Math.min(base, top);
            double high = Math.max(base, top);
            shapes.add(
                    upright
                            ? new Chart.Bar(group.series, along.from, along.to, low, high)
                            : new Chart.Bar(group.series, low, high, along.from, along.to));
        }
    }

    /** Whether the horizontal axis has the lengths of the bars, which then lie. */
    private static boolean isMeasure(Channel x, Channel y) {
        return x.isAggregated() || (!x.isCategorical() && !x.isBinned() && y.isCategorical());
    }

    /** A rule with one place goes from one end of the other axis to the other. */
    private void rules(Unit unit, Channel x, Channel y) {
        for (Map<?, ?> row : unit.rows()) {
            int number = series(unit, row);
            double[] xs = x == null
                    ? new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}
                    : ends(unit, row, x, "x2", xCategories);
            double[] ys = y == null
                    ? new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}
                    : ends(unit, row, y, "y2", yCategories);
            shapes.add(new Chart.Line(number, xs, ys));
        }
    }

    private static double[] ends(Unit unit, Map<?, ?> row, Channel channel, String second, List<String> categories) {
        double first = Channel.number(channel.of(row), categories);
        Channel other = unit.channel(second);
        return new double[] {first, other == null ? first : Channel.number(other.of(row), categories)};
    }

    private void lines(Unit unit, Channel x, Channel y) {
        Map<List<Object>, List<Group>> byLine = new LinkedHashMap<>();
        for (Group group : groups(unit, x, y)) {
            byLine.computeIfAbsent(List.of(group.series, group.detail), key -> new ArrayList<>())
                    .add(group);
        }
        Channel order = unit.channel("order");
        boolean closed = String.valueOf(unit.options().get("interpolate")).endsWith("-closed");
        for (List<Group> line : byLine.values()) {
            if (order == null) {
                line.sort((a, b) -> Double.compare(a.x.middle(), b.x.middle()));
            } else {
                line.sort((a, b) -> Double.compare(a.order, b.order));
            }
            if (closed) {
                line.add(line.get(0));
            }
            shapes.add(new Chart.Line(
                    line.get(0).series,
                    line.stream().mapToDouble(g -> g.x.middle()).toArray(),
                    line.stream().mapToDouble(g -> g.y.middle()).toArray()));
        }
    }

    private void words(Unit unit, Channel x, Channel y) {
        Channel text = unit.channel("text");
        if (text == null) {
            return;
        }
        for (Map<?, ?> row : unit.rows()) {
            shapes.add(new Chart.Label(
                    series(unit, row),
                    Channel.number(x.of(row), xCategories),
                    Channel.number(y.of(row), yCategories),
                    String.valueOf(text.of(row))));
        }
    }

    /** From one value to another: a bin, a category's width, or a number twice. */
    private record Span(double from, double to) {
        double middle() {
            return (from + to) / 2;
        }
    }

    /** A row, or the rows that are counted together. */
    private record Group(int series, Object detail, double order, Span x, Span y) {}

    private List<Group> groups(Unit unit, Channel x, Channel y) {
        Bins xBins = Bins.of(unit, x, BINS);
        Bins yBins = Bins.of(unit, y, BINS);
        Channel detail = unit.channel("detail");
        Channel order = unit.channel("order");
        List<Group> groups = new ArrayList<>();
        if (!x.isAggregated() && !y.isAggregated()) {
            for (Map<?, ?> row : unit.rows()) {
                groups.add(new Group(
                        series(unit, row),
                        detail == null ? "" : String.valueOf(detail.of(row)),
                        order == null ? 0 : Channel.number(order.of(row), List.of()),
                        span(unit, row, x, "x2", xBins, xCategories),
                        span(unit, row, y, "y2", yBins, yCategories)));
            }
            return groups;
        }
        boolean upright = y.isAggregated();
        Channel counted = upright ? y : x;
        Map<List<Object>, List<Map<?, ?>>> together = new LinkedHashMap<>();
        for (Map<?, ?> row : unit.rows()) {
            Span along = upright
                    ? span(unit, row, x, "x2", xBins, xCategories)
                    : span(unit, row, y, "y2", yBins, yCategories);
            together.computeIfAbsent(List.of(series(unit, row), along), key -> new ArrayList<>())
                    .add(row);
        }
        together.forEach((key, rows) -> {
            double value = Aggregate.of(counted, rows);
            Span along = (Span) key.get(1);
            Span measured = new Span(value, value);
            groups.add(new Group((int) key.get(0), "", 0, upright ? along : measured, upright ? measured : along));
        });
        return groups;
    }

    private static Span span(
            Unit unit, Map<?, ?> row, Channel channel, String second, Bins bins, List<String> categories) {
        double value = Channel.number(channel.of(row), categories);
        if (channel.isCategorical()) {
            return new Span(value - HALF_BAR, value + HALF_BAR);
        }
        if (bins != null) {
            return new Span(bins.from(value), bins.from(value) + bins.width());
        }
        Channel other = unit.channel(second);
        return new Span(value, other == null ? value : Channel.number(other.of(row), categories));
    }

    private int series(Unit unit, Map<?, ?> row) {
        Channel channel = unit.series();
        if (channel == null) {
            return 0;
        }
        String name = Objects.toString(channel.of(row), "");
        if (!series.contains(name)) {
            series.add(name);
        }
        return series.indexOf(name);
    }

    private Axis axis(String name, List<String> categories) {
        Channel first = null;
        boolean zero = false;
        for (Unit unit : units) {
            Channel channel = unit.channel(name);
            if (channel == null) {
                continue;
            }
            boolean lies = unit.isStanding() && isMeasure(need(unit.channel("x")), need(unit.channel("y")));
            zero |= channel.hasZero() || (unit.isStanding() && lies == name.equals("x"));
            first = first == null ? channel : first;
        }
        if (first == null) {
            return new Axis("", Axis.Scale.LINEAR, 0, 1, List.of(), false);
        }
        if (!categories.isEmpty()) {
            return new Axis(first.title(), Axis.Scale.LINEAR, -0.5, categories.size() - 0.5, categories, true);
        }
        Range range = new Range(first.scale() == Axis.Scale.LOG);
        if (first.domain().size() == 2) {
            range.add(Channel.number(first.domain().get(0), List.of()));
            range.add(Channel.number(first.domain().get(1), List.of()));
        } else {
            shapes.forEach(shape -> range.add(shape, name.equals("x")));
            if (zero) {
                range.add(0);
            }
        }
        return new Axis(first.title(), first.scale(), range.least(), range.most(), List.of(), first.isLabelled());
    }
}
