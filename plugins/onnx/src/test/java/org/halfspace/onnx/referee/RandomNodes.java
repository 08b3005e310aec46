package org.halfspace.onnx.referee;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.array.Array;

/** For every operator that is differentiated, a node with random shapes and attributes, at a point where it is smooth. */
public final class RandomNodes {
    private final Map<String, Function<Dice, OneNode>> makers = new TreeMap<>();

    public RandomNodes() {
        functions();
        arithmetic();
        products();
        WindowNodes.addTo(makers);
        AttentionNodes.addTo(makers);
        normalisations();
        reductions();
        MovingNodes.addTo(makers);
        machineLearning();
    }

    public Map<String, Function<Dice, OneNode>> makers() {
        return makers;
    }

    private void functions() {
        for (String operator : new String[] {
            "Abs",
            "Neg",
            "Exp",
            "Sin",
            "Cos",
            "Atan",
            "Sinh",
            "Cosh",
            "Asinh",
            "Erf",
            "Relu",
            "ThresholdedRelu",
            "Sigmoid",
            "HardSigmoid",
            "HardSwish",
            "Tanh",
            "Softplus",
            "Softsign",
            "Selu",
            "Identity",
            "Dropout"
        }) {
            makers.put(operator, dice -> OneNode.of(operator, dice.reals(dice.shape())));
        }
        // Away from the ends of their domains, and from the poles of the tangent, where quotients say little.
        for (String operator : new String[] {"Asin", "Acos", "Atanh", "Tan"}) {
            makers.put(operator, dice -> OneNode.of(operator, dice.small(dice.shape())));
        }
        for (String operator : new String[] {"Sqrt", "Log", "Reciprocal"}) {
            makers.put(operator, dice -> OneNode.of(operator, dice.above(0.4, dice.shape())));
        }
        for (String operator : new String[] {"LeakyRelu", "Elu", "Celu", "Swish"}) {
            makers.put(operator, dice -> OneNode.of(operator, dice.reals(dice.shape()))
                    .opset(operator.equals("Swish") ? 24 : 17)
                    .with("alpha", dice.oneOf(0.3f, 1.7f)));
        }
        makers.put("Mish", dice -> OneNode.of("Mish", dice.reals(dice.shape())).opset(18));
        makers.put("Acosh", dice -> OneNode.of("Acosh", dice.above(1.4, dice.shape())));
        makers.put("Gelu", dice -> OneNode.of("Gelu", dice.reals(dice.shape()))
                .opset(20)
                .with("approximate", dice.oneOf("none", "tanh")));
        makers.put("Shrink", dice -> OneNode.of("Shrink", dice.reals(dice.shape()))
                .with("lambd", 0.25f)
                .with("bias", 0.1f));
        makers.put(
                "Clip",
                dice -> dice.coin()
                        ? OneNode.of(
                                "Clip",
                                dice.reals(dice.shape()),
                                Array.scalar(-0.1),
                                dice.coin() ? Array.scalar(0.15) : null)
                        : OneNode.of("Clip", dice.reals(dice.shape()))
                                .opset(dice.between(7, 10))
                                .with("max", 0.25f));
        for (String operator : new String[] {"BiasGelu", "FastGelu"}) {
            makers.put(Node.MICROSOFT + "." + operator, dice -> {
                int[] shape = dice.shape(3);
                return OneNode.of(operator, Node.MICROSOFT, 1, Map.of(), dice.reals(shape), dice.reals(shape[2]));
            });
        }
        for (String operator : new String[] {"Gelu", "QuickGelu"}) {
            makers.put(
                    Node.MICROSOFT + "." + operator,
                    dice -> OneNode.of(operator, Node.MICROSOFT, 1, Map.of(), dice.reals(dice.shape())));
        }
        makers.put("Cast", dice -> OneNode.of("Cast", dice.reals(dice.shape())).with("to", 1));
        makers.put("CastLike", dice -> OneNode.of("CastLike", dice.reals(dice.shape()), Array.scalar(0)));
    }

    private void arithmetic() {
        for (String operator : new String[] {"Add", "Sub", "Mul"}) {
            makers.put(operator, dice -> pair(operator, dice, false));
        }
        makers.put("Div", dice -> pair("Div", dice, true));
        makers.put("Pow", dice -> {
            int[] shape = dice.shape();
            return OneNode.of("Pow", dice.above(0.4, shape), dice.reals(dice.broadcastable(shape)));
        });
        makers.put("Mod", dice -> OneNode.of("Mod", dice.reals(dice.shape()), Array.scalar(0.35))
                .with("fmod", 1));
        makers.put("PRelu", dice -> {
            int[] shape = dice.shape();
            return OneNode.of("PRelu", dice.reals(shape), dice.reals(dice.broadcastable(shape)));
        });
        for (String operator : new String[] {"Sum", "Max", "Min", "Mean"}) {
            makers.put(operator, dice -> {
                int[] shape = dice.shape();
                // Shifted by different parts of the spacing, so that numbers of different inputs are not near each
                // other.
                boolean same = dice.between(0, 3) == 0;
                return OneNode.of(
                        operator,
                        dice.reals(shape),
                        shifted(dice.reals(same ? shape : dice.broadcastable(shape)), 0.025),
                        shifted(dice.reals(same ? shape : dice.broadcastable(shape)), 0.0125 + 0.0005));
            });
        }
        makers.put("Where", dice -> {
            int[] shape = dice.shape();
            return OneNode.of(
                    "Where",
                    dice.booleans(dice.broadcastable(shape)),
                    dice.reals(shape),
                    dice.reals(dice.broadcastable(shape)));
        });
    }

    private static Array shifted(Array array, double by) {
        // Squeezed to a fifth around the middles, so that three such lattices stay apart.
        double[] values = Arrays.stream(array.reals())
                .map(value -> middle(value) + (value - middle(value)) / 5 + by)
                .toArray();
        return Array.of(values, array.shape());
    }

    private static double middle(double value) {
        return (Math.floor(value / Dice.SPACING) + 0.5) * Dice.SPACING;
    }

    private static OneNode pair(String operator, Dice dice, boolean positive) {
        int[] shape = dice.shape();
        int[] other = dice.broadcastable(shape);
        Array second = positive ? dice.above(0.5, other) : dice.reals(other);
        return dice.coin() && !positive
                ? OneNode.of(operator, dice.reals(other), dice.reals(shape))
                : OneNode.of(operator, dice.reals(shape), second);
    }

    private void products() {
        makers.put("MatMul", dice -> {
            int m = dice.between(1, 5);
            int k = dice.between(1, 9);
            int n = dice.between(1, 4);
            int[] batch = dice.shape(dice.between(0, 2));
            Array left = dice.reals(joined(batch, m, k));
            Array right = dice.reals(joined(dice.broadcastable(batch), k, n));
            return switch (dice.between(0, 3)) {
                case 0 -> OneNode.of("MatMul", dice.reals(k), right);
                case 1 -> OneNode.of("MatMul", left, dice.reals(k));
                default -> OneNode.of("MatMul", left, right);
            };
        });
        makers.put("Gemm", dice -> {
            int m = dice.between(1, 6);
            int k = dice.between(1, 9);
            int n = dice.between(1, 5);
            int[] result = {m, n};
            return gemm("Gemm", "", 13, dice, m, k, n, dice.coin() ? dice.reals(dice.broadcastable(result)) : null)
                    .with("beta", 0.6f);
        });
        makers.put(
                Node.MICROSOFT + ".FusedMatMul",
                dice -> gemm(
                        "FusedMatMul",
                        Node.MICROSOFT,
                        1,
                        dice,
                        dice.between(1, 4),
                        dice.between(1, 5),
                        dice.between(1, 4),
                        null));
        makers.put("Einsum", dice -> switch (dice.between(0, 6)) {
            case 4 ->
                OneNode.of("Einsum", dice.reals(2, 3, 2), dice.reals(2, 3, 4)).with("equation", "...ij,...ik->...jk");
            case 5 -> OneNode.of("Einsum", dice.reals(2, 3, 3), dice.reals(3)).with("equation", "nii,i->ni");
            case 6 ->
                OneNode.of("Einsum", dice.reals(1, 2, 3), dice.reals(4, 2, 3)).with("equation", "...d,...d");
            case 0 ->
                OneNode.of("Einsum", dice.reals(2, 3, 2), dice.reals(2, 2, 4)).with("equation", "bij,bjk->bki");
            case 1 -> OneNode.of("Einsum", dice.reals(3, 3)).with("equation", "ii->i");
            case 2 ->
                OneNode.of("Einsum", dice.reals(2, 1, 3), dice.reals(4, 3)).with("equation", "...d,...d->...");
            default ->
                OneNode.of("Einsum", dice.reals(2, 3), dice.reals(3), dice.reals(2))
                        .with("equation", "ab,b,a");
        });
    }

    private static OneNode gemm(String operator, String domain, long opset, Dice dice, int m, int k, int n, Array c) {
        boolean transA = dice.coin();
        boolean transB = dice.coin();
        Array a = transA ? dice.reals(k, m) : dice.reals(m, k);
        Array b = transB ? dice.reals(n, k) : dice.reals(k, n);
        return OneNode.of(operator, domain, opset, Map.of(), c == null ? new Array[] {a, b} : new Array[] {a, b, c})
                .with("transA", transA ? 1 : 0)
                .with("transB", transB ? 1 : 0)
                .with("alpha", dice.oneOf(1f, 0.3f));
    }

    static int[] joined(int[] first, int... second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private void normalisations() {
        makers.put("BatchNormalization", dice -> {
            int[] shape = dice.shape(dice.between(2, 5));
            int c = shape[1];
            return OneNode.of(
                    "BatchNormalization",
                    dice.reals(shape),
                    dice.reals(c),
                    dice.reals(c),
                    dice.reals(c),
                    dice.above(0.3, c));
        });
        makers.put("InstanceNormalization", dice -> {
            int[] shape = joined(new int[] {2, dice.between(1, 3), 3}, dice.between(1, 2));
            return OneNode.of("InstanceNormalization", dice.reals(shape), dice.reals(shape[1]), dice.reals(shape[1]));
        });
        makers.put("GroupNormalization", dice -> {
            boolean perChannel = dice.coin();
            int groups = perChannel ? dice.between(1, 2) : 2;
            int channels = groups * dice.between(1, 2);
            int parameters = perChannel ? channels : groups;
            return OneNode.of(
                            "GroupNormalization",
                            dice.reals(2, channels, 4),
                            dice.reals(parameters),
                            dice.reals(parameters))
                    .with("num_groups", groups)
                    .opset(perChannel ? 21 : 18);
        });
        makers.put("LayerNormalization", dice -> {
            int axis = dice.between(0, 2);
            int[] shape = {2, 3, 4};
            int[] tail = Arrays.copyOfRange(shape, axis, 3);
            return OneNode.of(
                            "LayerNormalization",
                            dice.reals(shape),
                            dice.reals(tail),
                            dice.coin() ? dice.reals(tail) : null)
                    .with("axis", dice.coin() ? axis : axis - 3);
        });
        for (String operator : new String[] {"RMSNormalization", "SimplifiedLayerNormalization"}) {
            makers.put(operator, dice -> OneNode.of(operator, dice.reals(3, 4), dice.reals(4))
                    .opset(23));
        }
        makers.put("MeanVarianceNormalization", dice -> OneNode.of("MeanVarianceNormalization", dice.reals(2, 3, 2, 3))
                .with("axes", dice.oneOf(new int[] {0, 2, 3}, new int[] {2, 3}, new int[] {1})));
        makers.put(
                Node.MICROSOFT + ".SkipLayerNormalization",
                dice -> OneNode.of(
                        "SkipLayerNormalization",
                        Node.MICROSOFT,
                        1,
                        Map.of(),
                        dice.reals(2, 2, 4),
                        dice.reals(2, 2, 4),
                        dice.reals(4),
                        dice.coin() ? dice.reals(4) : null,
                        dice.coin() ? dice.reals(4) : null));
        makers.put(
                Node.MICROSOFT + ".SkipSimplifiedLayerNormalization",
                dice -> OneNode.of(
                        "SkipSimplifiedLayerNormalization",
                        Node.MICROSOFT,
                        1,
                        Map.of(),
                        dice.reals(2, 2, 4),
                        dice.reals(2, 2, 4),
                        dice.reals(4),
                        dice.coin() ? dice.reals(4) : null));
        makers.put("LpNormalization", dice -> OneNode.of("LpNormalization", dice.reals(2, 3, 2))
                .with("p", dice.between(1, 2))
                .with("axis", dice.between(-1, 2)));
        // ONNX Runtime takes images and odd windows only.
        makers.put("LRN", dice -> OneNode.of(
                        "LRN",
                        dice.reals(joined(
                                new int[] {2, dice.between(1, 6)}, dice.shape(dice.coin() ? 2 : dice.between(0, 2)))))
                .with("size", dice.coin() ? 3 : dice.between(1, 5))
                .with("alpha", 0.7f)
                .with("beta", 0.6f)
                .with("bias", 1.2f));
        for (String operator : new String[] {"Softmax", "LogSoftmax"}) {
            makers.put(operator, dice -> {
                int[] shape = dice.shape();
                return OneNode.of(operator, dice.reals(shape))
                        .with("axis", dice.between(-shape.length, shape.length - 1))
                        .opset(dice.oneOf(9, 11, 13));
            });
        }
    }

    private void reductions() {
        for (String name :
                new String[] {"Sum", "Mean", "Max", "Min", "Prod", "L1", "L2", "LogSum", "LogSumExp", "SumSquare"}) {
            makers.put("Reduce" + name, dice -> {
                int[] shape = dice.shape();
                int[] axes = Arrays.copyOf(dice.permutation(shape.length), dice.between(1, shape.length));
                Array x = name.equals("LogSum") || name.equals("Prod") ? dice.above(0.5, shape) : dice.reals(shape);
                long[] wide = Arrays.stream(axes).asLongStream().toArray();
                OneNode node = dice.coin()
                        ? OneNode.of("Reduce" + name, x, Array.integers(wide, wide.length))
                                .opset(18)
                        : OneNode.of("Reduce" + name, x).opset(11).with("axes", axes);
                return node.with("keepdims", dice.between(0, 1));
            });
        }
        makers.put("CumSum", dice -> {
            int[] shape = dice.shape();
            return OneNode.of(
                            "CumSum", dice.reals(shape), Array.integers(new long[] {dice.between(0, shape.length - 1)}))
                    .with("exclusive", dice.between(0, 1))
                    .with("reverse", dice.between(0, 1));
        });
    }

    private void machineLearning() {
        makers.put(Node.ML + ".LinearRegressor", dice -> linear("LinearRegressor", dice)
                .with("targets", 2));
        makers.put(Node.ML + ".LinearClassifier", dice -> {
            OneNode node = linear("LinearClassifier", dice)
                    .with("classlabels_ints", 4, 7)
                    .with("post_transform", dice.oneOf("NONE", "SOFTMAX", "LOGISTIC"));
            // The scores are the second output; under the name y0 they are what is differentiated.
            return new OneNode(node.node().withOutputs(java.util.List.of("labels", "y0")), 1, node.inputs(), 1);
        });
        makers.put(Node.ML + ".Scaler", dice -> OneNode.of(
                        "Scaler", Node.ML, 1, Map.of(), dice.reals(dice.between(1, 3), 2))
                .with("offset", new Attribute.Reals(new float[] {0.5f, -1}))
                .with("scale", new Attribute.Reals(new float[] {2})));
        makers.put(Node.ML + ".Normalizer", dice -> OneNode.of("Normalizer", Node.ML, 1, Map.of(), dice.reals(2, 3))
                .with("norm", dice.oneOf("L1", "L2")));
    }

    private static OneNode linear(String operator, Dice dice) {
        return OneNode.of(operator, Node.ML, 1, Map.of(), dice.reals(dice.between(1, 5), 3))
                .with("coefficients", new Attribute.Reals(new float[] {1, -2, 0.5f, 0.25f, 3, -1}))
                .with("intercepts", new Attribute.Reals(new float[] {0.5f, -0.25f}));
    }
}
