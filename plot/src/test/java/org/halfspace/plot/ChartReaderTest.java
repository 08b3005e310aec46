package org.halfspace.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartReaderTest {
    private static final String QUANTITIES =
            "'x': {'field': 'a', 'type': 'quantitative'}, 'y': {'field': 'b', 'type': 'quantitative'}";

    @Test
    void readsPointsFromTheRunsRows() {
        Chart chart = ChartReader.read(Drawings.of(
                "{'data': {'name': 'rows'}, 'mark': 'point', 'encoding': {" + QUANTITIES + "}}",
                List.of(Map.of("a", 1, "b", 2.5), Map.of("a", 3, "b", -1))));
        assertThat(chart.shapes()).containsExactly(new Chart.Dot(0, 1, 2.5), new Chart.Dot(0, 3, -1));
        assertThat(chart.x().least()).isEqualTo(1);
        assertThat(chart.x().most()).isEqualTo(3);
        assertThat(chart.y().title()).isEqualTo("b");
    }

    @Test
    void countsRowsInBinsAtRoundValues() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (double value : new double[] {0.01, 0.02, 0.19, 0.21, 0.99}) {
            rows.add(Map.of("v", value));
        }
        Chart chart = ChartReader.read(Drawings.of(
                "{'data': {'name': 'rows'}, 'mark': 'bar', 'encoding': {'x': {'field': 'v', 'type': 'quantitative', 'bin': {'maxbins': 5}},"
                        + " 'y': {'aggregate': 'count'}}}",
                rows));
        assertThat(chart.shapes())
                .containsExactly(
                        new Chart.Bar(0, 0, 0.2, 0, 3),
                        new Chart.Bar(0, 0.2, 0.4, 0, 1),
                        new Chart.Bar(0, 0.8, 1, 0, 1));
        assertThat(chart.y().title()).isEqualTo("count");
    }

    @Test
    void stacksSeriesUnlessToldNotTo() {
        String bars =
                "{'data': {'values': [{'e': 0.1, 'n': 2, 's': 'found'}, {'e': 0.1, 'n': 3, 's': 'open'}]}, 'mark': 'bar',"
                        + " 'encoding': {'x': {'field': 'e', 'type': 'ordinal'}, 'y': {'field': 'n', 'type': 'quantitative'%s},"
                        + " 'color': {'field': 's', 'type': 'nominal'}}}";
        Chart stacked = ChartReader.read(Drawings.of(String.format(bars, "")));
        assertThat(stacked.shapes())
                .containsExactly(new Chart.Bar(0, -0.4, 0.4, 0, 2), new Chart.Bar(1, -0.4, 0.4, 2, 5));
        assertThat(stacked.legend()).containsExactly("found", "open");
        assertThat(stacked.x().categories()).containsExactly("0.1");
        assertThat(ChartReader.read(Drawings.of(String.format(bars, ", 'stack': false")))
                        .shapes())
                .containsExactly(new Chart.Bar(0, -0.4, 0.4, 0, 2), new Chart.Bar(1, -0.4, 0.4, 0, 3));
    }

    @Test
    void drawsALineForEachDetailInItsOrder() {
        Chart chart = ChartReader.read(Drawings.of("{'data': {'values': ["
                + "{'a': 1, 'b': 0, 'k': 1, 'c': 0}, {'a': 0, 'b': 0, 'k': 0, 'c': 0}, {'a': 0, 'b': 1, 'k': 2, 'c': 0}]},"
                + " 'mark': {'type': 'line', 'interpolate': 'linear-closed'}, 'encoding': {" + QUANTITIES
                + ", 'detail': {'field': 'c', 'type': 'nominal'}, 'order': {'field': 'k', 'type': 'quantitative'}}}"));
        Chart.Line line = (Chart.Line) chart.shapes().get(0);
        assertThat(line.x()).containsExactly(0, 1, 0, 0);
        assertThat(line.y()).containsExactly(0, 0, 1, 0);
    }

    @Test
    void drawsRulesAcrossTheOtherAxis() {
        Chart chart = ChartReader.read(
                Drawings.of(
                        "{'layer': ["
                                + "{'data': {'values': [{'a': 1, 'b': 2}]}, 'mark': 'point', 'encoding': {" + QUANTITIES
                                + "}},"
                                + "{'data': {'values': [{'b': 7}]}, 'mark': 'rule', 'encoding': {'y': {'field': 'b', 'type': 'quantitative'}}}]}"));
        Chart.Line rule = (Chart.Line) chart.shapes().get(1);
        assertThat(rule.x()).containsExactly(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        assertThat(rule.y()).containsExactly(7, 7);
        assertThat(chart.y().most()).isEqualTo(7);
    }

    @Test
    void laysBarsOfNamesOnTheVerticalAxis() {
        Chart chart = ChartReader.read(
                Drawings.of("{'data': {'values': [{'name': 'x', 'n': 4}]}, 'mark': 'bar', 'encoding': {"
                        + "'y': {'field': 'name', 'type': 'nominal'}, 'x': {'field': 'n', 'type': 'quantitative'}}}"));
        assertThat(chart.shapes()).containsExactly(new Chart.Bar(0, 0, 4, -0.4, 0.4));
        assertThat(chart.x().least()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"datum.f, 1", "!datum.f, 1", "datum.a > 1, 1", "datum.a <= 2, 2", "datum.s == 'u', 1", "datum.a != 1, 1"
    })
    void filtersByOneField(String expression, int kept) {
        List<Map<String, Object>> rows =
                List.of(Map.of("f", true, "a", 1, "b", 1, "s", "u"), Map.of("f", false, "a", 2, "b", 1, "s", "v"));
        Drawing drawing = new Drawing(
                new org.halfspace.spi.analysis.Figure(
                        "f",
                        "c",
                        Map.of(
                                "data",
                                Map.of("name", "rows"),
                                "transform",
                                List.of(Map.of("filter", expression)),
                                "mark",
                                "point",
                                "encoding",
                                Map.of(
                                        "x",
                                        Map.of("field", "a", "type", "quantitative"),
                                        "y",
                                        Map.of("field", "b", "type", "quantitative")))),
                rows);
        assertThat(ChartReader.read(drawing).shapes()).hasSize(kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'hconcat': []} | several plots in one (hconcat)",
                "{'mark': 'arc', 'data': {'values': [{}]}, 'encoding': {'x': {'field': 'a'}, 'y': {'field': 'b'}}} | the mark arc",
                "{'mark': 'point', 'data': {'url': 'x.csv'}} | data that are not in the figure",
                "{'mark': 'point', 'data': {'values': []}, 'transform': [{'calculate': '1', 'as': 'x'}]} | the transformation",
                "{'mark': 'point', 'data': {'values': []}, 'encoding': {'x': {'field': 'a'}, 'y': {'field': 'b'}}} | no data",
            })
    void saysWhatATerminalCannotShow(String specification, String what) {
        assertThatThrownBy(() -> ChartReader.read(Drawings.of(specification)))
                .isInstanceOf(UnsupportedFigureException.class)
                .hasMessageContaining(what);
    }
}
