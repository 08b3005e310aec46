package org.halfspace.spi.model;

import java.util.List;
import java.util.Optional;
import org.halfspace.spi.Parameter;

/**
 * How a model is to be read. The command line's model options and the keys of a {@code MODEL.halfspace.yaml} beside the model
 * are this record. Immutable.
 */
public record ModelOptions(
        @Parameter(
                        value = "What pixels are multiplied by before the mean is subtracted",
                        defaultValue = "1",
                        label = "S")
                double inputScale,
        @Parameter(value = "Mean subtracted from scaled pixels: one number, or one per channel", label = "M,...")
                List<Double> inputMean,
        @Parameter(value = "Standard deviation to divide by: one number, or one per channel", label = "S,...")
                List<Double> inputStd,
        @Parameter(value = "How the graph orders the axes of an image", defaultValue = "auto") Layout layout,
        @Parameter(value = "Least and greatest value of a pixel", defaultValue = "0,1", label = "LO,HI")
                List<Double> bounds,
        @Parameter(
                        value = "Node to take as the last affine layer, by node name or by the name of its output",
                        label = "NODE")
                Optional<String> head,
        @Parameter(value = "Graph output that holds the logits or probabilities", label = "NAME")
                Optional<String> output,
        @Parameter(
                        value = "Where hidden vectors lie: auto, real, nonnegative or box:LO,HI",
                        defaultValue = "auto",
                        label = "DOMAIN")
                String hiddenDomain,
        @Parameter(value = "How a file of weights stores W", defaultValue = "auto") WeightsLayout weightsLayout) {

    /** The order of an image's axes inside the graph. */
    public enum Layout {
        /** Told from the input's shape. */
        AUTO,
        /** Batch, channels, height, width. */
        NCHW,
        /** Batch, height, width, channels. */
        NHWC
    }

    /** The orientation of a weight matrix in a file. */
    public enum WeightsLayout {
        /** Classes x features, as frameworks store it, unless the bias's length says otherwise. */
        AUTO,
        /** One row per class. */
        CLASSES_BY_FEATURES,
        /** One row per feature. */
        FEATURES_BY_CLASSES
    }

    /** Every option at its default. */
    public static ModelOptions defaults() {
        return new ModelOptions(
                1,
                List.of(),
                List.of(),
                Layout.AUTO,
                List.of(0.0, 1.0),
                Optional.empty(),
                Optional.empty(),
                "auto",
                WeightsLayout.AUTO);
    }

    /** The domain that was asked for; empty where the loader is to find it out. */
    public Optional<HiddenDomain> requestedDomain() {
        return hiddenDomain.equalsIgnoreCase("auto") ? Optional.empty() : Optional.of(HiddenDomain.parse(hiddenDomain));
    }
}
