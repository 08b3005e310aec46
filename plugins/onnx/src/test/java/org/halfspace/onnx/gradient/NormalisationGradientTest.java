package org.halfspace.onnx.gradient;

import java.util.List;

/** Normalisations. */
class NormalisationGradientTest extends OperatorGradientChecks {

    @Override
    void addCases() {
        add(
                "BatchNormalization",
                net -> net.node(
                        "BatchNormalization",
                        List.of("x", net.weights(3), net.weights(3), net.weights(3), net.positive(3))),
                3,
                2,
                2);
        add(
                "Conv BatchNormalization",
                net -> net.node(
                        "BatchNormalization",
                        List.of(
                                net.node("Conv", List.of("x", net.weights(4, 3, 2, 2), net.weights(4))),
                                net.weights(4),
                                net.weights(4),
                                net.weights(4),
                                net.positive(4))),
                3,
                3,
                3);
        add(
                "ConvTranspose BatchNormalization",
                net -> net.node(
                        "BatchNormalization",
                        List.of(
                                net.node("ConvTranspose", List.of("x", net.weights(4, 3, 2, 2)), "group", 2),
                                net.weights(6),
                                net.weights(6),
                                net.weights(6),
                                net.positive(6))),
                4,
                3,
                3);
        add(
                "LayerNormalization",
                net -> net.node("LayerNormalization", List.of("x", net.weights(5), net.weights(5))),
                3,
                5);
        add(
                "LayerNormalization axis",
                net -> net.node("LayerNormalization", List.of("x", net.weights(3, 5)), "axis", 1, "epsilon", 0.1f),
                3,
                5);
        add(
                "InstanceNormalization",
                net -> net.node("InstanceNormalization", List.of("x", net.weights(3), net.weights(3))),
                3,
                2,
                3);
        add(
                "GroupNormalization",
                -1,
                1,
                net -> net.node("GroupNormalization", List.of("x", net.weights(4), net.weights(4)), "num_groups", 2),
                Nets.opset(21, 4, 2, 2));
        add(
                "RMSNormalization",
                -1,
                1,
                net -> net.node("RMSNormalization", List.of("x", net.weights(5))),
                Nets.opset(23, 3, 5));
        add("LpNormalization", net -> net.node("LpNormalization", List.of("x"), "axis", 1), 4, 2);
        add(
                "MeanVarianceNormalization",
                net -> net.node("MeanVarianceNormalization", List.of("x"), "axes", new long[] {2, 3}),
                2,
                2,
                3);
        add(
                "LRN",
                net -> net.node("LRN", List.of("x"), "size", 3, "alpha", 0.5f, "beta", 0.75f, "bias", 1.5f),
                5,
                2,
                2);
    }
}
