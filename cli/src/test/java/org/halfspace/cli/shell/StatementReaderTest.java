package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementReaderTest {

    private static List<String> words(String text) {
        List<Statement> statements = StatementReader.read(text);
        assertThat(statements).hasSize(1);
        return statements.get(0).words();
    }

    @Test
    void cutsWordsAsShellsDo() {
        assertThat(words("  model  a.onnx ")).containsExactly("model", "a.onnx");
        assertThat(words("query run \"SELECT 'x', 1 > 0; \\\"\""))
                .containsExactly("query", "run", "SELECT 'x', 1 > 0; \"");
        assertThat(words("show 'as \\ it is'")).containsExactly("show", "as \\ it is");
        assertThat(words("show two\\ words")).containsExactly("show", "two words");
        assertThat(words("show \"my folder\"/file")).containsExactly("show", "my folder/file");
        assertThat(words("show \"\"")).containsExactly("show", "");
        assertThat(words("show a#b c=d 1>2")).containsExactly("show", "a#b", "c=d", "1>2");
    }

    @Test
    void aBackslashJoinsLines() {
        assertThat(words("search \\\n  --pairs 5")).containsExactly("search", "--pairs", "5");
        assertThat(words("search --pai\\\r\nrs 5")).containsExactly("search", "--pairs", "5");
    }

    @Test
    void semicolonsAndLinesEndCommandsAndEachKnowsItsLine() {
        List<Statement> statements = StatementReader.read("# a study\nmodel a; data b # both\n\n;;\n\"x\ny\" z\nlast");
        assertThat(statements).extracting(Statement::line).containsExactly(2, 2, 5, 7);
        assertThat(statements).extracting(Statement::text).containsExactly("model a", "data b", "\"x\ny\" z", "last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"d = directions --seed 2", "d= directions --seed 2", "d=directions --seed 2"})
    void aNameStandsInFrontWithAndWithoutSpaces(String text) {
        Statement statement = StatementReader.read(text).get(0);
        assertThat(statement.name()).contains("d");
        assertThat(statement.words()).containsExactly("directions", "--seed", "2");
        assertThat(statement.text()).isEqualTo(text);
    }

    @Test
    void anEqualsSignElsewhereIsNoName() {
        assertThat(StatementReader.read("show --rows=3").get(0).name()).isEmpty();
        assertThat(StatementReader.read("\"d\"=x").get(0).name()).isEmpty();
        assertThat(StatementReader.read("2d=x").get(0).name()).isEmpty();
    }

    @Test
    void outputGoesToAFile() {
        assertThat(StatementReader.read("history > study.hs").get(0).target())
                .isEqualTo(Optional.of(new Statement.Target("study.hs", false)));
        assertThat(StatementReader.read("history >>'a b'").get(0).target())
                .isEqualTo(Optional.of(new Statement.Target("a b", true)));
    }

    @ParameterizedTest
    @CsvSource({
        "history >, one file",
        "history > a > b, one file",
        "> a, a command is missing",
        "d =, a command is missing",
        "show 'x, a quotation mark is not closed"
    })
    void saysWhatCannotBe(String text, String message) {
        assertThatThrownBy(() -> StatementReader.read("model a\n" + text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("line 2");
    }

    @Test
    void knowsWhetherACommandGoesOn() {
        assertThat(StatementReader.isIncomplete("show \"a")).isTrue();
        assertThat(StatementReader.isIncomplete("show a\\")).isTrue();
        assertThat(StatementReader.isIncomplete("show a \\")).isTrue();
        assertThat(StatementReader.isIncomplete("show \"a\n b\"")).isFalse();
        assertThat(StatementReader.isIncomplete("show a\\\nb")).isFalse();
        assertThat(StatementReader.isIncomplete("# it's a comment")).isFalse();
    }

    @Property
    void aQuotedWordIsReadAsItWas(@ForAll @Size(min = 1, max = 3) List<String> words) {
        List<String> quoted = words.stream().map(Lexer::quote).toList();
        assertThat(words("show " + String.join(" ", quoted)).subList(1, words.size() + 1))
                .isEqualTo(words);
    }

    @Property
    void anyTextIsCutWithoutAFailureAndTokensStandInOrder(@ForAll @NotBlank String text) {
        int end = 0;
        for (Token token : Lexer.cut(text).tokens()) {
            assertThat(token.begin()).isGreaterThanOrEqualTo(end);
            assertThat(token.end()).isGreaterThan(token.begin()).isLessThanOrEqualTo(text.length());
            end = token.end();
        }
    }
}
