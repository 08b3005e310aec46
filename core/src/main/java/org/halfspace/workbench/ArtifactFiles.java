package org.halfspace.workbench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
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
    public static void write(List<Artifact> artifacts) throws InterruptedException {
        for (Artifact artifact : artifacts) {
            Path target = artifact.file().toAbsolutePath();
            if (Files.isDirectory(target)) {
                throw unwritable(artifact, "a folder", null);
            }
            if (!Files.isDirectory(target.getParent())) {
                throw unwritable(artifact, "no folder " + target.getParent(), null);
            }
            try {
                write(artifact, target);
            } catch (IOException e) {
                throw unwritable(artifact, e.toString(), e);
            }
        }
    }

    private static InputException unwritable(Artifact artifact, String found, Throwable cause) {
        return new InputException("the file cannot be written", cause)
                .where(artifact.file())
                .found(found)
                .hint("give a place that exists, is writable and has room");
    }

    private static void write(Artifact artifact, Path target) throws IOException, InterruptedException {
        // Not createTempFile: that makes a file that its owner alone may read, and the move would keep it so.
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                artifact.content().writeTo(out);
            }
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
