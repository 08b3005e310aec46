package org.halfspace.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;
import org.pf4j.Extension;

/** Reads samples from NumPy's .npy (samples along the first axis) and .npz (samples and labels by the usual names). */
@Extension
public final class NumpyReader implements DatasetReader {
    /** What an array of samples is called in an archive, whatever its case, best first. */
    private static final List<String> KEYS =
            List.of("x", "images", "image", "data", "features", "inputs", "arr_0", "x_test", "test_images");

    @Override
    public String name() {
        return "numpy";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return DataFormat.of(probe).equals(Optional.of(DataFormat.NUMPY));
    }

    @Override
    public Dataset read(Request request) throws IOException {
        FileProbe probe = FileProbe.of(request.file());
        if (probe.startsWith("PK") || probe.hasSuffix(".npz")) {
            return readArchive(request);
        }
        NumpyArray samples = NumpyArray.read(request.file());
        SampleLayout layout = SampleLayout.of(samples.shape(), request);
        int count = SampleArray.count(samples, request);
        return SampleArray.of(request, samples, layout, LabelFile.read(request.labels(), count, request.options()));
    }

    private static Dataset readArchive(Request request) throws IOException {
        try (NumpyArchive archive = NumpyArchive.open(request.file())) {
            List<String> names = archive.names();
            String name = find(names, KEYS).orElseThrow(() -> new InputException("no samples in the archive")
                    .where(request.file())
                    .expected("an array of one of the names " + String.join(", ", KEYS))
                    .found(String.join(", ", names))
                    .hint("write it so: numpy.savez(file, x=images, y=labels)"));
            NumpyArray samples = archive.read(name).orElseThrow();
            SampleLayout layout = SampleLayout.of(samples.shape(), request);
            int count = SampleArray.count(samples, request);
            Optional<String> key = request.labels().isPresent() ? Optional.empty() : find(names, labelKeys(name));
            int[] labels = key.isEmpty()
                    ? LabelFile.read(request.labels(), count, request.options())
                    : LabelFile.fit(
                            archive.read(key.get()).orElseThrow(),
                            count,
                            request.options(),
                            "\"" + key.get() + "\" of " + request.file());
            return SampleArray.of(request, samples, layout, labels);
        }
    }

    /** Samples and labels that numpy.savez was given without names belong together. */
    private static List<String> labelKeys(String samples) {
        return samples.equals("arr_0") ? List.of("arr_1") : LabelFile.KEYS;
    }

    /** The first of the keys that is among the names, whatever its case. */
    static Optional<String> find(List<String> names, List<String> keys) {
        return keys.stream()
                .flatMap(key -> names.stream().filter(name -> name.equalsIgnoreCase(key)))
                .findFirst();
    }
}
