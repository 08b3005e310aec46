package org.halfspace.experiment.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyArray;

/** Images that an analysis wrote, as data URIs: PNG files as they are, arrays of inputs as pictures. */
final class Pictures {
    /** Of many inputs, so many are shown. */
    private static final int SHOWN = 24;

    /** A larger file is not made part of the page. */
    private static final long LARGEST_PNG = 512 << 10;

    /** More pixels than this and the page would be slow; the file is beside it. */
    private static final int LARGEST_SIDE = 512;

    private Pictures() {}

    /** The pictures in a file; none where it holds none. */
    static List<String> of(Path file) {
        String name = file.getFileName().toString();
        try {
            if (name.endsWith(".png") && Files.size(file) <= LARGEST_PNG) {
                return List.of(uri(Files.readAllBytes(file)));
            }
            return name.endsWith(".npy") ? inputs(file) : List.of();
        } catch (IOException | InputException e) {
            // A picture is an illustration: without its file the numbers still stand.
            return List.of();
        }
    }

    private static List<String> inputs(Path file) throws IOException {
        NumpyArray array = NumpyArray.read(file);
        List<Integer> shape = array.shape();
        boolean images = shape.size() == 4
                && (shape.get(1) == 1 || shape.get(1) == 3)
                && shape.get(2) <= LARGEST_SIDE
                && shape.get(3) <= LARGEST_SIDE;
        List<String> pictures = new ArrayList<>();
        for (int i = 0; images && i < Math.min(SHOWN, shape.get(0)); i++) {
            pictures.add(uri(png(array, i, shape.get(1), shape.get(2), shape.get(3))));
        }
        return pictures;
    }

    /** Pixels are between 0 and 1, channels first. */
    private static byte[] png(NumpyArray array, int sample, int channels, int height, int width) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int plane = height * width;
        for (int p = 0; p < plane; p++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                int index = (sample * channels + Math.min(c, channels - 1)) * plane + p;
                double value = Math.max(0, Math.min(1, array.getDouble(index)));
                rgb = rgb << 8 | (int) Math.round(255 * value);
            }
            image.setRGB(p % width, p / width, rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String uri(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
