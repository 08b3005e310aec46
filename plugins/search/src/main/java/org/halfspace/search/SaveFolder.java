package org.halfspace.search;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.halfspace.search.Pairs.Pair;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.spi.data.NumpyType;
import org.halfspace.spi.data.NumpyWriter;

/** What is saved: all inputs found in one array, and pictures of the first ones. */
final class SaveFolder {
    /** Pictures are for looking at; the array has all. */
    private static final int MOST_PICTURES = 50;

    /** Pixels of the picture for one of the image, so that small images can be seen. */
    private static final int SCALE_UP_TO = 224;

    private SaveFolder() {}

    /** Makes the folder before the work begins. */
    static void require(SearchParameters parameters) {
        if (parameters.save().isEmpty()) {
            return;
        }
        Path folder = parameters.save().get();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException("the folder cannot be made", e)
                    .where("--save " + folder)
                    .found(e.toString());
        }
    }

    /** The files of a run. */
    static List<Artifact> artifacts(
            SearchRun run, SearchParameters parameters, List<Integer> shape, List<PairRow> rows) {
        if (parameters.save().isEmpty()) {
            return List.of();
        }
        Path folder = parameters.save().get();
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(new Artifact(folder.resolve("inputs.npy"), out -> {
            int size = shape.stream().reduce(1, Math::multiplyExact);
            float[] nothing = new float[size];
            Arrays.fill(nothing, Float.NaN);
            float[][] found = new float[run.pairCount()][];
            for (PairRow row : rows) {
                found[row.pair()] = row.found() ? run.match(row.pair()) : null;
            }
            try (NumpyWriter writer = new NumpyWriter(out, NumpyType.FLOAT32, found.length, shape)) {
                for (float[] one : found) {
                    writer.write(FloatBuffer.wrap(one == null ? nothing : one), 1);
                }
            }
        }));
        int[] image = imageShape(shape);
        rows.stream()
                .filter(PairRow::found)
                .limit(image.length == 0 ? 0 : MOST_PICTURES)
                .forEach(row -> {
                    Pair pair = run.pair(row.pair());
                    String name = "pair-" + row.pair() + "-from-" + pair.source() + "-to-" + pair.target() + ".png";
                    artifacts.add(new Artifact(folder.resolve(name), out -> {
                        double[] x = run.pixels(pair.source());
                        double[] y = run.pixels(pair.target());
                        ImageIO.write(picture(image, x, run.match(row.pair()), y), "png", out);
                    }));
                });
        return artifacts;
    }

    /** Channels, height and width; empty where samples are no images. */
    private static int[] imageShape(List<Integer> shape) {
        if (shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == 3)) {
            return new int[] {shape.get(0), shape.get(1), shape.get(2)};
        }
        int size = shape.stream().reduce(1, Math::multiplyExact);
        int side = (int) Math.round(Math.sqrt(size));
        // A flattened square of grey pixels.
        return side > 1 && side * side == size ? new int[] {1, side, side} : new int[0];
    }

    /** x, x*, their difference amplified about grey until it fills the range, x', side by side. */
    private static BufferedImage picture(int[] shape, double[] x, float[] match, double[] target) {
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(match[i] - x[i]));
        }
        double[] found = new double[x.length];
        double[] difference = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            found[i] = match[i];
            difference[i] = largest == 0 ? 0.5 : 0.5 + (match[i] - x[i]) / (2 * largest);
        }
        int height = shape[1];
        int width = shape[2];
        int scale = Math.max(1, SCALE_UP_TO / Math.max(height, width));
        int gap = scale;
        BufferedImage image =
                new BufferedImage(4 * width * scale + 3 * gap, height * scale, BufferedImage.TYPE_INT_RGB);
        double[][] panels = {x, found, difference, target};
        for (int panel = 0; panel < panels.length; panel++) {
            for (int v = 0; v < height * scale; v++) {
                for (int u = 0; u < width * scale; u++) {
                    int at = v / scale * width + u / scale;
                    int rgb = 0;
                    for (int channel = 0; channel < 3; channel++) {
                        int plane = shape[0] == 1 ? 0 : channel;
                        double value = panels[panel][plane * height * width + at];
                        rgb = rgb << 8 | (int) Math.rint(255 * Math.min(Math.max(value, 0), 1));
                    }
                    image.setRGB(panel * (width * scale + gap) + u, v, rgb);
                }
            }
        }
        return image;
    }
}
