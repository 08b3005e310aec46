package org.halfspace.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that are nobody's model and nobody's data, and damaged copies of good ones. */
final class ForeignFiles {
    private static final byte[] PNG = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };

    /** Of a damaged copy that was not refused: its length, the file's name. */
    static final String ACCEPTED =
            "the first %d bytes of %s, which have to be refused as damaged; where the format lets a file"
                    + " end there, damagingLengths() names other lengths";

    private ForeignFiles() {}

    /** An empty file, a PNG image's beginning and a letter, by what they are. */
    static Map<String, Path> write(Path folder) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put("empty", new byte[0]);
        contents.put("image.png", PNG);
        contents.put("letter.txt", "Dear reader,\nthis is a letter.\n".getBytes(StandardCharsets.UTF_8));
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            files.put(content.getKey(), Files.write(folder.resolve(content.getKey()), content.getValue()));
        }
        return files;
    }

    /**
     * Copies of a file that end too early, with its name.
     *
     * @param lengths how long, in bytes
     */
    static Map<Integer, Path> truncated(Path file, List<Integer> lengths, Path folder) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Map<Integer, Path> copies = new LinkedHashMap<>();
        for (int length : lengths) {
            Path place = Files.createDirectory(folder.resolve("first-" + length + "-bytes"));
            byte[] beginning = new byte[length];
            System.arraycopy(content, 0, beginning, 0, length);
            copies.put(length, Files.write(place.resolve(file.getFileName().toString()), beginning));
        }
        return copies;
    }

    /** Nothing, a quarter, half, three quarters, and all but the last byte. */
    static List<Integer> usualLengths(Path file) throws IOException {
        int size = Math.toIntExact(Files.size(file));
        return List.of(0, size / 4, size / 2, size / 4 * 3, size - 1).stream()
                .distinct()
                .toList();
    }
}
