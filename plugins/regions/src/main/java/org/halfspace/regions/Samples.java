package org.halfspace.regions;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.NumpyType;
import org.halfspace.spi.data.NumpyWriter;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * How far the samples are from leaving their regions. Immutable.
 *
 * @param subject the model and the data
 * @param head the layer, over the domain that counts
 * @param rows one per sample; none without data
 */
record Samples(Subject subject, SoftmaxHead head, List<SampleRow> rows) {

    static Samples of(Subject subject, SoftmaxHead head) throws InterruptedException {
        List<SampleRow> rows = new ArrayList<>();
        if (subject.data().isPresent()) {
            Dataset data = subject.data().orElseThrow();
            SampleDistances distances = new SampleDistances(head, head.domain());
            HiddenSamples.forEach(subject, (sample, h) -> {
                int label = data.label(sample);
                rows.add(distances.row(sample, label < 0 ? null : label, HiddenSamples.clamped(h, head.domain())));
            });
        }
        return new Samples(subject, head, List.copyOf(rows));
    }

    /** The distributions in L1, L2 and L-infinity; none without data. */
    List<DistanceQuantiles> quantiles() {
        return rows.isEmpty()
                ? List.of()
                : List.of(
                        quantiles("l1", SampleRow::distanceL1),
                        quantiles("l2", SampleRow::distanceL2),
                        quantiles("linf", SampleRow::distanceLinf));
    }

    private DistanceQuantiles quantiles(String norm, ToDoubleFunction<SampleRow> distance) {
        return DistanceQuantiles.of(norm, rows.stream().mapToDouble(distance).toArray());
    }

    /** The medians in words. */
    Optional<String> finding() {
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "in hidden space, half of the samples leave their region within %.4g (L1), %.4g (L2), %.4g (L-infinity)",
                        quantiles().get(0).median(),
                        quantiles().get(1).median(),
                        quantiles().get(2).median()));
    }

    /** Writes the distances to all boundaries of every sample's class: samples x 3 x m, as .npy. */
    void write(OutputStream out) throws IOException, InterruptedException {
        int count = subject.data().orElseThrow().size();
        SampleDistances distances = new SampleDistances(head, head.domain());
        try (NumpyWriter writer = new NumpyWriter(out, NumpyType.FLOAT64, count, List.of(3, head.classes()))) {
            HiddenSamples.<IOException>forEach(
                    subject, (sample, h) -> writer.write(distances.all(HiddenSamples.clamped(h, head.domain()))));
        }
    }
}
