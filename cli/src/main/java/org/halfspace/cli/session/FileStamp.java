package org.halfspace.cli.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.halfspace.workbench.Workbench;

/**
 * What shows that files have changed on disk: sizes, times, and which files they are. Two stamps of the same files are equal until
 * one of these is written.
 *
 * @param lines one for each file
 */
record FileStamp(List<String> lines) {

    /**
     * The files of a subject: the model, what lies beside it under its name (the options, weights in a file of their own), the
     * data and the labels.
     */
    static FileStamp of(Workbench.Inputs inputs) {
        List<String> lines = new ArrayList<>();
        Path model = inputs.model().toAbsolutePath().normalize();
        add(model, lines);
        if (model.getParent() != null && model.getFileName() != null) {
            String stem = model.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            try (Stream<Path> beside = Files.list(model.getParent())) {
                beside.filter(file -> file.getFileName().toString().startsWith(stem + "."))
                        .filter(file -> !file.equals(model))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(file -> add(file, lines));
            } catch (IOException | UncheckedIOException e) {
                lines.add(model.getParent() + " cannot be listed");
            }
        }
        inputs.data().ifPresent(argument -> {
            add(Path.of(argument), lines);
            int comma = argument.lastIndexOf(',');
            if (comma > 0) {
                add(Path.of(argument.substring(0, comma)), lines);
                add(Path.of(argument.substring(comma + 1)), lines);
            }
        });
        return new FileStamp(List.copyOf(lines));
    }

    private static void add(Path path, List<String> lines) {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                files.filter(Files::isRegularFile).sorted().forEach(file -> addFile(file, lines));
            } catch (IOException | UncheckedIOException e) {
                lines.add(path + " cannot be listed");
            }
        } else {
            addFile(path, lines);
        }
    }

    private static void addFile(Path file, List<String> lines) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            lines.add(file + " " + found.size() + " " + found.lastModifiedTime() + " " + found.fileKey());
        } catch (IOException e) {
            lines.add(file + " is not there");
        }
    }
}
