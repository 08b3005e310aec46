package org.halfspace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReportTest {

    private static String write(Report report) throws IOException {
        StringWriter text = new StringWriter();
        new CsvReport().write(report, text);
        return text.toString();
    }

    @Test
    void writesTheTableWithQuotesWhereTheyAreNeeded() throws IOException {
        assertThat(write(Sample.report()))
                .isEqualTo(
                        """
                        name,value,found,interval.low,interval.high,pair
                        plain,1.0,true,0.0,1.0,1;2
                        "a, ""quoted""
                        name",NaN,,,,
                        """
                                .replace("\n", "\r\n")
                                .replace("\"\"\r\nname", "\"\"\nname"));
    }

    @Test
    void writesTheFiguresWhereThereAreNoRows() throws IOException {
        Report one = Sample.report();
        Report without = new Report(
                one.schema(),
                one.version(),
                one.title(),
                one.findings(),
                one.values(),
                one.rowType(),
                List.of(),
                one.appendix());
        assertThat(write(without))
                .isEqualTo(
                        """
                        name,value
                        centredRank,9
                        parameters,12345678901
                        ratio,0.3333333333333333
                        none,
                        singularValues,3.0;0.25;1.0E-17
                        interval.low,0.0
                        interval.high,Infinity
                        rates,eps=0.1 rate.low=0.25 rate.high=0.5;eps=0.2 rate.low=0.5 rate.high=
                        verdict,not-found
                        notes,a sentence that is longer than one word;and another
                        """
                                .replace("\n", "\r\n"));
    }
}
