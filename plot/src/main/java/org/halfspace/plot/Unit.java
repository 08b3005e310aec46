package org.halfspace.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A specification without layers: one mark, its encoding, its rows. Immutable.
 *
 * @param mark the mark's type
 * @param options the mark's options
 * @param encoding its channels
 * @param rows its rows, filtered
 */
record Unit(String mark, Map<?, ?> options, Map<?, ?> encoding, List<Map<?, ?>> rows) {
    private static final Set<String> COMPOSED = Set.of("hconcat", "vconcat", "concat", "facet", "repeat", "spec");

    /** The units of a drawing, in the order in which they are drawn. */
    static List<Unit> of(Drawing drawing) {
        List<Unit> units = new ArrayList<>();
        Map<String, Object> sets = new LinkedHashMap<>();
        sets.put("rows", drawing.rows());
        Map<?, ?> whole = drawing.figure().specification();
        if (whole.get("datasets") instanceof Map<?, ?> own) {
            own.forEach((name, values) -> sets.put(String.valueOf(name), values));
        }
        add(whole, Map.of(), List.of(), sets, units);
        return units;
    }

    private static void add(
            Map<?, ?> view, Map<?, ?> outer, List<Map<?, ?>> rows, Map<String, Object> sets, List<Unit> units) {
        for (String name : COMPOSED) {
            if (view.containsKey(name)) {
                throw new UnsupportedFigureException("several plots in one (" + name + ")");
            }
        }
        Map<Object, Object> encoding = new LinkedHashMap<>(outer);
        if (view.get("encoding") instanceof Map<?, ?> own) {
            encoding.putAll(own);
        }
        for (String name : List.of("row", "column", "facet")) {
            if (encoding.containsKey(name)) {
                throw new UnsupportedFigureException("several plots in one (" + name + ")");
            }
        }
        List<Map<?, ?>> data = view.get("data") instanceof Map<?, ?> source ? rows(source, sets) : rows;
        if (view.get("transform") instanceof List<?> transforms) {
            for (Object transform : transforms) {
                data = RowFilter.of((Map<?, ?>) transform).kept(data);
            }
        }
        if (view.get("layer") instanceof List<?> layers) {
            for (Object layer : layers) {
                add((Map<?, ?>) layer, encoding, data, sets, units);
            }
            return;
        }
        Object mark = view.get("mark");
        Map<?, ?> options = mark instanceof Map<?, ?> map ? map : Map.of();
        Object type = mark instanceof Map<?, ?> map ? map.get("type") : mark;
        units.add(new Unit(String.valueOf(type), options, encoding, data));
    }

    private static List<Map<?, ?>> rows(Map<?, ?> source, Map<String, Object> sets) {
        Object values =
                source.containsKey("values") ? source.get("values") : sets.get(String.valueOf(source.get("name")));
        if (!(values instanceof List<?> list)) {
            throw new UnsupportedFigureException("data that are not in the figure");
        }
        List<Map<?, ?>> rows = new ArrayList<>();
        for (Object row : list) {
            rows.add(row instanceof Map<?, ?> map ? map : Map.of("data", row));
        }
        return rows;
    }

    Channel channel(String name) {
        return Channel.of(encoding, name);
    }

    /** The channel that tells series apart; null where there is none. */
    Channel series() {
        for (String name : List.of("color", "fill", "stroke", "shape", "strokeDash")) {
            Channel channel = channel(name);
            if (channel != null && channel.field() != null && (channel.isCategorical() || !channel.isAggregated())) {
                return channel;
            }
        }
        return null;
    }

    /** Whether its shapes stand on an axis, which then begins at zero. */
    boolean isStanding() {
        return mark.equals("bar") || mark.equals("area");
    }
}
