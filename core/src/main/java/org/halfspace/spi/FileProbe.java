package org.halfspace.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a loader or reader looks at to say whether a file is one of its own: the name and the first bytes, read once for
 * all of them. Immutable.
 *
 * @param path the file or folder, which exists
 * @param folder whether it is a folder
 * @param size its length in bytes; 0 for a folder
 * @param head its first bytes, at most {@link #HEAD_BYTES}; empty for a folder; not to be changed
 */
public record FileProbe(Path path, boolean folder, long size, byte[] head) {

    /** How many bytes are read for a look at a file. */
    public static final int HEAD_BYTES = 4096;

    /**
     * Looks at a file.
     *
     * @throws InputException if there is no such file or it cannot be read
     */
    public static FileProbe of(Path path) {
        if (Files.isDirectory(path)) {
            return new FileProbe(path, true, 0, new byte[0]);
        }
        if (!Files.exists(path)) {
            throw new InputException("no such file")
                    .where(path)
                    .hint("check the path; relative paths start at "
                            + Path.of("").toAbsolutePath());
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new FileProbe(path, false, Files.size(path), in.readNBytes(HEAD_BYTES));
        } catch (IOException e) {
            throw new InputException("the file cannot be read", e).where(path).found(e.getMessage());
        }
    }

    /** Whether the file's name ends so, whatever its case: {@code hasSuffix(".onnx")}. */
    public boolean hasSuffix(String suffix) {
        return path.getFileName() != null
                && path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(suffix);
    }

    /** Whether the file begins with these bytes. */
    public boolean startsWith(byte... prefix) {
        if (head.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (head[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the file begins with this ASCII text. */
    public boolean startsWith(String prefix) {
        return startsWith(prefix.getBytes(StandardCharsets.US_ASCII));
    }

    /** What the file looks like, for an error message: {@code "a PNG image"}, {@code "an empty file"}. */
    public String guess() {
        if (folder) {
            return "a folder";
        }
        if (head.length == 0) {
            return "an empty file";
        }
        if (startsWith((byte) 0x89, (byte) 'P', (byte) 'N', (byte) 'G')) {
            return "a PNG image";
        }
        if (startsWith((byte) 0xFF, (byte) 0xD8, (byte) 0xFF)) {
            return "a JPEG image";
        }
        if (startsWith((byte) 0x1F, (byte) 0x8B)) {
            return "a gzip file";
        }
        if (startsWith("PK")) {
            return "a zip archive";
        }
        if (startsWith("%PDF")) {
            return "a PDF";
        }
        for (byte b : head) {
            if (b < 9 || (b > 13 && b < 32)) {
                return "a binary file of " + size + " bytes";
            }
        }
        return "a text file";
    }
}
