package org.halfspace.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileProbeTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "89504E47, a PNG image",
        "FFD8FF, a JPEG image",
        "1F8B, a gzip file",
        "504B, a zip archive",
        "25504446, a PDF",
        "48690A, a text file",
        "0001, a binary file of 2 bytes",
        "'', an empty file"
    })
    void guessesWhatAFileIs(String bytes, String guess) throws IOException {
        Path file = Files.write(folder.resolve("file"), HexFormat.of().parseHex(bytes));
        assertThat(FileProbe.of(file).guess()).isEqualTo(guess);
    }

    @Test
    void readsTheBeginningOfALongFileAndItsLength() throws IOException {
        Path file = Files.write(folder.resolve("Model.ONNX"), new byte[10_000]);
        FileProbe probe = FileProbe.of(file);
        assertThat(probe.head()).hasSize(FileProbe.HEAD_BYTES);
        assertThat(probe.size()).isEqualTo(10_000);
        assertThat(probe.hasSuffix(".onnx")).isTrue();
        assertThat(probe.hasSuffix(".npy")).isFalse();
    }

    @Test
    void looksAtPrefixesThatMayBeLongerThanTheFile() throws IOException {
        Path file = Files.write(folder.resolve("short"), "ab".getBytes(StandardCharsets.US_ASCII));
        assertThat(FileProbe.of(file).startsWith("ab")).isTrue();
        assertThat(FileProbe.of(file).startsWith("abc")).isFalse();
        assertThat(FileProbe.of(file).startsWith("b")).isFalse();
    }

    @Test
    void knowsAFolder() {
        assertThat(FileProbe.of(folder).folder()).isTrue();
        assertThat(FileProbe.of(folder).guess()).isEqualTo("a folder");
    }

    @Test
    void aMissingFileIsBadInput() {
        assertThatThrownBy(() -> FileProbe.of(folder.resolve("absent")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no such file")
                .hasMessageContaining("absent");
    }
}
