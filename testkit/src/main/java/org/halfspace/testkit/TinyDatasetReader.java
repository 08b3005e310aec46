package org.halfspace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;

/**
 * Samples as a text file, for tests that need a file of data without the plugins that read real ones: {@code tiny-data}, then a
 * line for each sample, its label first, then {@code end}.
 */
public final class TinyDatasetReader implements DatasetReader {
    private static final String FIRST = "tiny-data";
    private static final String LAST = "end";

    /** The reader, as a plugin's injector builds it. */
    public TinyDatasetReader() {}

    /**
     * Writes samples as a file.
     *
     * @param samples samples x numbers
     * @param labels one per sample
     */
    public static Path write(Path file, float[][] samples, int... labels) {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        for (int i = 0; i < samples.length; i++) {
            text.append(labels[i]);
            for (float number : samples[i]) {
                text.append(' ').append(number);
            }
            text.append('\n');
        }
        try {
            return Files.writeString(file, text.append(LAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "tiny-data";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return probe.startsWith(FIRST);
    }

    @Override
    public Dataset read(Request request) throws IOException {
        List<String> lines = Files.readAllLines(request.file());
        if (lines.size() < 3
                || !lines.get(0).equals(FIRST)
                || !lines.get(lines.size() - 1).equals(LAST)) {
            throw new InputException("the tiny data are damaged")
                    .where(request.file())
                    .expected("\"tiny-data\", lines of numbers and \"end\"")
                    .found(lines.size() + " lines");
        }
        int limit = request.options().dataLimit();
        int size = limit == 0 ? lines.size() - 2 : Math.min(limit, lines.size() - 2);
        List<Float> pixels = new ArrayList<>();
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            String[] words = lines.get(i + 1).split(" ", -1);
            labels[i] = Integer.parseInt(words[0]);
            for (int k = 1; k < words.length; k++) {
                pixels.add(Float.valueOf(words[k]));
            }
        }
        float[] numbers = new float[pixels.size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = pixels.get(k);
        }
        return new ArrayDataset(
                request.file().getFileName().toString(), List.of(numbers.length / size), numbers, labels);
    }
}
