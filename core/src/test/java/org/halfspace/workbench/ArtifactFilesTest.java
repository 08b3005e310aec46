package org.halfspace.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Artifact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactFilesTest {
    @TempDir
    private Path folder;

    @Test
    void replacesAFileByAWholeOne() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("basis.npy"), "old");
        ArtifactFiles.write(List.of(new Artifact(file, out -> {
            out.write('n');
            assertThat(file).as("while the new one is written").hasContent("old");
            out.write("ew".getBytes(StandardCharsets.UTF_8));
        })));
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("basis.npy");
    }

    @Test
    void leavesTheOldFileAndNothingElseWhenWritingBreaksOff() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("basis.npy"), "old");
        Artifact failing = new Artifact(file, out -> {
            out.write('n');
            throw new IOException("no room");
        });
        assertThatThrownBy(() -> ArtifactFiles.write(List.of(failing)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("basis.npy")
                .hasMessageContaining("no room");
        Artifact defective = new Artifact(file, out -> {
            throw new IllegalStateException("a defect");
        });
        assertThatThrownBy(() -> ArtifactFiles.write(List.of(defective))).isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("basis.npy");
    }

    @Test
    void everybodyMayReadItWhoMayReadAnOrdinaryFile() throws IOException, InterruptedException {
        Path ordinary = Files.writeString(folder.resolve("ordinary"), "x");
        Path file = folder.resolve("artifact");
        ArtifactFiles.write(List.of(new Artifact(file, out -> out.write('x'))));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(ordinary));
    }

    @Test
    void saysWhyAPlaceCannotBeWrittenTo() throws InterruptedException {
        Artifact nowhere = new Artifact(folder.resolve("absent").resolve("x.npy"), out -> out.write('x'));
        assertThatThrownBy(() -> ArtifactFiles.write(List.of(nowhere)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no folder " + folder.resolve("absent"));
        Artifact onAFolder = new Artifact(folder, out -> out.write('x'));
        assertThatThrownBy(() -> ArtifactFiles.write(List.of(onAFolder)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("found:    a folder");
        assertThat(folder).isDirectory();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
