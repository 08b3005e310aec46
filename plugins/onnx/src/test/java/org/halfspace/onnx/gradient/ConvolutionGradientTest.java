package org.halfspace.onnx.gradient;

import java.util.List;

/** Convolutions in one to three axes, with every kind of padding. */
class ConvolutionGradientTest extends OperatorGradientChecks {

    @Override
    void addCases() {
        add(
                "Conv",
                net -> net.node(
                        "Conv", List.of("x", net.weights(3, 2, 3, 3), net.weights(3)), "pads", new long[] {1, 1, 1, 1}),
                2,
                4,
                4);
        add("Conv valid", net -> net.node("Conv", List.of("x", net.weights(3, 2, 3, 2))), 2, 4, 4);
        add(
                "Conv strided",
                net -> net.node(
                        "Conv",
                        List.of("x", net.weights(3, 2, 3, 3)),
                        "pads",
                        new long[] {1, 1, 1, 1},
                        "strides",
                        new long[] {2, 2}),
                2,
                6,
                6);
        add(
                "Conv strided asymmetric",
                net -> net.node(
                        "Conv",
                        List.of("x", net.weights(3, 2, 3, 3)),
                        "pads",
                        new long[] {0, 1, 2, 1},
                        "strides",
                        new long[] {3, 2}),
                2,
                5,
                6);
        add(
                "Conv grouped",
                net -> net.node(
                        "Conv", List.of("x", net.weights(6, 2, 3, 3)), "group", 2, "pads", new long[] {1, 0, 0, 1}),
                4,
                4,
                4);
        add(
                "Conv depthwise",
                net -> net.node(
                        "Conv", List.of("x", net.weights(3, 1, 3, 3)), "group", 3, "pads", new long[] {1, 1, 1, 1}),
                3,
                4,
                4);
        add(
                "Conv grouped strided",
                net -> net.node(
                        "Conv", List.of("x", net.weights(6, 2, 3, 3)), "group", 2, "strides", new long[] {2, 2}),
                4,
                6,
                6);
        add(
                "Conv dilated",
                net -> net.node(
                        "Conv",
                        List.of("x", net.weights(3, 2, 3, 3)),
                        "dilations",
                        new long[] {2, 2},
                        "pads",
                        new long[] {2, 1, 2, 1}),
                2,
                5,
                5);
        add(
                "Conv same upper",
                net -> net.node(
                        "Conv", List.of("x", net.weights(3, 2, 3, 3)), "auto_pad", "SAME_UPPER", "strides", new long[] {
                            2, 2
                        }),
                2,
                5,
                4);
        add(
                "Conv same lower",
                net -> net.node("Conv", List.of("x", net.weights(3, 2, 2, 2)), "auto_pad", "SAME_LOWER"),
                2,
                5,
                4);
        add(
                "Conv large pads",
                net -> net.node("Conv", List.of("x", net.weights(3, 2, 2, 2)), "pads", new long[] {2, 2, 2, 2}),
                2,
                3,
                3);
        add("Conv 1d", net -> net.node("Conv", List.of("x", net.weights(3, 2, 3)), "strides", new long[] {2}), 2, 8);
        add("Conv 3d", net -> net.node("Conv", List.of("x", net.weights(2, 1, 2, 2, 2))), 1, 3, 3, 3);
        add(
                "Conv 3d strided",
                net -> net.node("Conv", List.of("x", net.weights(2, 1, 2, 2, 2)), "strides", new long[] {2, 2, 2}),
                1,
                4,
                4,
                4);
        add(
                "ConvTranspose",
                net -> net.node(
                        "ConvTranspose",
                        List.of("x", net.weights(2, 3, 3, 3), net.weights(3)),
                        "strides",
                        new long[] {2, 2},
                        "pads",
                        new long[] {1, 1, 1, 1},
                        "output_padding",
                        new long[] {1, 1}),
                2,
                3,
                3);
        add(
                "ConvTranspose grouped",
                net -> net.node("ConvTranspose", List.of("x", net.weights(4, 3, 2, 2)), "group", 2),
                4,
                3,
                3);
        add(
                "ConvTranspose 1d",
                net -> net.node(
                        "ConvTranspose",
                        List.of("x", net.weights(2, 3, 4)),
                        "strides",
                        new long[] {2},
                        "dilations",
                        new long[] {2}),
                2,
                3);
    }
}
