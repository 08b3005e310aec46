package org.halfspace.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;

/** Opens a file that may be compressed by gzip. */
final class DataFile {
    private static final int BUFFER = 1 << 16;

    private DataFile() {}

    /** What is done with an open file. */
    interface Action<T> {
        T apply(InputStream in) throws IOException;
    }

    /**
     * Reads a file, through gzip where it begins as such a file does.
     *
     * @throws InputException if there is no such file, it is empty, or its compressed data are damaged
     */
    static <T> T read(Path file, Action<T> action) throws IOException {
        FileProbe probe = FileProbe.of(file);
        if (probe.folder() || probe.size() == 0) {
            throw new InputException("no data in the file").where(file).found(probe.guess());
        }
        boolean compressed = probe.startsWith((byte) 0x1F, (byte) 0x8B);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return action.apply(compressed ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw);
        } catch (ZipException | EOFException e) {
            throw new InputException("the file is damaged", e)
                    .where(file)
                    .found("gzip says: " + e.getMessage())
                    .hint("copy the file again");
        }
    }
}
