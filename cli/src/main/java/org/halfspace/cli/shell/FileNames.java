package org.halfspace.cli.shell;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.halfspace.cli.shell.Completions.Completion;

/** The names of files, as completions. */
final class FileNames {
    /** Of a folder with more files, so many are looked at: a completion must not wait for a million names. */
    private static final int MOST = 5000;

    private FileNames() {}

    /**
     * Files and folders whose path begins like a word; hidden ones only where the word says so.
     *
     * @param prefix put in front of every completion
     */
    static List<Completion> startingWith(String word, String prefix) {
        int slash = word.lastIndexOf('/');
        String folder = word.substring(0, slash + 1);
        String start = word.substring(slash + 1);
        List<Completion> found = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder), file -> {
                    String name = file.getFileName().toString();
                    return name.startsWith(start) && (start.startsWith(".") || !name.startsWith("."));
                })) {
            for (Path entry : entries) {
                boolean directory = Files.isDirectory(entry);
                found.add(
                        new Completion(prefix + folder + entry.getFileName() + (directory ? "/" : ""), "", !directory));
                if (found.size() >= MOST) {
                    break;
                }
            }
        } catch (IOException | InvalidPathException | DirectoryIteratorException e) {
            // A folder that cannot be read completes nothing.
            return List.of();
        }
        found.sort(Comparator.comparing(Completion::word));
        return found;
    }
}
