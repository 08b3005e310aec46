package com.example.starter.modelloader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.pf4j.Extension;

/** Last layers as text: the line "starter", a line for each class with its bias and its weights, the line "end". */
@Extension
public final class StarterLoader implements ModelLoader {
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
    public Classifier load(Request request) throws IOException {
        Path file = request.file();
        double[][] classes = read(file);
        int m = classes.length;
        int l = classes[0].length - 1;
        DMatrixRMaj weights = new DMatrixRMaj(l, m); // W, l x m: one column for each class
        double[] bias = new double[m];
        for (int i = 0; i < m; i++) {
            if (classes[i].length != l + 1) {
                throw new InputException("a class has another number of weights than the first")
                        .where(file + ", line " + (i + 2))
                        .expected("a bias and " + l + " weights")
                        .found(classes[i].length + " numbers");
            }
            bias[i] = classes[i][0];
            for (int k = 0; k < l; k++) {
                weights.set(k, i, classes[i][k + 1]);
            }
        }
        HiddenDomain domain = request.options().requestedDomain().orElse(HiddenDomain.REAL);
        SoftmaxHead head = new SoftmaxHead(weights, bias, domain, Precision.FLOAT64);
        return Classifier.ofHead(file, name(), head, request.options());
    }

    /** One array for each class. */
    private static double[][] read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int m = lines.size() - 2;
        if (m < 2 || !lines.get(0).equals(FIRST) || !lines.get(m + 1).equals(LAST)) {
            throw new InputException("the file is damaged, or of another format")
                    .where(file)
                    .expected("\"" + FIRST + "\", a line for each of two classes or more, \"" + LAST + "\"")
                    .found(lines.size() + " lines")
                    .hint("write the file again");
        }
        double[][] classes = new double[m][];
        for (int i = 0; i < m; i++) {
            String line = lines.get(i + 1);
            try {
                classes[i] = Arrays.stream(line.strip().split("\\s+", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
            } catch (NumberFormatException e) {
                throw new InputException("a line cannot be read", e)
                        .where(file + ", line " + (i + 2))
                        .expected("numbers with spaces between them")
                        .found(line);
            }
        }
        return classes;
    }
}
