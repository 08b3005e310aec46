package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.halfspace.spi.Column;
import org.halfspace.spi.analysis.Figure;
import org.junit.jupiter.api.Test;

class FigureRulesTest {
    private record Row(@Column("A number") double margin, @Column("Numbers") List<Double> values) {}

    private static List<Finding> problems(Figure... figures) {
        return new FigureRules(Row.class).problems(List.of(figures));
    }

    private static Figure figure(String name, Object field) {
        return new Figure(
                name,
                "A picture",
                Map.of("data", Map.of("name", "rows"), "encoding", Map.of("x", Map.of("field", field, "bin", true))));
    }

    @Test
    void aFigureOfColumnsIsInOrder() {
        assertThat(problems(figure("one", "margin"), figure("two", "values[0]")))
                .isEmpty();
    }

    @Test
    void aFieldThatIsNoColumnIsTold() {
        assertThat(problems(figure("one", "margins")))
                .containsExactly(Finding.of("a figure speaks of a column that the rows do not have")
                        .where("figure one.encoding.x")
                        .expected("one of margin, values", "margins")
                        .hint("fields have the names of the row record's components"));
    }

    @Test
    void fieldsThatAreMadeNeedNotBeColumns() {
        Map<String, Object> specification = Map.of(
                "data", Map.of("name", "rows"),
                "transform", List.of(Map.of("calculate", "datum.margin * 2", "as", "twice")),
                "encoding", Map.of("x", Map.of("field", "twice")));
        assertThat(problems(new Figure("made", "A picture", specification))).isEmpty();
        Map<String, Object> own = Map.of("data", Map.of("values", List.of(1, 2)), "field", "data");
        assertThat(problems(new Figure("own", "A picture", own))).isEmpty();
    }

    @Test
    void whatIsNoJsonIsTold() {
        assertThat(problems(figure("one", Double.NaN), figure("two", new Row(1, List.of()))))
                .extracting(Finding::where)
                .containsExactly("figure one.encoding.x.field", "figure two.encoding.x.field");
    }

    @Test
    void namesDifferAndCaptionsSaySomething() {
        assertThat(problems(figure("one", "margin"), figure("one", "margin"), new Figure("three", " ", Map.of())))
                .extracting(Finding::what)
                .containsExactly("two figures have one name", "a figure has no caption");
    }
}
