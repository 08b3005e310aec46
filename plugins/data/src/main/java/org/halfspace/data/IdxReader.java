package org.halfspace.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.data.NumpyArray;
import org.pf4j.Extension;

/**
 * Reads images in the IDX format of the MNIST files, gzip or not. Labels that are not given are looked for beside the images,
 * by the usual names: {@code t10k-labels-idx1-ubyte.gz} for {@code t10k-images-idx3-ubyte.gz}.
 */
@Extension
public final class IdxReader implements DatasetReader {

    @Override
    public String name() {
        return "idx";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return DataFormat.of(probe).equals(Optional.of(DataFormat.IDX));
    }

    @Override
    public Dataset read(Request request) throws IOException {
        NumpyArray images = IdxFile.read(request.file(), request.options().dataLimit());
        SampleLayout layout = SampleLayout.of(images.shape(), request);
        Optional<Path> labels = request.labels().or(() -> labelsBeside(request.file()));
        return SampleArray.of(
                request, images, layout, LabelFile.read(labels, images.shape().get(0), request.options()));
    }

    private static Optional<Path> labelsBeside(Path images) {
        String name = images.getFileName().toString();
        if (!name.contains("images")) {
            return Optional.empty();
        }
        String labels = name.replace("images", "labels").replaceFirst("idx[2-4]", "idx1");
        String bare = labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels;
        Set<String> names = new LinkedHashSet<>();
        names.add(labels);
        names.add(bare);
        names.add(bare + ".gz");
        return names.stream()
                .map(images::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
