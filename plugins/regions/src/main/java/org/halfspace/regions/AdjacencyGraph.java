package org.halfspace.regions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.analysis.Figure;

/** The graph of the regions: a class is a point on a circle, and a line joins two whose regions share a facet. */
final class AdjacencyGraph {
    /** Of more classes the lines are a grey disc. */
    private static final int LARGEST = 60;

    private AdjacencyGraph() {}

    /** The figure; none where the pairs were not listed, or the classes are too many to draw. */
    static Optional<Figure> of(List<ClassRegionRow> rows, List<RegionsSummary.AdjacentPair> pairs) {
        int m = rows.size();
        if (pairs.isEmpty() || m > LARGEST) {
            return Optional.empty();
        }
        List<Map<String, Object>> edges = new ArrayList<>();
        for (RegionsSummary.AdjacentPair pair : pairs) {
            edges.add(Map.of(
                    "x",
                    x(pair.first(), m),
                    "y",
                    y(pair.first(), m),
                    "x2",
                    x(pair.second(), m),
                    "y2",
                    y(pair.second(), m),
                    "pair",
                    pair.first() + " and " + pair.second()));
        }
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (ClassRegionRow row : rows) {
            nodes.add(Map.of(
                    "x",
                    x(row.classIndex(), m),
                    "y",
                    y(row.classIndex(), m),
                    "class",
                    Integer.toString(row.classIndex()),
                    "region",
                    row.region().name().toLowerCase(Locale.ROOT)));
        }
        return Optional.of(new Figure(
                "adjacency",
                "Regions that share a facet: " + pairs.size() + " of " + m * (m - 1) / 2
                        + " pairs of classes are joined",
                Map.of(
                        "$schema",
                        "https://vega.github.io/schema/vega-lite/v5.json",
                        "width",
                        360,
                        "height",
                        360,
                        "config",
                        Map.of("view", Map.of("stroke", "transparent")),
                        "layer",
                        List.of(edges(edges), nodes(nodes), names(nodes)))));
    }

    /** From the top, clockwise. */
    private static double x(int i, int m) {
        return Math.sin(2 * Math.PI * i / m);
    }

    private static double y(int i, int m) {
        return Math.cos(2 * Math.PI * i / m);
    }

    private static Map<String, Object> edges(List<Map<String, Object>> edges) {
        return Map.of(
                "data", Map.of("values", edges),
                "mark", Map.of("type", "rule", "tooltip", Map.of("content", "data"), "color", "#999", "strokeWidth", 1),
                "encoding",
                        Map.of(
                                "x",
                                place("x"),
                                "y",
                                place("y"),
                                "x2",
                                Map.of("field", "x2"),
                                "y2",
                                Map.of("field", "y2")));
    }

    private static Map<String, Object> nodes(List<Map<String, Object>> nodes) {
        return Map.of(
                "data", Map.of("values", nodes),
                "mark", Map.of("type", "circle", "size", 350, "opacity", 1, "tooltip", Map.of("content", "data")),
                "encoding",
                        Map.of(
                                "x",
                                place("x"),
                                "y",
                                place("y"),
                                "color",
                                Map.of(
                                        "field",
                                        "region",
                                        "type",
                                        "nominal",
                                        "scale",
                                        Map.of(
                                                "domain",
                                                List.of("unbounded", "bounded", "empty"),
                                                "range",
                                                List.of("#4c78a8", "#e45756", "#bbb")))));
    }

    private static Map<String, Object> names(List<Map<String, Object>> nodes) {
        return Map.of(
                "data", Map.of("values", nodes),
                "mark", Map.of("type", "text", "color", "white", "fontSize", 11),
                "encoding",
                        Map.of("x", place("x"), "y", place("y"), "text", Map.of("field", "class", "type", "nominal")));
    }

    private static Map<String, Object> place(String field) {
        return Map.of(
                "field",
                field,
                "type",
                "quantitative",
                "scale",
                Map.of("domain", List.of(-1.15, 1.15)),
                "axis",
                Map.of("labels", false, "ticks", false, "grid", false, "domain", false, "title", ""));
    }
}
