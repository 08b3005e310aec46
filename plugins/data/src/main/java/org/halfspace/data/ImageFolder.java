package org.halfspace.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader.Request;

/** Images of one size in files of their own, decoded when they are read. */
final class ImageFolder implements Dataset {
    private final String name;
    private final List<Path> files;
    private final int[] labels;
    private final List<Integer> shape;
    private final double scale;

    private ImageFolder(String name, List<Path> files, int[] labels, List<Integer> shape, double scale) {
        this.name = name;
        this.files = files;
        this.labels = labels;
        this.shape = shape;
        this.scale = scale;
    }

    /**
     * Looks at the size of every image; the pixels are left for later.
     *
     * @throws InputException if a file is not an image, or the sizes differ
     */
    static Dataset of(Request request, List<Path> files, int[] labels) throws IOException {
        ImageFile.Size first = ImageFile.size(files.get(0));
        for (Path file : files) {
            ImageFile.Size size = ImageFile.size(file);
            if (!size.equals(first)) {
                throw new InputException("the images have different sizes")
                        .where(file)
                        .expected(first + ", the size of " + files.get(0).getFileName())
                        .found(size)
                        .hint("resize the images to what the model takes");
            }
        }
        List<Integer> shape = List.of(channels(request, files.get(0)), first.height(), first.width());
        double scale = DataScale.ofBytes(request.options());
        String name = request.file().toAbsolutePath().normalize().getFileName().toString();
        return new ImageFolder(name, List.copyOf(files), labels, shape, scale);
    }

    /** What the model takes; without one, what the first image has. */
    private static int channels(Request request, Path first) throws IOException {
        List<Integer> model = request.sampleShape();
        if (model.size() == 3 && (model.get(0) == 1 || model.get(0) == 3)) {
            return model.get(0);
        }
        return ImageFile.isGrey(ImageFile.decode(first)) ? 1 : 3;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    @Override
    public void read(int index, FloatBuffer pixels, int offset) {
        Path file = files.get(index);
        BufferedImage image;
        try {
            image = ImageFile.decode(file);
        } catch (IOException e) {
            throw new InputException("the image cannot be read", e).where(file).found(e.getMessage());
        }
        if (image.getHeight() != shape.get(1) || image.getWidth() != shape.get(2)) {
            throw new InputException("the image has changed").where(file);
        }
        if (shape.get(0) == 1) {
            ImageFile.copyGrey(image, scale, pixels, offset);
        } else {
            ImageFile.copyColours(image, scale, pixels, offset);
        }
    }

    @Override
    public int label(int index) {
        Objects.checkIndex(index, files.size());
        return labels.length == 0 ? -1 : labels[index];
    }
}
