package org.halfspace.directions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.analysis.Figure;

/** Vega-Lite specifications. */
final class Figures {
    private static final String SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

    private Figures() {}

    /** Singular values on a logarithmic axis, with the tolerance as a rule; zeros have no place there. */
    static Figure spectrum(List<Double> singularValues, double tolerance) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int k = 0; k < singularValues.size(); k++) {
            if (singularValues.get(k) > 0) {
                points.add(Map.of("k", k + 1, "sigma", singularValues.get(k)));
            }
        }
        Map<String, Object> y = Map.of(
                "field", "sigma", "type", "quantitative", "scale", Map.of("type", "log"), "title", "singular value");
        Map<String, Object> values = Map.of(
                "mark",
                Map.of("type", "point", "filled", true, "tooltip", true),
                "encoding",
                Map.of("x", Map.of("field", "k", "type", "quantitative", "title", "k"), "y", y));
        List<Map<String, Object>> layers = new ArrayList<>();
        layers.add(values);
        if (tolerance > 0) {
            layers.add(Map.of(
                    "data",
                    Map.of("values", List.of(Map.of("sigma", tolerance))),
                    "mark",
                    Map.of("type", "rule", "strokeDash", List.of(4, 4)),
                    "encoding",
                    Map.of("y", y)));
        }
        return new Figure(
                "spectrum",
                "Singular values of the centred weights; the dashed line is the tolerance below which a value counts as zero",
                Map.of("$schema", SCHEMA, "data", Map.of("values", points), "layer", layers));
    }

    /** How invisible energy is distributed over the samples. */
    static Figure invisibleEnergy() {
        return new Figure(
                "invisible-energy",
                "Share of each sample's hidden variation that lies in V, where no probability sees it",
                Map.of(
                        "$schema",
                        SCHEMA,
                        "data",
                        Map.of("name", "rows"),
                        "mark",
                        Map.of("type", "bar", "tooltip", true),
                        "encoding",
                        Map.of(
                                "x",
                                Map.of(
                                        "field",
                                        "invisibleEnergy",
                                        "type",
                                        "quantitative",
                                        "bin",
                                        Map.of("maxbins", 30),
                                        "title",
                                        "invisible energy"),
                                "y",
                                Map.of("aggregate", "count", "title", "samples"))));
    }
}
