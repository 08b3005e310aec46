package org.halfspace.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashTest {
    /** SHA-256 of "abc", from FIPS 180-2. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void isTheSha256OfTheFile() throws IOException {
        assertThat(FileHash.sha256(Files.writeString(folder.resolve("a"), "abc")))
                .isEqualTo(ABC);
    }

    @Test
    void ofAFolderItDependsOnNamesAndContents() throws IOException {
        Path first = Files.createDirectories(folder.resolve("first/sub")).getParent();
        Files.writeString(first.resolve("sub/a"), "abc");
        Path second = Files.createDirectories(folder.resolve("second/sub")).getParent();
        Files.writeString(second.resolve("sub/a"), "abc");
        String hash = FileHash.sha256(first);
        assertThat(FileHash.sha256(second)).isEqualTo(hash);
        Files.writeString(second.resolve("sub/a"), "abd");
        assertThat(FileHash.sha256(second)).isNotEqualTo(hash);
        Files.move(first.resolve("sub/a"), first.resolve("sub/b"));
        assertThat(FileHash.sha256(first)).isNotEqualTo(hash);
    }

    @Test
    void aFileThatIsGoneIsBadInput() {
        assertThatThrownBy(() -> FileHash.sha256(folder.resolve("gone"))).isInstanceOf(InputException.class);
    }
}
