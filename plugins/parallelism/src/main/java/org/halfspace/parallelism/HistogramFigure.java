package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.analysis.Figure;

/** The histogram of all cosines as a picture, beside the simplex of neural collapse. Stateless. */
final class HistogramFigure {
    private HistogramFigure() {}

    static Figure of(ParallelismValues.Histogram histogram) {
        List<Map<String, Object>> data = new ArrayList<>();
        for (int n = 0; n < histogram.cosine().length; n++) {
            add(histogram.cosine()[n], "shared class", histogram.shared()[n], data);
            add(histogram.cosine()[n], "disjoint", histogram.disjoint()[n], data);
        }
        double half = 0.5 / CosineHistogram.STEPS;
        Map<String, Object> lines = Map.of(
                "data",
                        Map.of(
                                "values",
                                List.of(
                                        Map.of("cosine", 0, "pairs", "disjoint"),
                                        Map.of("cosine", 0.5, "pairs", "shared class"))),
                "mark", Map.of("type", "rule", "strokeDash", List.of(4, 4)),
                "encoding",
                        Map.of(
                                "x", Map.of("field", "cosine", "type", "quantitative"),
                                "color", Map.of("field", "pairs", "type", "nominal")));
        Map<String, Object> steps = Map.of(
                "data", Map.of("values", data),
                "mark", Map.of("type", "bar"),
                "encoding",
                        Map.of(
                                "x",
                                        Map.of(
                                                "field",
                                                "from",
                                                "type",
                                                "quantitative",
                                                "title",
                                                "|cos|",
                                                "bin",
                                                Map.of("binned", true, "step", 2 * half)),
                                "x2", Map.of("field", "to"),
                                "y",
                                        Map.of(
                                                "field",
                                                "count",
                                                "type",
                                                "quantitative",
                                                "stack",
                                                false,
                                                "title",
                                                "pairs of boundaries",
                                                "scale",
                                                Map.of("type", "symlog")),
                                "color", Map.of("field", "pairs", "type", "nominal"),
                                "opacity", Map.of("value", 0.6)));
        return new Figure(
                "cosines",
                "The cosines of all pairs of boundaries; dashed: where a simplex (neural collapse) has all of them",
                Map.of("$schema", "https://vega.github.io/schema/vega-lite/v5.json", "layer", List.of(steps, lines)));
    }

    private static void add(double cosine, String pairs, long count, List<Map<String, Object>> data) {
        double half = 0.5 / CosineHistogram.STEPS;
        if (count > 0) {
            data.add(Map.of(
                    "from",
                    Math.max(0, cosine - half),
                    "to",
                    Math.min(1, cosine + half),
                    "pairs",
                    pairs,
                    "count",
                    count));
        }
    }
}
