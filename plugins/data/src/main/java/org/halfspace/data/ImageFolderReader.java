package org.halfspace.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.pf4j.Extension;

/**
 * Reads a folder of PNG and JPEG files. Subfolders are classes, numbered in the order of their names as text, as torchvision's
 * ImageFolder does ({@code "10"} comes before {@code "2"}); images that lie in the folder itself have no labels but those of a
 * file of labels, in the order of their names. Hidden files and other kinds of files are left out.
 */
@Extension
public final class ImageFolderReader implements DatasetReader {

    @Override
    public String name() {
        return "folder";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return DataFormat.of(probe).equals(Optional.of(DataFormat.FOLDER));
    }

    @Override
    public Dataset read(Request request) throws IOException {
        Path folder = request.file();
        if (!Files.isDirectory(folder)) {
            throw new InputException("not a folder").where(folder);
        }
        List<Path> classes = list(folder).stream()
                .filter(Files::isDirectory)
                .filter(path -> !isHidden(path))
                .toList();
        List<Path> files = images(folder);
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            List<Path> ofClass = images(classes.get(label));
            if (labels.isEmpty() && !files.isEmpty() && !ofClass.isEmpty()) {
                throw new InputException("the folder has images beside folders of images")
                        .where(folder)
                        .found(files.get(0).getFileName() + " beside "
                                + folder.relativize(classes.get(label))
                                        .resolve(ofClass.get(0).getFileName()))
                        .hint("move the images into the folders of their classes, or away");
            }
            for (Path file : ofClass) {
                files.add(file);
                labels.add(label);
            }
        }
        if (files.isEmpty()) {
            throw new InputException("no image in the folder")
                    .where(folder)
                    .expected("PNG or JPEG files, or folders of them, one per class");
        }
        int limit = request.options().dataLimit();
        List<Path> kept = limit > 0 && limit < files.size() ? files.subList(0, limit) : files;
        int[] known = labels.isEmpty() || request.labels().isPresent()
                ? LabelFile.read(request.labels(), kept.size(), request.options())
                : labels.stream().limit(kept.size()).mapToInt(Integer::intValue).toArray();
        return ImageFolder.of(request, kept, known);
    }

    private static List<Path> images(Path folder) throws IOException {
        List<Path> images = new ArrayList<>();
        for (Path path : list(folder)) {
            String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
            boolean image = name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
            if (image && !isHidden(path) && Files.isRegularFile(path)) {
                images.add(path);
            }
        }
        return images;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
