package org.halfspace.workbench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.halfspace.spi.InputException;

/** What identifies the content of a model's file or folder. */
public final class FileHash {
    private static final int BUFFER = 1 << 18;

    private FileHash() {}

    /**
     * The SHA-256 of a file, in hexadecimal digits; of a folder, that of the lines {@code HASH  PATH} of its files, in the order
     * of their paths, as {@code sha256sum} prints them.
     *
     * @throws InputException if it cannot be read
     */
    public static String sha256(Path path) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (Files.isDirectory(path)) {
                for (String file : filesOf(path)) {
                    digest.update((sha256(path.resolve(file)) + "  " + file + "\n").getBytes(StandardCharsets.UTF_8));
                }
            } else {
                update(digest, path);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new InputException("the model cannot be read", e).where(path).found(e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static List<String> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
    }
}
