package org.halfspace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.halfspace.spi.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextReportTest {
    record Row(@Column("A number") int number) {}

    private static String write(Report report) throws IOException {
        StringWriter text = new StringWriter();
        new TextReport().write(report, text);
        return text.toString();
    }

    @Test
    void showsFindingsFiguresAndTable() throws IOException {
        assertThat(write(Sample.report()))
                .isEqualTo(
                        """
                        A sample

                        * 9 of 10 are found

                        centredRank     9
                        parameters      12345678901
                        ratio           0.333333
                        none            -
                        singularValues  3, 0.25, 1e-17
                        interval.low    0
                        interval.high   inf
                        rates           eps=0.1 rate.low=0.25 rate.high=0.5
                                        eps=0.2 rate.low=0.5 rate.high=-
                        verdict         not-found
                        notes           a sentence that is longer than one word
                                        and another

                        name              value  found  interval.low  interval.high  pair
                        plain                 1  yes               0              1  1, 2
                        a, "quoted" name    NaN  -                 -              -  none
                        """);
    }

    @Test
    void showsTheHeadOfALongTable() throws IOException {
        List<Row> rows = IntStream.range(0, 25).mapToObj(Row::new).toList();
        String text = write(new Report("s", 1, "", List.of(), null, Row.class, rows, Map.of()));
        assertThat(text.lines()).hasSize(1 + 20 + 1).startsWith("number", "     0");
        assertThat(text).endsWith("... and 5 more rows; --format csv or json shows all\n");
    }

    record Wide(
            @Column("A name") String name,
            @Column("A long text") String sentence,
            @Column("A number") int number,
            @Column("Another") int another) {}

    @Test
    void showsAsManyColumnsAsFitAndNoCellThatTakesAllOfTheLine() throws IOException {
        List<Wide> rows = List.of(new Wide("first", "a sentence that is as long as any line", 1, 2));
        StringWriter text = new StringWriter();
        Report report = new Report("s", 1, "", List.of(), null, Wide.class, rows, Map.of());
        new TextReport(20, 32).write(report, text);
        assertThat(text)
                .hasToString(
                        """
                        name   sentence          number
                        first  a sentence th...       1
                        ... and 1 more columns, from another on; a wider terminal, --format csv or json show all
                        """);
        StringWriter narrow = new StringWriter();
        new TextReport(20, 1).write(report, narrow);
        assertThat(narrow.toString()).startsWith("name\nfirst\n... and 3 more columns, from sentence on");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "100000, 100000",
        "1234567.5, 1.23457e+06",
        "0.1, 0.1",
        "1e-20, 1e-20",
        "1e300, 1e+300",
        "NaN, NaN",
        "-Infinity, -inf"
    })
    void writesNumbersInSixDigits(double value, String text) {
        assertThat(Values.brief(value)).isEqualTo(text);
    }

    @Test
    void countsTheElementsThatItDoesNotShow() {
        assertThat(Values.brief(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}))
                .isEqualTo("1, 2, 3, 4, 5, 6, 7, 8, ... (2 more)");
        assertThat(Values.brief(List.of())).isEqualTo("none");
    }
}
