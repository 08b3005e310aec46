package org.halfspace.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterSchemaTest {
    private enum Norm {
        LINF,
        L2,
        ELASTIC_NET
    }

    private record Full(
            @Parameter("Must be given") double epsilon,
            @Parameter(value = "How many", defaultValue = "10", min = 1, max = 100) int count,
            @Parameter(value = "A large number", defaultValue = "5000000000") long large,
            @Parameter(value = "A norm", defaultValue = "l2") Norm norm,
            @Parameter("Or not") boolean flag,
            @Parameter("A file, perhaps") Optional<Path> file,
            @Parameter(value = "Several", defaultValue = "0,8/255", min = 0) List<Double> radii,
            @Parameter(value = "Names", defaultValue = "") List<Norm> norms) {}

    private static Full bind(String... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("epsilon", "1");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new ParameterSchema<>(Full.class).bind(values);
    }

    @Test
    void takesDefaultsForWhatIsNotGiven() {
        assertThat(bind())
                .isEqualTo(new Full(
                        1, 10, 5_000_000_000L, Norm.L2, false, Optional.empty(), List.of(0.0, 8.0 / 255), List.of()));
    }

    @Test
    void readsEveryType() {
        Full full = bind(
                "epsilon",
                "8/255",
                "count",
                "100",
                "large",
                "-3",
                "norm",
                "Elastic-Net",
                "flag",
                "true",
                "file",
                "a b.npy",
                "radii",
                "1, 2e-1,3/4",
                "norms",
                "linf,l2");
        assertThat(full)
                .isEqualTo(new Full(
                        8.0 / 255,
                        100,
                        -3,
                        Norm.ELASTIC_NET,
                        true,
                        Optional.of(Path.of("a b.npy")),
                        List.of(1.0, 0.2, 0.75),
                        List.of(Norm.LINF, Norm.L2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epsilon | many    | a number",
                "epsilon | ''      | a number",
                "epsilon | NaN     | a number",
                "epsilon | 0/0     | a number",
                "epsilon | 1/0     | a number",
                "epsilon | 1e999   | a number",
                "epsilon | 1/2/3   | a number",
                "count   | 0       | a whole number from 1 to 100",
                "count   | 101     | a whole number from 1 to 100",
                "count   | 1.5     | a whole number from 1 to 100",
                "count   | 3000000000 | a whole number from 1 to 100",
                "norm    | l3      | one of linf, l2, elastic-net",
                "flag    | yes     | true or false",
                "radii   | 1,-1    | a number from 0 up",
                "radii   | 1,,2    | a number from 0 up",
                "norms   | l2,     | one of linf, l2, elastic-net"
            })
    void saysWhatItExpectedInsteadOfABadValue(String name, String value, String expected) {
        assertThatThrownBy(() -> bind(name, value))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("the value of --" + name + " cannot be used")
                .hasMessageContaining("expected: " + expected);
    }

    @Test
    void takesInfinityAtItsWord() {
        assertThat(bind("epsilon", "Infinity").epsilon()).isInfinite();
    }

    @Test
    void asksForWhatMustBeGiven() {
        assertThatThrownBy(() -> new ParameterSchema<>(Full.class).bind(Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        """
                        a value is missing
                          where:    --epsilon
                          expected: N
                          try:      --epsilon N: Must be given""");
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        assertThatThrownBy(() -> bind("cuont", "3"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no parameter \"cuont\"")
                .hasMessageContaining("did you mean \"count\"?");
    }

    @Test
    void tellsAllMistakesAtOnce() {
        assertThatThrownBy(() -> bind("epsilon", "x", "count", "0", "nrom", "l2", "norm", "l3"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("\"nrom\"")
                .hasMessageContaining("--epsilon")
                .hasMessageContaining("--count")
                .hasMessageContaining("--norm");
    }

    @Test
    void describesItsParameters() {
        List<ParameterSpec> specs = new ParameterSchema<>(Full.class).specs();
        assertThat(specs)
                .extracting(ParameterSpec::name)
                .containsExactly("epsilon", "count", "large", "norm", "flag", "file", "radii", "norms");
        assertThat(specs)
                .extracting(ParameterSpec::label)
                .containsExactly(
                        "N", "N", "N", "linf|l2|elastic-net", "BOOL", "FILE", "N,...", "linf|l2|elastic-net,...");
        assertThat(specs)
                .extracting(ParameterSpec::defaultValue)
                .containsExactly("", "10", "5000000000", "l2", "false", "", "0,8/255", "");
        assertThat(specs)
                .filteredOn(ParameterSpec::isRequired)
                .extracting(ParameterSpec::name)
                .containsExactly("epsilon");
        assertThat(specs)
                .filteredOn(ParameterSpec::isFlag)
                .extracting(ParameterSpec::name)
                .containsExactly("flag");
    }

    private record Unsupported(@Parameter("Nested lists") List<List<Double>> value) {}

    private record Unannotated(int value) {}

    private record Checked(@Parameter(value = "Even", defaultValue = "2") int value) {
        Checked {
            if (value % 2 != 0) {
                throw new InputException("it is odd").found(value);
            }
        }
    }

    @Test
    void refusesRecordsThatAreNoForms() {
        assertThatThrownBy(() -> new ParameterSchema<>(Unsupported.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unsupported.value");
        assertThatThrownBy(() -> new ParameterSchema<>(Unannotated.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unannotated.value needs @Parameter");
    }

    @Test
    void letsARecordCheckItself() {
        ParameterSchema<Checked> schema = new ParameterSchema<>(Checked.class);
        assertThat(schema.bind(Map.of())).isEqualTo(new Checked(2));
        assertThatThrownBy(() -> schema.bind(Map.of("value", "3")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("it is odd");
    }
}
