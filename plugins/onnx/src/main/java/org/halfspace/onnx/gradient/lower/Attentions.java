package org.halfspace.onnx.gradient.lower;

import java.util.List;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Lowering;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * Attention (Vaswani et al., 2017) in its three operators, written out as products, a softmax and the moves of heads between axes;
 * each public method is a {@link Lowering}.
 */
public final class Attentions {
    /** What keeps a position out: no number that a score can be outweighs it, and it is finite, so that nothing becomes none. */
    private static final double EXCLUDED = -1e30;

    private static final int MASK = 3;

    private final Node node;
    private final Lowering.Context context;
    private final Emitter emit;

    private Attentions(Node node, Lowering.Context context) {
        this.node = node;
        this.context = context;
        this.emit = context.emit();
    }

    /**
     * Queries, keys and values, {@code batch x heads x positions x numbers} each.
     *
     * @param queryCount positions of the queries
     * @param keyCount positions of keys and values
     * @param headSize numbers of a key
     */
    private record Heads(String query, String key, String value, long queryCount, long keyCount, long headSize) {}

    /** Attention of ONNX's operator set 23: heads on an axis of their own, or side by side. */
    public static void standard(Node node, Lowering.Context context) {
        Attentions attention = new Attentions(node, context);
        attention.refuseInputs(4, "no past keys and values, and no padded ones");
        attention.refuse("softcap", node.realAttribute("softcap", 0) != 0, "softcap = 0");
        TensorShape query = context.shape(node.input(0));
        TensorShape key = context.shape(node.input(1));
        boolean apart = query.rank() == 4;
        long heads = apart ? query.dim(1) : node.intAttribute("q_num_heads", 1);
        long keyHeads = apart ? key.dim(1) : node.intAttribute("kv_num_heads", 1);
        attention.refuse("grouped queries", heads != keyHeads, "as many heads of keys as of queries");
        Heads split = apart
                ? new Heads(node.input(0), node.input(1), node.input(2), query.dim(2), key.dim(2), query.dim(3))
                : attention.split(node.input(0), node.input(1), node.input(2), heads);
        String bias = node.hasInput(MASK) ? attention.mask(node.input(MASK)) : "";
        String result = attention.attended(split, bias, node.intAttribute("is_causal", 0) != 0);
        if (apart) {
            context.emit().op("Identity", result).to(node.output());
        } else {
            attention.join(result, split.queryCount());
        }
    }

    /** MultiHeadAttention of ONNX Runtime: heads side by side, biases of all three before. */
    public static void multiHead(Node node, Lowering.Context context) {
        Attentions attention = new Attentions(node, context);
        for (int input : new int[] {4, 6, 7}) {
            attention.refuse("input " + input, node.hasInput(input), "no padding mask, and no past keys and values");
        }
        attention.refuse("input 8", node.inputs().size() > 8, "no past keys and values");
        for (int input = 0; input < 3; input++) {
            boolean flat =
                    node.hasInput(input) && context.shape(node.input(input)).rank() == 3;
            attention.refuse("packed inputs", !flat, "query, key and value of three axes each");
        }
        long heads = node.intAttribute("num_heads", 1);
        List<String> inputs = node.inputs().subList(0, 3);
        if (node.hasInput(3)) {
            String bias = node.input(3);
            long width = context.shape(inputs.get(0)).dim(2);
            long size = context.shape(bias).dim(0);
            inputs = List.of(
                    attention.emit.add(inputs.get(0), attention.emit.slice(bias, 0, 0, width)),
                    attention.emit.add(inputs.get(1), attention.emit.slice(bias, 0, width, 2 * width)),
                    attention.emit.add(inputs.get(2), attention.emit.slice(bias, 0, 2 * width, size)));
        }
        TensorShape query = context.shape(node.input(0));
        Heads split = attention.split(inputs, query, context.shape(node.input(1)), context.shape(node.input(2)), heads);
        attention.join(
                attention.attended(split, node.input(5), node.intAttribute("unidirectional", 0) != 0),
                split.queryCount());
    }

    /** Attention of ONNX Runtime: one product makes queries, keys and values of one input. */
    public static void fused(Node node, Lowering.Context context) {
        Attentions attention = new Attentions(node, context);
        attention.refuse("input 3", node.hasInput(3), "no mask");
        attention.refuse("input 4", node.hasInput(4), "no past keys and values");
        attention.refuse("input 6", node.inputs().size() > 6, "no past keys and values");
        attention.refuse("do_rotary", node.intAttribute("do_rotary", 0) != 0, "do_rotary = 0");
        TensorShape input = context.shape(node.input(0));
        long width = context.shape(node.input(1)).dim(1);
        long[] sizes = node.intsAttribute("qkv_hidden_sizes").orElse(new long[] {width / 3, width / 3, width / 3});
        Emitter emit = context.emit();
        String product = emit.op("MatMul", node.input(0), node.input(1)).emit();
        String all = node.hasInput(2) ? emit.add(product, node.input(2)) : product;
        List<String> parts = List.of(
                emit.slice(all, 2, 0, sizes[0]),
                emit.slice(all, 2, sizes[0], sizes[0] + sizes[1]),
                emit.slice(all, 2, sizes[0] + sizes[1], width));
        Heads split = attention.split(
                parts,
                part(input, sizes[0]),
                part(input, sizes[1]),
                part(input, sizes[2]),
                node.intAttribute("num_heads", 1));
        attention.join(
                attention.attended(split, node.input(5), node.intAttribute("unidirectional", 0) != 0),
                split.queryCount());
    }

    private static TensorShape part(TensorShape input, long width) {
        return input.with(input.dim(0), input.dim(1), width);
    }

    private Heads split(String query, String key, String value, long heads) {
        return split(List.of(query, key, value), context.shape(query), context.shape(key), context.shape(value), heads);
    }

    private Heads split(List<String> inputs, TensorShape query, TensorShape key, TensorShape value, long heads) {
        return new Heads(
                split(inputs.get(0), query, heads),
                split(inputs.get(1), key, heads),
                split(inputs.get(2), value, heads),
                query.dim(1),
                key.dim(1),
                query.dim(2) / heads);
    }

    private String split(String tensor, TensorShape shape, long heads) {
        refuse("a batch that is not the first axis", shape.isBatch(1), "the batch on the first axis");
        return emit.transpose(emit.reshape(tensor, -1, shape.dim(1), heads, shape.dim(2) / heads), 0, 2, 1, 3);
    }

    private void join(String heads, long positions) {
        long width = context.shape(node.output()).dim(2);
        emit.op("Reshape", emit.transpose(heads, 0, 2, 1, 3), emit.longs(-1, positions, width))
                .to(node.output());
    }

    /** A mask as what is added to scores. */
    private String mask(String mask) {
        TensorShape shape = context.shape(mask);
        if (shape.type().isFloating()) {
            return mask;
        }
        Expressions e = context.expressions(node.input(0));
        return e.where(mask, 0, EXCLUDED);
    }

    /** @param bias is added to the scores; empty for none */
    private String attended(Heads heads, String bias, boolean causal) {
        for (int output = 1; output < node.outputs().size(); output++) {
            boolean wanted = !node.outputs().get(output).isEmpty();
            refuse("output " + output, wanted, "its first output alone");
        }
        Expressions e = context.expressions(node.input(0));
        float given = node.realAttribute("scale", 0);
        double scale = given == 0 ? 1 / Math.sqrt((double) heads.headSize()) : given;
        String scores = emit.op("MatMul", e.mul(heads.query(), scale), emit.transpose(heads.key(), 0, 1, 3, 2))
                .emit();
        scores = bias.isEmpty() ? scores : emit.add(scores, bias);
        scores = causal ? emit.add(scores, past(heads)) : scores;
        String weights = emit.op("Softmax", scores).with("axis", -1).emit();
        return emit.op("MatMul", weights, heads.value()).emit();
    }

    /** Keeps each query from the keys behind it. */
    private String past(Heads heads) {
        int rows = Math.toIntExact(heads.queryCount());
        int columns = Math.toIntExact(heads.keyCount());
        double[] mask = new double[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < rows; i++) {
            for (int j = i + 1; j < columns; j++) {
                mask[i * columns + j] = EXCLUDED;
            }
        }
        return emit.constant("past", Tensor.of(context.shape(node.input(0)).type(), mask, rows, columns));
    }

    private void refuseInputs(int first, String expected) {
        refuse("input " + first, node.inputs().size() > first, expected);
    }

    private void refuse(String found, boolean refused, String expected) {
        if (refused) {
            throw context.unsupported(node, expected, found);
        }
    }

    /** RotaryEmbedding of ONNX's operator set 23 (Su et al., 2021): pairs of numbers turned by angles of their positions. */
    public static void rotary(Node node, Lowering.Context context) {
        Emitter emit = context.emit();
        TensorShape shape = context.shape(node.input(0));
        boolean apart = shape.rank() == 4;
        long heads = apart ? shape.dim(1) : node.intAttribute("num_heads", 1);
        long positions = shape.dim(apart ? 2 : 1);
        long size = apart ? shape.dim(3) : shape.dim(2) / heads;
        long given = node.intAttribute("rotary_embedding_dim", 0);
        long turned = given == 0 ? size : given;
        String x = apart
                ? node.input(0)
                : emit.transpose(emit.reshape(node.input(0), -1, positions, heads, size), 0, 2, 1, 3);
        String cos = angles(node, 1, emit);
        String sin = angles(node, 2, emit);
        boolean interleaved = node.intAttribute("interleaved", 0) != 0;
        String first = interleaved ? every(x, 0, turned, emit) : emit.slice(x, 3, 0, turned / 2);
        String second = interleaved ? every(x, 1, turned, emit) : emit.slice(x, 3, turned / 2, turned);
        String real = emit.sub(emit.mul(first, cos), emit.mul(second, sin));
        String imaginary = emit.add(emit.mul(first, sin), emit.mul(second, cos));
        String result = interleaved
                ? emit.reshape(
                        emit.op("Concat", pair(real, emit), pair(imaginary, emit))
                                .with("axis", -1)
                                .emit(),
                        -1,
                        heads,
                        positions,
                        turned)
                : emit.op("Concat", real, imaginary).with("axis", -1).emit();
        if (turned < size) {
            result = emit.op("Concat", result, emit.slice(x, 3, turned, size))
                    .with("axis", -1)
                    .emit();
        }
        if (apart) {
            emit.op("Identity", result).to(node.output());
        } else {
            emit.op("Reshape", emit.transpose(result, 0, 2, 1, 3), emit.longs(-1, positions, heads * size))
                    .to(node.output());
        }
    }

    /** {@code batch x 1 x positions x pairs}. */
    private static String angles(Node node, int cache, Emitter emit) {
        String rows = node.hasInput(3)
                ? emit.op("Gather", node.input(cache), node.input(3)).emit()
                : node.input(cache);
        return emit.op("Unsqueeze", rows, emit.longs(1)).emit();
    }

    private static String every(String x, long begin, long end, Emitter emit) {
        return emit.op("Slice", x, emit.longs(begin), emit.longs(end), emit.longs(3), emit.longs(2))
                .emit();
    }

    private static String pair(String x, Emitter emit) {
        return emit.op("Unsqueeze", x, emit.longs(4)).emit();
    }
}
