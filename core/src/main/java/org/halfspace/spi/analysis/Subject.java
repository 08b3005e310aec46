package org.halfspace.spi.analysis;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * What an analysis looks at: a classifier, and a data set where the user gave one (or the model's file brought one).
 * Thread-safe.
 */
public final class Subject {
    private final Classifier classifier;
    private final Optional<Dataset> data;
    private final Map<Class<?>, Object> shared = new HashMap<>();

    /**
     * @param classifier the classifier; stays open as long as this is used
     * @param data samples in pixels
     * @throws InputException if the samples do not fit the model's input, or a label is not one of its classes
     */
    public Subject(Classifier classifier, Optional<Dataset> data) {
        this.classifier = Objects.requireNonNull(classifier);
        this.data = data.or(classifier::samples);
        this.data.ifPresent(this::requireFit);
    }

    private void requireFit(Dataset samples) {
        InputSpec input = classifier.input();
        if (samples.sampleSize() != input.size()) {
            throw new InputException("the data do not fit the model")
                    .where(samples.name())
                    .expected(input.size() + " numbers per sample (" + InputSpec.format(input.shape()) + ", input \""
                            + input.name() + "\" of "
                            + classifier.description().file().getFileName() + ")")
                    .found(samples.sampleSize() + " numbers per sample (" + InputSpec.format(samples.shape()) + ")")
                    .hint("give the kind of data that the model was made for");
        }
        int m = classifier.head().classes();
        for (int i = 0; i < samples.size(); i++) {
            int label = samples.label(i);
            if (label < -1 || label >= m) {
                throw new InputException("a label is not one of the model's classes")
                        .where("sample " + i + " of " + samples.name())
                        .expected("a label from 0 to " + (m - 1))
                        .found(label)
                        .hint("check that the labels belong to this model, and that they start at 0");
            }
        }
    }

    /** The classifier. */
    public Classifier classifier() {
        return classifier;
    }

    /** The classifier's softmax layer. */
    public SoftmaxHead head() {
        return classifier.head();
    }

    /** The samples, if any. */
    public Optional<Dataset> data() {
        return data;
    }

    /**
     * Something that is computed from the head and is the same for everybody who looks at it: computed by whoever asks first, and
     * kept.
     *
     * @param type what it is; one thing is kept of each type
     * @param compute computes it; may take seconds, during which others who ask wait
     */
    public <T> T ofHead(Class<T> type, Function<SoftmaxHead, T> compute) {
        synchronized (shared) {
            Object known = shared.get(type);
            if (known == null) {
                known = compute.apply(head());
                shared.put(type, known);
            }
            return type.cast(known);
        }
    }

    /**
     * The pixels of some samples.
     *
     * @param task which samples of the data
     * @return {@code task.size()} x input size numbers, in a direct buffer of their own
     * @throws InputException if a pixel is not a finite number
     */
    public FloatBuffer pixels(Task task) {
        Dataset samples = data.orElseThrow();
        int size = samples.sampleSize();
        FloatBuffer pixels = FeatureMap.allocate(Math.multiplyExact(task.size(), size));
        for (int i = 0; i < task.size(); i++) {
            samples.read(task.begin() + i, pixels, i * size);
        }
        for (int k = 0; k < task.size() * size; k++) {
            if (!Float.isFinite(pixels.get(k))) {
                throw new InputException("a sample has a pixel that is not a finite number")
                        .where("sample " + (task.begin() + k / size) + " of " + samples.name())
                        .found(pixels.get(k));
            }
        }
        return pixels;
    }

    /**
     * The hidden vectors g(x) of some samples.
     *
     * @param task which samples of the data
     * @return {@code task.size()} x l, one hidden vector per row
     */
    public DMatrixRMaj hidden(Task task) {
        FeatureMap g = classifier.features();
        FloatBuffer outputs = FeatureMap.allocate(Math.multiplyExact(task.size(), g.outputSize()));
        g.apply(pixels(task), task.size(), outputs);
        DMatrixRMaj hidden = new DMatrixRMaj(task.size(), g.outputSize());
        for (int k = 0; k < hidden.getNumElements(); k++) {
            hidden.data[k] = outputs.get(k);
        }
        return hidden;
    }

    /** The classes' labels and the samples' order as a short text, for messages. */
    @Override
    public String toString() {
        return String.join(
                ", ",
                List.of(
                        classifier.description().file().toString(),
                        data.map(Dataset::name).orElse("no data")));
    }
}
