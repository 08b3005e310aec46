package com.example.starter.datareader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.pf4j.Extension;

/** Samples as text: the line "starter", a line for each sample with its label and its pixels, the line "end". */
@Extension
public final class StarterReader implements DatasetReader {
    private static final String FIRST = "starter";
    private static final String LAST = "end";

    @Override
    public String name() {
        return "starter";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return probe.startsWith(FIRST);
    }

    @Override
    public Dataset read(Request request) throws IOException {
        Path file = request.file();
        List<String> lines = Files.readAllLines(file);
        int inFile = lines.size() - 2;
        if (inFile < 1 || !lines.get(0).equals(FIRST) || !lines.get(inFile + 1).equals(LAST)) {
            throw new InputException("the file is damaged, or of another format")
                    .where(file)
                    .expected("\"" + FIRST + "\", a line for each sample, \"" + LAST + "\"")
                    .found(lines.size() + " lines")
                    .hint("write the file again");
        }
        // What the user can ask of every reader: the first samples only, and another scale of pixels.
        int limit = request.options().dataLimit();
        int count = limit == 0 ? inFile : Math.min(limit, inFile);
        double scale = request.options().scale(1);
        int[] labels = new int[count];
        float[] pixels = new float[0];
        int size = 0;
        for (int i = 0; i < count; i++) {
            String[] words = lines.get(i + 1).strip().split("\\s+", -1);
            if (i == 0) {
                size = words.length - 1;
                pixels = new float[Math.multiplyExact(count, size)];
            }
            if (words.length != size + 1 || size == 0) {
                throw new InputException("a sample has another number of pixels than the first, or none")
                        .where(file + ", line " + (i + 2))
                        .expected("a label and " + size + " pixels")
                        .found(words.length + " numbers");
            }
            try {
                labels[i] = Integer.parseInt(words[0]);
                for (int k = 0; k < size; k++) {
                    pixels[i * size + k] = (float) (scale * Double.parseDouble(words[k + 1]));
                }
            } catch (NumberFormatException e) {
                throw new InputException("a line cannot be read", e)
                        .where(file + ", line " + (i + 2))
                        .expected("a label, a whole number, and pixels")
                        .found(e.getMessage());
            }
        }
        return new ArrayDataset(file.getFileName().toString(), List.of(size), pixels, labels);
    }
}
