package org.halfspace.onnx.head;

import java.util.OptionalInt;
import java.util.Set;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;

/** What operators are to a softmax layer. */
final class Operators {
    /** Operators that change sizes and leave the numbers, and their order, as they are. */
    private static final Set<String> SHAPES = Set.of("Flatten", "Reshape", "Squeeze", "Unsqueeze");

    private static final Set<String> SAME = Set.of("Identity", "Dropout");

    /** Operators that scale and shift every logit by constants. */
    private static final Set<String> ELEMENTWISE =
            Set.of("Add", "Sub", "Mul", "Div", "Neg", "Sum", "BatchNormalization");

    private static final Set<String> POOLS = Set.of("GlobalAveragePool", "AveragePool", "ReduceMean");

    private Operators() {}

    /** Whether a node hands on its first input's numbers in their order. */
    static boolean keepsNumbers(Node node) {
        return node.isOneOf(SHAPES) || node.isOneOf(SAME) || isFloatCast(node) || isLoneConcat(node);
    }

    private static boolean isFloatCast(Node node) {
        return node.is("CastLike")
                || (node.is("Cast")
                        && ElementType.of((int) node.intAttribute("to", 0))
                                .filter(ElementType::isFloating)
                                .isPresent());
    }

    private static boolean isLoneConcat(Node node) {
        return (node.is("Concat") || node.is("Sum") || node.is("Max") || node.is("Min"))
                && node.inputs().size() == 1;
    }

    static boolean isSoftmax(Node node) {
        return node.is("Softmax") || node.is("LogSoftmax");
    }

    /** Whether a node averages over positions. */
    static boolean isPool(Node node) {
        return node.isOneOf(POOLS);
    }

    /** scikit-learn's converter divides probabilities by their sum, which is 1. */
    static boolean isSumNormalizer(Node node) {
        return isMl(node, "Normalizer") && node.textAttribute("norm", "MAX").equals("L1");
    }

    static boolean isZipMap(Node node) {
        return isMl(node, "ZipMap");
    }

    static boolean isLinearClassifier(Node node) {
        return isMl(node, "LinearClassifier");
    }

    private static boolean isMl(Node node, String opType) {
        return node.domain().equals(Node.ML) && node.opType().equals(opType);
    }

    /**
     * The input that an affine function per logit is applied to.
     *
     * @return empty where the node is none, or is one of more than one variable tensor
     */
    static OptionalInt elementwise(Node node, ConstantFolder constants) {
        if (!node.isOneOf(ELEMENTWISE)) {
            return OptionalInt.empty();
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            if (constants.onlyVariable(node, i)) {
                boolean denominator = node.is("Div") && i == 1;
                boolean parameter = node.is("BatchNormalization") && i > 0;
                return denominator || parameter ? OptionalInt.empty() : OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * The input of an affine layer that is h.
     *
     * @return empty where the node is no affine layer with constant weights
     */
    static OptionalInt layer(Node node, ConstantFolder constants) {
        if (isLinearClassifier(node)) {
            return OptionalInt.of(0);
        }
        boolean gemm = node.is("Gemm") || (isMicrosoft(node, "FusedGemm") && !isActivated(node));
        boolean matMul = node.is("MatMul") || isMicrosoft(node, "FusedMatMul");
        boolean conv = node.is("Conv") || (isMicrosoft(node, "FusedConv") && !isActivated(node));
        if ((gemm || conv) && constants.onlyVariable(node, 0)) {
            return OptionalInt.of(0);
        }
        if (gemm || matMul) {
            for (int i = 0; i < 2; i++) {
                if (constants.onlyVariable(node, i)) {
                    return OptionalInt.of(i);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static boolean isActivated(Node node) {
        return !Set.of("", "Identity").contains(node.textAttribute("activation", ""));
    }

    static boolean isMicrosoft(Node node, String opType) {
        return node.domain().equals(Node.MICROSOFT) && node.opType().equals(opType);
    }

    /** Whether a node computes with integers that stand for real numbers. */
    static boolean isQuantised(Node node) {
        return Set.of(
                        "MatMulInteger",
                        "ConvInteger",
                        "QLinearMatMul",
                        "QLinearConv",
                        "QGemm",
                        "DynamicQuantizeMatMul",
                        "MatMulIntegerToFloat",
                        "MatMulNBits")
                .contains(node.opType());
    }
}
