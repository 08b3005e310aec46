package org.halfspace.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalPlotTest {
    private static final String DIAGONAL =
            "{'data': {'values': [{'a': 0, 'b': 0}, {'a': 10, 'b': 10}]}, 'mark': 'line', 'encoding': {"
                    + "'x': {'field': 'a', 'type': 'quantitative', 'title': 'across'},"
                    + "'y': {'field': 'b', 'type': 'quantitative', 'title': 'up'}}}";

    private static final String SERIES =
            "{'data': {'values': [{'a': 0, 'b': 1, 's': 'u'}, {'a': 9, 'b': 5, 's': 'v'}]}, 'mark': 'point', 'encoding': {"
                    + "'x': {'field': 'a', 'type': 'quantitative'}, 'y': {'field': 'b', 'type': 'quantitative'},"
                    + "'color': {'field': 's', 'type': 'nominal'}}}";

    @Test
    void drawsALineWithDotsAndAxes() {
        assertThat(new TerminalPlot(30, 8, false, true).draw(Drawings.of(DIAGONAL)))
                .containsExactly(
                        "   up",
                        "10┤                     ⣀⡠⠔⠒⠉",
                        "  │               ⢀⣀⠤⠔⠊⠉",
                        " 5┤          ⢀⡠⠤⠒⠊⠁",
                        "  │     ⣀⡠⠔⠒⠉⠁",
                        " 0┤⣀⠤⠔⠊⠉",
                        "  └┬────────────┬───────────┬",
                        "   0            5      across");
    }

    @Test
    void drawsWithoutUnicode() {
        List<String> lines = new TerminalPlot(30, 8, false, false).draw(Drawings.of(DIAGONAL));
        assertThat(String.join("", lines)).matches("\\p{ASCII}+").contains("*").contains("|");
    }

    @Test
    void tellsSeriesApartByLettersOrByColours() {
        List<String> letters = new TerminalPlot(40, 10, false, true).draw(Drawings.of(SERIES));
        assertThat(letters.get(letters.size() - 1).strip()).isEqualTo("a u   b v");
        assertThat(String.join("\n", letters)).doesNotContain("\u001b");
        List<String> coloured = new TerminalPlot(40, 10, true, true).draw(Drawings.of(SERIES));
        assertThat(String.join("\n", coloured)).contains("\u001b[34m").contains("\u001b[31m");
        // A line that begins a colour also ends it.
        assertThat(coloured).allSatisfy(line -> assertThat(line.lastIndexOf("\u001b[0m"))
                .isGreaterThanOrEqualTo(Math.max(line.lastIndexOf("\u001b[34m"), line.lastIndexOf("\u001b[31m"))));
    }

    @Test
    void fitsTheRoomItIsGiven() {
        for (int columns = 10; columns < 120; columns += 7) {
            int width = Math.max(30, columns);
            List<String> lines = new TerminalPlot(columns, 12, false, true).draw(Drawings.of(SERIES));
            assertThat(lines).hasSizeLessThanOrEqualTo(12).allSatisfy(line -> assertThat(line.length())
                    .isLessThanOrEqualTo(width));
        }
    }

    @Test
    void writesNumbersShort() {
        assertThat(List.of(0.0001, 1e-6, 2.5e7, 0.05, 1234.5, -3.0, 0.0).stream()
                        .map(Axis::number))
                .containsExactly("1e-4", "1e-6", "2.5e+7", "0.05", "1234.5", "-3", "0");
    }

    @Test
    void showsLogarithmsAndLeavesOutWhatHasNone() {
        List<String> lines = new TerminalPlot(40, 14, false, true)
                .draw(Drawings.of(
                        "{'data': {'values': [{'a': 1, 'b': 0.001}, {'a': 2, 'b': 1000}, {'a': 3, 'b': 0}]}, 'mark': 'point',"
                                + "'encoding': {'x': {'field': 'a', 'type': 'quantitative'},"
                                + " 'y': {'field': 'b', 'type': 'quantitative', 'scale': {'type': 'log'}}}}"));
        assertThat(String.join("\n", lines)).contains("0.001┤").contains("1000┤");
    }
}
