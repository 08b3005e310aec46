package org.halfspace.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyLabels;
import org.pf4j.Extension;

/**
 * Reads one sample per line of text: the label, then the pixels, gzip or not. The label is missing where a file of labels is
 * given, and where a line has exactly as many numbers as the model takes.
 */
@Extension
public final class CsvReader implements DatasetReader {

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return DataFormat.of(probe).equals(Optional.of(DataFormat.CSV));
    }

    @Override
    public Dataset read(Request request) throws IOException {
        NumberTable table = DataFile.read(
                request.file(), in -> NumberTable.read(in, request.options().dataLimit(), request.file()));
        boolean labelFirst = request.labels().isEmpty() && table.columns() != product(request.sampleShape());
        if (labelFirst && table.columns() < 2) {
            throw new InputException("the rows have no pixels")
                    .where(request.file())
                    .expected("the label, then the pixels")
                    .found("1 cell per row")
                    .hint("these may be the labels; give the file of images first: --data IMAGES,LABELS");
        }
        NumpyArray pixels = table.array(labelFirst ? 1 : 0, table.columns());
        int[] labels =
                labelFirst ? labels(table, request) : LabelFile.read(request.labels(), table.size(), request.options());
        double scale = DataScale.of(request.options(), pixels, true);
        return SampleArray.of(request, pixels, SampleLayout.of(pixels.shape(), request), labels, scale);
    }

    private static int[] labels(NumberTable table, Request request) {
        int[] labels = new int[table.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = NumpyLabels.label(table.get(i, 0), i, request.file());
        }
        return labels;
    }

    private static int product(List<Integer> shape) {
        return shape.isEmpty() ? -1 : shape.stream().reduce(1, Math::multiplyExact);
    }
}
