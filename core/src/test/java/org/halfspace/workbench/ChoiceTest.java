package org.halfspace.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final FileProbe TEXT = new FileProbe(Path.of("a.txt"), false, 2, new byte[] {'h', 'i'});

    private static Choice<String> among(List<String> all, String... recognising) {
        return new Choice<>("data format", all, Function.identity(), List.of(recognising)::contains);
    }

    @Test
    void takesTheOneThatRecognisesTheFile() {
        assertThat(among(List.of("csv", "idx"), "idx").of(TEXT, "--data-format"))
                .isEqualTo("idx");
    }

    @Test
    void takesTheOneThatIsNamedWhateverItRecognises() {
        assertThat(among(List.of("csv", "idx"), "idx").named("csv", "--data-format"))
                .isEqualTo("csv");
    }

    @Test
    void saysWhatIsKnownWhereNoneFits() {
        assertThatThrownBy(() -> among(List.of("csv", "idx")).of(TEXT, "--data-format"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        """
                        the file is of no data format that is known
                          where:    a.txt
                          expected: one of csv, idx
                          found:    a text file
                          try:      give another file, or name the format with --data-format""");
        assertThatThrownBy(() -> among(List.of("onnx")).of(TEXT))
                .hasMessageContaining("expected: onnx\n")
                .hasMessageContaining("try:      give another file");
    }

    @Test
    void asksWhichOfSeveral() {
        assertThatThrownBy(
                        () -> among(List.of("csv", "idx", "npy"), "csv", "npy").of(TEXT, "--data-format"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("found:    csv, npy")
                .hasMessageContaining("name the format with --data-format");
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        assertThatThrownBy(() -> among(List.of("csv", "idx")).named("cvs", "--data-format"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no data format \"cvs\"")
                .hasMessageContaining("did you mean \"csv\"?");
        assertThatThrownBy(() -> among(List.of()).named("csv", "--data-format"))
                .hasMessageContaining("none is installed");
    }
}
