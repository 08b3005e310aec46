package org.halfspace.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelDescription;
import org.halfspace.spi.model.SoftmaxHead;

/** Subjects for an analysis, made of a head, a feature map and samples in memory. They need not be closed. */
public final class Subjects {
    private Subjects() {}

    /** A head alone, without data: g is the identity, as of a file of weights. */
    public static Subject of(SoftmaxHead head) {
        return new Subject(classifier(head, FeatureMap.identity(head.hiddenSize())), Optional.empty());
    }

    /**
     * A head with hidden vectors for its data.
     *
     * @param hidden samples x l
     * @param labels one per sample, or none at all
     */
    public static Subject of(SoftmaxHead head, float[][] hidden, int... labels) {
        return of(head, FeatureMap.identity(head.hiddenSize()), hidden, labels);
    }

    /**
     * A head after a feature map, with inputs for its data.
     *
     * @param features g, with l outputs
     * @param inputs samples x input size
     * @param labels one per sample, or none at all
     */
    public static Subject of(SoftmaxHead head, FeatureMap features, float[][] inputs, int... labels) {
        return new Subject(classifier(head, features), Optional.of(samples(inputs, labels)));
    }

    /**
     * A head with standard normal hidden vectors, each labelled with the class that the head gives it.
     *
     * @param count samples
     * @param seed of the numbers
     */
    public static Subject gaussian(SoftmaxHead head, int count, long seed) {
        Random random = new Random(seed);
        float[][] hidden = new float[count][head.hiddenSize()];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            double[] h = new double[head.hiddenSize()];
            for (int k = 0; k < h.length; k++) {
                hidden[i][k] = (float) random.nextGaussian();
                h[k] = hidden[i][k];
            }
            labels[i] = SoftmaxHead.argmax(head.logits(h));
        }
        return of(head, hidden, labels);
    }

    /** The same subject without any data, neither the user's nor the model's own. */
    public static Subject withoutData(Subject subject) {
        Classifier one = subject.classifier();
        return new Subject(
                new Classifier(
                        one.description(), one.input(), one.features(), one.head(), one.tail(), Optional.empty()),
                Optional.empty());
    }

    /** The same subject with a g that cannot be differentiated. */
    public static Subject withoutGradient(Subject subject) {
        Classifier one = subject.classifier();
        return new Subject(
                new Classifier(
                        one.description(),
                        one.input(),
                        new OpaqueMap(one.features()),
                        one.head(),
                        one.tail(),
                        one.samples()),
                subject.data());
    }

    /** A classifier of a head and a feature map; its inputs are vectors without bounds. */
    public static Classifier classifier(SoftmaxHead head, FeatureMap features) {
        ModelDescription description = new ModelDescription(
                Path.of("analytic"),
                "analytic",
                "testkit",
                "",
                (long) head.hiddenSize() * head.classes() + head.classes(),
                "h",
                "Gemm",
                "head",
                Optional.empty(),
                List.of());
        InputSpec input = new InputSpec(
                "x",
                List.of(-1L, (long) features.inputSize()),
                List.of(features.inputSize()),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                "");
        return new Classifier(description, input, features, head, Optional.empty(), Optional.empty());
    }

    private static Dataset samples(float[][] inputs, int[] labels) {
        int size = inputs[0].length;
        float[] pixels = new float[Math.multiplyExact(inputs.length, size)];
        for (int i = 0; i < inputs.length; i++) {
            System.arraycopy(inputs[i], 0, pixels, i * size, size);
        }
        return new ArrayDataset("samples in memory", List.of(size), pixels, labels.clone());
    }
}
