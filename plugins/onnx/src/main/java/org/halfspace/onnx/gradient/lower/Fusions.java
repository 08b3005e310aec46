package org.halfspace.onnx.gradient.lower;

import java.util.List;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Lowering;
import org.halfspace.onnx.graph.Node;

/**
 * ONNX Runtime's own operators (domain com.microsoft), which its optimiser writes into the models that it saves, in terms of
 * ONNX's; each method is a {@link Lowering}.
 */
public final class Fusions {
    /** The default of SkipLayerNormalization. */
    private static final float SKIP_EPSILON = 1e-12f;

    private static final int SUM_OUTPUT = 3;

    private Fusions() {}

    /** FusedMatMul: {@code alpha A' B'}, where the matrices of both stacks can be transposed. */
    public static void matMul(Node node, Lowering.Context context) {
        if (node.intAttribute("transBatchA", 0) != 0 || node.intAttribute("transBatchB", 0) != 0) {
            throw context.unsupported(node, "transBatchA = transBatchB = 0", "a batch on another axis");
        }
        String a = transposed(node, 0, "transA", context);
        String b = transposed(node, 1, "transB", context);
        String product = context.emit().op("MatMul", a, b).emit();
        String alpha = context.expressions(node.output()).number(node.realAttribute("alpha", 1));
        context.emit().op("Mul", product, alpha).to(node.output());
    }

    private static String transposed(Node node, int input, String flag, Lowering.Context context) {
        int rank = context.shape(node.input(input)).rank();
        if (node.intAttribute(flag, 0) == 0 || rank < 2) {
            return node.input(input);
        }
        long[] order = new long[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        order[rank - 1] = rank - 2L;
        order[rank - 2] = rank - 1L;
        return context.emit().transpose(node.input(input), order);
    }

    /** FusedConv: a convolution, what is added to it, and an activation. */
    public static void conv(Node node, Lowering.Context context) {
        Emitter emit = context.emit();
        List<String> inputs = node.inputs().subList(0, Math.min(3, node.inputs().size()));
        String product = emit.op("Conv", inputs)
                .like(node, "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
                .emit();
        String sum = node.hasInput(3) ? emit.add(product, node.input(3)) : product;
        float[] parameters = node.realsAttribute("activation_params").orElse(new float[0]);
        activated(node, sum, parameters, context);
    }

    /** FusedGemm: a product of matrices and an activation. */
    public static void gemm(Node node, Lowering.Context context) {
        String product = context.emit()
                .op("Gemm", node.inputs())
                .like(node, "alpha", "beta", "transA", "transB")
                .emit();
        float[] parameters = {
            node.realAttribute("activation_alpha", 0.01f), node.realAttribute("activation_beta", 0),
        };
        activated(node, product, parameters, context);
    }

    private static void activated(Node node, String x, float[] parameters, Lowering.Context context) {
        Emitter emit = context.emit();
        String activation = node.textAttribute("activation", "");
        switch (activation) {
            case "" -> emit.op("Identity", x).to(node.output());
            case "Relu", "Sigmoid", "Tanh" -> emit.op(activation, x).to(node.output());
            case "LeakyRelu" ->
                emit.op(activation, x).with("alpha", parameters[0]).to(node.output());
            case "HardSigmoid" ->
                emit.op(activation, x)
                        .with("alpha", parameters[0])
                        .with("beta", parameters[1])
                        .to(node.output());
            case "Clip" -> {
                Expressions e = context.expressions(node.output());
                emit.op(activation, x, e.number(parameters[0]), e.number(parameters[1]))
                        .to(node.output());
            }
            default ->
                throw context.unsupported(
                        node, "Relu, Sigmoid, Tanh, LeakyRelu, HardSigmoid or Clip as the activation", activation);
        }
    }

    /** SkipLayerNormalization and SkipSimplifiedLayerNormalization: a normalisation of a sum, which is the fourth output. */
    public static void skipNorm(Node node, Lowering.Context context) {
        Emitter emit = context.emit();
        boolean centred = node.opType().equals("SkipLayerNormalization");
        int bias = centred ? 4 : 3;
        String sum = emit.add(node.input(0), node.input(1));
        sum = node.hasInput(bias) ? emit.add(sum, node.input(bias)) : sum;
        if (node.outputs().size() > SUM_OUTPUT
                && !node.outputs().get(SUM_OUTPUT).isEmpty()) {
            emit.op("Identity", sum).to(node.outputs().get(SUM_OUTPUT));
        }
        float epsilon = node.realAttribute("epsilon", SKIP_EPSILON);
        if (centred) {
            emit.op("LayerNormalization", sum, node.input(2), node.input(3))
                    .with("epsilon", epsilon)
                    .to(node.output());
        } else {
            Expressions e = context.expressions(node.input(0));
            String mean = Lowerings.reduce("ReduceMean", e.square(sum), context, -1);
            String root = e.apply("Sqrt", e.add(mean, epsilon));
            emit.op("Mul", e.div(sum, root), node.input(2)).to(node.output());
        }
    }

    /** com.microsoft's Gelu and QuickGelu, BiasGelu and FastGelu: of standard operators. */
    public static void gelu(Node node, Lowering.Context context) {
        Expressions e = context.expressions(node.input(0));
        String x = node.hasInput(1) ? e.add(node.input(0), node.input(1)) : node.input(0);
        switch (node.opType()) {
            case "QuickGelu" ->
                context.emit()
                        .op("Mul", x, e.sigmoid(e.mul(x, node.realAttribute("alpha", 1.702f))))
                        .to(node.output());
            case "FastGelu" -> {
                String inner = e.mul(e.mul(x, e.add(e.mul(e.square(x), 0.044715), 1)), Math.sqrt(2 / Math.PI));
                context.emit()
                        .op("Mul", e.mul(x, 0.5), e.add(e.apply("Tanh", inner), 1))
                        .to(node.output());
            }
            default ->
                context.emit()
                        .op("Mul", e.mul(x, 0.5), e.add(e.apply("Erf", e.mul(x, Math.sqrt(0.5))), 1))
                        .to(node.output());
        }
    }
}
