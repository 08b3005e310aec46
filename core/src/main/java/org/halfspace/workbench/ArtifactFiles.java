package org.halfspace.workbench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Artifact;

/** Writes files so that they are whole or absent. */
public final class ArtifactFiles {
    private ArtifactFiles() {}

    /**
     * Writes files.
     *
     * @throws InputException if a place cannot be written to
     */
    public static void write(List<Artifact> artifacts) {
        for (Artifact artifact : artifacts) {
            try {
                write(artifact);
            } catch (IOException e) {
                throw new InputException("the file cannot be written", e)
                        .where(artifact.file())
                        .found(e.toString())
                        .hint("give a place that exists, is writable and has room");
            }
        }
    }

    private static void write(Artifact artifact) throws IOException {
        Path target = artifact.file().toAbsolutePath();
        Path temporary =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                artifact.content().writeTo(out);
            }
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
