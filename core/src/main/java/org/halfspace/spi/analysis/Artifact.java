package org.halfspace.spi.analysis;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A file that the user asked for. Core writes it to a temporary file beside its place and then moves it there, so that it is
 * whole or absent.
 *
 * @param file where it goes
 * @param content writes it; called once
 */
public record Artifact(Path file, Content content) {

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of it.
         *
         * @param out receives the bytes; closed by the caller
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }
}
