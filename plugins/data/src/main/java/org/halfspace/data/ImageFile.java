package org.halfspace.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.halfspace.spi.InputException;

/** One PNG or JPEG file. Values are 0 to 255 whatever the file's depth; transparency is left out. */
final class ImageFile {
    /** No classifier takes an image of more pixels; a header that claims more is an attack. */
    private static final long MAX_PIXELS = 1L << 26;

    private ImageFile() {}

    /** Height and width in pixels. */
    record Size(int height, int width) {
        @Override
        public String toString() {
            return height + " x " + width + " (height x width)";
        }
    }

    /** What is done with a reader that has been given its file. */
    private interface Action<T> {
        T apply(ImageReader reader) throws IOException;
    }

    /** The size that a file's header says. */
    static Size size(Path file) throws IOException {
        return open(file, reader -> new Size(reader.getHeight(0), reader.getWidth(0)));
    }

    /** Decodes a file. */
    static BufferedImage decode(Path file) throws IOException {
        return open(file, reader -> {
            if ((long) reader.getHeight(0) * reader.getWidth(0) > MAX_PIXELS) {
                throw new InputException("the image is too large")
                        .where(file)
                        .expected("at most " + MAX_PIXELS + " pixels")
                        .found(new Size(reader.getHeight(0), reader.getWidth(0)));
            }
            return reader.read(0);
        });
    }

    private static <T> T open(Path file, Action<T> action) throws IOException {
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw damaged(file, "a file that is neither PNG nor JPEG", null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return action.apply(reader);
            } catch (InputException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // The decoders of the JDK answer damaged files with either.
                throw damaged(file, String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT), e);
            } finally {
                reader.dispose();
            }
        }
    }

    private static InputException damaged(Path file, String found, Throwable cause) {
        return new InputException("the image cannot be decoded", cause)
                .where(file)
                .expected("a PNG or JPEG image")
                .found(found)
                .hint("copy the file again, or take it out of the folder");
    }

    /** Whether an image has one channel of brightness. */
    static boolean isGrey(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel palette) {
            for (int i = 0; i < palette.getMapSize(); i++) {
                if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                    return false;
                }
            }
            return true;
        }
        return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    /**
     * Copies brightness: of a colour image, ITU-R 601 luma, as Pillow and most data pipelines have it.
     *
     * @param scale what 0 to 255 is multiplied by
     */
    static void copyGrey(BufferedImage image, double scale, FloatBuffer pixels, int offset) {
        int width = image.getWidth();
        boolean stored = isStoredGrey(image);
        double depth = depthFactor(image);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                int rgb = stored ? 0 : image.getRGB(x, y);
                double value = stored ? image.getRaster().getSample(x, y, 0) * depth : luma(rgb);
                pixels.put(offset + y * width + x, (float) (value * scale));
            }
        }
    }

    /**
     * Copies red, green and blue, a plane each.
     *
     * @param scale what 0 to 255 is multiplied by
     */
    static void copyColours(BufferedImage image, double scale, FloatBuffer pixels, int offset) {
        int width = image.getWidth();
        int plane = width * image.getHeight();
        boolean stored = isStoredGrey(image);
        double depth = depthFactor(image);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                int at = offset + y * width + x;
                int rgb = stored ? 0 : image.getRGB(x, y);
                double grey = stored ? image.getRaster().getSample(x, y, 0) * depth : 0;
                pixels.put(at, (float) ((stored ? grey : red(rgb)) * scale));
                pixels.put(at + plane, (float) ((stored ? grey : green(rgb)) * scale));
                pixels.put(at + 2 * plane, (float) ((stored ? grey : blue(rgb)) * scale));
            }
        }
    }

    /**
     * Whether the first channel is brightness as it stands. {@code getRGB} would take it for linear light and bend it by
     * gamma, which no other tool does.
     */
    private static boolean isStoredGrey(BufferedImage image) {
        ColorModel model = image.getColorModel();
        return !(model instanceof IndexColorModel) && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    /** What a channel of the file's depth is multiplied by to be 0 to 255. */
    private static double depthFactor(BufferedImage image) {
        return 255.0 / ((1L << image.getColorModel().getComponentSize(0)) - 1);
    }

    /** ITU-R 601 luma in Pillow's fixed-point form, so that both tools give the same byte. */
    private static int luma(int rgb) {
        return (19595 * red(rgb) + 38470 * green(rgb) + 7471 * blue(rgb) + (1 << 15)) >> 16;
    }

    private static int red(int rgb) {
        return rgb >> 16 & 0xFF;
    }

    private static int green(int rgb) {
        return rgb >> 8 & 0xFF;
    }

    private static int blue(int rgb) {
        return rgb & 0xFF;
    }
}
