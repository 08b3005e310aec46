package org.halfspace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.Column;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    private static String write(Report report) throws IOException {
        StringWriter text = new StringWriter();
        new JsonReport().write(report, text);
        return text.toString();
    }

    @Test
    void isOneDocumentThatBeginsWithItsSchema() throws IOException {
        String text = write(Sample.report());
        assertThat(text)
                .startsWith("{\n  \"schema\": {\n    \"name\": \"halfspace/sample\",\n    \"version\": 3\n  },\n")
                .endsWith("}\n");
        JsonNode document = new ObjectMapper().readTree(text);
        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly(
                        "schema",
                        "centredRank",
                        "parameters",
                        "ratio",
                        "none",
                        "singularValues",
                        "interval",
                        "rates",
                        "verdict",
                        "notes",
                        "findings",
                        "rows",
                        "completed",
                        "provenance");
    }

    @Test
    void keepsValuesWhole() throws IOException {
        JsonNode document = new ObjectMapper().readTree(write(Sample.report()));
        assertThat(document.at("/centredRank").isInt()).isTrue();
        assertThat(document.at("/parameters").longValue()).isEqualTo(12_345_678_901L);
        assertThat(document.at("/ratio").doubleValue()).isEqualTo(1.0 / 3);
        assertThat(document.at("/singularValues/2").doubleValue()).isEqualTo(1e-17);
        assertThat(document.at("/rates/1/rate/low").doubleValue()).isEqualTo(0.5);
        assertThat(document.at("/verdict").textValue()).isEqualTo("not-found");
        assertThat(document.at("/rows/0/pair/1").intValue()).isEqualTo(2);
        assertThat(document.at("/rows/0/found").booleanValue()).isTrue();
        assertThat(document.at("/rows/1/name").textValue()).isEqualTo("a, \"quoted\"\nname");
        assertThat(document.at("/provenance/seed").longValue()).isEqualTo(1);
    }

    @Test
    void writesWhatDoesNotApplyAsNullAndWhatJsonLacksAsText() throws IOException {
        JsonNode document = new ObjectMapper().readTree(write(Sample.report()));
        assertThat(document.at("/none").isNull()).isTrue();
        assertThat(document.at("/rows/1/interval").isNull()).isTrue();
        assertThat(document.at("/interval/high").textValue()).isEqualTo("Infinity");
        assertThat(document.at("/rows/1/value").textValue()).isEqualTo("NaN");
    }

    @Test
    void keepsListsOfNumbersOnOneLine() throws IOException {
        assertThat(write(Sample.report()))
                .contains("\"singularValues\": [3.0, 0.25, 1.0E-17],\n")
                .contains("\"pair\": []\n");
    }

    @Test
    void leavesRowsOutWhereThereIsNoTable() throws IOException {
        Report report = new Report("s", 1, "", List.of(), null, null, List.of(), Map.of());
        assertThat(new ObjectMapper().readTree(write(report)).fieldNames())
                .toIterable()
                .containsExactly("schema", "findings");
    }

    record Clash(@Column("Not the rows") int rows) {}

    record Row(@Column("A number") int number) {}

    @Test
    void refusesAFigureWithTheNameOfAField() {
        Report report = new Report("s", 1, "", List.of(), new Clash(1), Row.class, List.of(), Map.of());
        StringWriter text = new StringWriter();
        assertThatThrownBy(() -> new JsonReport().write(report, text))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("rows");
        assertThatThrownBy(() -> new ObjectMapper().readTree(text.toString()))
                .as("what was written of it")
                .isInstanceOf(JsonProcessingException.class);
    }
}
