package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfspace.search.SearchSummary.Rate;
import org.halfspace.spi.analysis.Figure;

/** Vega-Lite specifications. */
final class Figures {
    private static final String SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

    private Figures() {}

    /** What was found, refuted and left open at each distance. */
    static Figure rates(List<Rate> rates) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (Rate rate : rates) {
            values.add(Map.of("eps", rate.eps(), "pairs", rate.found(), "state", "found"));
            values.add(Map.of("eps", rate.eps(), "pairs", rate.open(), "state", "open"));
            values.add(Map.of("eps", rate.eps(), "pairs", rate.refuted(), "state", "refuted"));
        }
        return new Figure(
                "rates",
                "Pairs with a match, with a proof that there is none, and without either, at each distance asked about",
                Map.of(
                        "$schema",
                        SCHEMA,
                        "data",
                        Map.of("values", values),
                        "mark",
                        Map.of("type", "bar", "tooltip", true),
                        "encoding",
                        Map.of(
                                "x",
                                Map.of("field", "eps", "type", "ordinal", "title", "distance in pixels"),
                                "y",
                                Map.of("field", "pairs", "type", "quantitative"),
                                "color",
                                Map.of("field", "state", "type", "nominal"))));
    }

    /** The bracket of each pair: refuted on one axis, found on the other. */
    static Figure leastEps() {
        return new Figure(
                "least-eps",
                "How the least distances found are distributed over the pairs",
                Map.of(
                        "$schema",
                        SCHEMA,
                        "data",
                        Map.of("name", "rows"),
                        "transform",
                        List.of(Map.of("filter", "datum.found")),
                        "mark",
                        Map.of("type", "bar", "tooltip", true),
                        "encoding",
                        Map.of(
                                "x",
                                Map.of(
                                        "field",
                                        "eps",
                                        "type",
                                        "quantitative",
                                        "bin",
                                        Map.of("maxbins", 40),
                                        "title",
                                        "least distance found, in pixels"),
                                "y",
                                Map.of("aggregate", "count", "title", "pairs"))));
    }
}
