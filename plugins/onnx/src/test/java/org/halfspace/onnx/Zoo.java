package org.halfspace.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halfspace.spi.data.ArrayDataset;
import org.junit.jupiter.api.Assumptions;

/** Real models and images beside the checkout; tests that need them are skipped where they are absent. */
final class Zoo {
    private Zoo() {}

    /** A file of the zoo. */
    static Path file(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/zoo"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "no folder shared/zoo beside the checkout");
        return folder.resolve("shared/zoo").resolve(name);
    }

    /** A CSV file of images: label, then values from 0 to 255, in H, W, C order; as pixels from 0 to 1, channels first. */
    static ArrayDataset images(String name, List<Integer> shape) throws IOException {
        List<String> lines = Files.readAllLines(file(name));
        int channels = shape.size() == 3 ? shape.get(0) : 1;
        int size = shape.stream().reduce(1, Math::multiplyExact);
        float[] pixels = new float[lines.size() * size];
        int[] labels = new int[lines.size()];
        for (int s = 0; s < labels.length; s++) {
            String[] fields = lines.get(s).split(",", -1);
            labels[s] = Integer.parseInt(fields[0].strip());
            for (int k = 0; k < size; k++) {
                int channel = k % channels;
                int place = channel * (size / channels) + k / channels;
                pixels[s * size + place] = Float.parseFloat(fields[k + 1]) / 255;
            }
        }
        return new ArrayDataset(name, shape, pixels, labels);
    }
}
