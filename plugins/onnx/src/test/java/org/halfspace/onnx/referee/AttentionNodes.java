package org.halfspace.onnx.referee;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.array.Array;

/** Random nodes of attention, of rotary embeddings, and of products with an activation behind them. */
final class AttentionNodes {
    private AttentionNodes() {}

    static void addTo(Map<String, Function<Dice, OneNode>> makers) {
        makers.put("Attention", AttentionNodes::standard);
        makers.put("RotaryEmbedding", AttentionNodes::rotary);
        makers.put(Node.MICROSOFT + ".Attention", AttentionNodes::fused);
        makers.put(Node.MICROSOFT + ".MultiHeadAttention", AttentionNodes::multiHead);
        makers.put(Node.MICROSOFT + ".FusedConv", AttentionNodes::convolution);
        makers.put(Node.MICROSOFT + ".FusedGemm", AttentionNodes::product);
    }

    private static OneNode standard(Dice dice) {
        int heads = dice.between(1, 2);
        int size = dice.between(1, 3);
        int values = dice.coin() ? size : 2;
        boolean apart = dice.coin();
        int queries = dice.between(1, 3);
        int keys = dice.coin() ? queries : 4;
        boolean causal = dice.coin();
        Array mask =
                switch (dice.between(0, 2)) {
                    case 0 -> null;
                    case 1 -> dice.reals(dice.coin() ? new int[] {queries, keys} : new int[] {2, 1, queries, keys});
                    default -> someOpen(dice, queries, keys);
                };
        OneNode node = OneNode.of(
                        "Attention",
                        "",
                        23,
                        Map.of(),
                        operand(dice, apart, heads, queries, size),
                        operand(dice, apart, heads, keys, size),
                        operand(dice, apart, heads, keys, values),
                        mask)
                .with("is_causal", causal ? 1 : 0);
        node = apart ? node : node.with("q_num_heads", heads).with("kv_num_heads", heads);
        return dice.coin() ? node : node.with("scale", 0.7f);
    }

    /** A mask that leaves each query its first key, so that a causal one leaves it some, too. */
    private static Array someOpen(Dice dice, int queries, int keys) {
        long[] open = dice.booleans(queries, keys).integers().clone();
        for (int i = 0; i < queries; i++) {
            open[i * keys] = 1;
        }
        return Array.booleans(open, queries, keys);
    }

    private static Array operand(Dice dice, boolean apart, int heads, int positions, int size) {
        return apart ? dice.reals(2, heads, positions, size) : dice.reals(2, positions, heads * size);
    }

    private static OneNode rotary(Dice dice) {
        int heads = dice.between(1, 2);
        int pairs = dice.between(1, 2);
        boolean partial = dice.coin();
        int size = partial ? 2 * pairs + 2 : 2 * pairs;
        boolean apart = dice.coin();
        boolean numbered = dice.coin();
        int[] cache = numbered ? new int[] {5, pairs} : new int[] {2, 3, pairs};
        OneNode node = OneNode.of(
                        "RotaryEmbedding",
                        "",
                        23,
                        Map.of(),
                        operand(dice, apart, heads, 3, size),
                        dice.small(cache),
                        dice.small(cache),
                        numbered ? dice.integers(0, 4, 2, 3) : null)
                .with("interleaved", dice.between(0, 1));
        node = partial ? node.with("rotary_embedding_dim", 2L * pairs) : node;
        return apart ? node : node.with("num_heads", heads);
    }

    private static OneNode fused(Dice dice) {
        int heads = dice.between(1, 2);
        int width = heads * dice.between(1, 3);
        Array bias = dice.coin() ? dice.reals(3 * width) : null;
        return OneNode.of(
                        "Attention",
                        Node.MICROSOFT,
                        1,
                        Map.of(),
                        dice.reals(2, 3, 4),
                        dice.reals(4, 3 * width),
                        bias == null ? dice.reals(3 * width) : bias,
                        null,
                        null,
                        dice.coin() ? dice.reals(2, heads, 3, 3) : null)
                .with("num_heads", heads)
                .with("unidirectional", dice.between(0, 1));
    }

    private static OneNode multiHead(Dice dice) {
        int heads = dice.between(1, 2);
        int size = dice.between(1, 3);
        int width = heads * size;
        int queries = 3;
        int keys = dice.coin() ? 3 : 4;
        OneNode node = OneNode.of(
                        "MultiHeadAttention",
                        Node.MICROSOFT,
                        1,
                        Map.of(),
                        dice.reals(2, queries, width),
                        dice.reals(2, keys, width),
                        dice.reals(2, keys, width),
                        dice.coin() ? dice.reals(3 * width) : null,
                        null,
                        dice.coin() ? dice.reals(dice.between(1, 2), heads, queries, keys) : null)
                .with("num_heads", heads);
        return dice.coin() ? node : node.with("scale", 0.4f);
    }

    private static OneNode convolution(Dice dice) {
        boolean adds = dice.coin();
        boolean biased = adds || dice.coin();
        OneNode node = OneNode.of(
                        "FusedConv",
                        Node.MICROSOFT,
                        1,
                        Map.of(),
                        dice.reals(2, 2, 5, 4),
                        dice.reals(3, 2, 2, 2),
                        biased ? dice.reals(3) : null,
                        adds ? dice.reals(2, 3, 4, 3) : null)
                .with("kernel_shape", 2, 2);
        String activation = dice.oneOf("Relu", "Tanh", "Sigmoid", "LeakyRelu", "Clip", "HardSigmoid");
        node = node.with("activation", activation);
        return switch (activation) {
            case "LeakyRelu" -> node.with("activation_params", new Attribute.Reals(new float[] {0.3f}));
            case "Clip" -> node.with("activation_params", new Attribute.Reals(new float[] {-0.31f, 0.42f}));
            case "HardSigmoid" -> node.with("activation_params", new Attribute.Reals(new float[] {0.3f, 0.45f}));
            default -> node;
        };
    }

    private static OneNode product(Dice dice) {
        boolean turned = dice.coin();
        Array[] operands = {
            dice.reals(3, 4), turned ? dice.reals(2, 4) : dice.reals(4, 2), dice.coin() ? dice.reals(2) : null,
        };
        operands = operands[2] == null ? Arrays.copyOf(operands, 2) : operands;
        OneNode node = OneNode.of("FusedGemm", Node.MICROSOFT, 1, Map.of(), operands)
                .with("transB", turned ? 1 : 0)
                .with("alpha", 0.7f);
        String activation = dice.oneOf("Relu", "Tanh", "Sigmoid", "LeakyRelu", "HardSigmoid");
        node = node.with("activation", activation);
        return activation.equals("HardSigmoid")
                ? node.with("activation_alpha", 0.3f).with("activation_beta", 0.45f)
                : node.with("activation_alpha", 0.3f);
    }
}
