package org.halfspace.onnx.bounds;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.halfspace.onnx.bounds.ProgramCompiler.Operands;
import org.halfspace.onnx.graph.Node;

/** The operators that bounds know: how each becomes steps of a program. */
final class Operators {
    /** What moves numbers to other places, repeats them or leaves some out, and computes nothing. */
    private static final Set<String> MOVES = Set.of(
            "Concat",
            "DepthToSpace",
            "Dropout",
            "Expand",
            "Flatten",
            "Gather",
            "GatherElements",
            "GatherND",
            "Identity",
            "Pad",
            "Reshape",
            "Slice",
            "SpaceToDepth",
            "Split",
            "Squeeze",
            "Tile",
            "Transpose",
            "Unsqueeze");

    private static final Map<String, Consumer<Operands>> TABLE = table();

    private Operators() {}

    private static Map<String, Consumer<Operands>> table() {
        Map<String, Consumer<Operands>> table = new HashMap<>();
        MOVES.forEach(operator -> table.put(operator, AffineOperators::move));
        List.of("AveragePool", "GlobalAveragePool", "ReduceMean", "ReduceSum")
                .forEach(operator -> table.put(operator, AffineOperators::average));
        table.put("Cast", AffineOperators::cast);
        table.put("Gemm", Products::gemm);
        table.put("MatMul", Products::matMul);
        table.put("Conv", Products::convolution);
        table.put("BatchNormalization", AffineOperators::batchNormalization);
        table.put("Add", operands -> AffineOperators.add(operands, 1));
        table.put("Sub", operands -> AffineOperators.add(operands, -1));
        table.put("Sum", AffineOperators::sum);
        table.put("Neg", AffineOperators::negate);
        table.put("Mul", AffineOperators::multiply);
        table.put("Div", AffineOperators::divide);
        table.put("Relu", operands -> pointwise(operands, new Rectifier()));
        table.put("LeakyRelu", Activations::leakyRelu);
        table.put("PRelu", Activations::parametricRelu);
        table.put("Abs", Activations::absolute);
        table.put("Clip", Activations::clip);
        table.put("HardSigmoid", Activations::hardSigmoid);
        table.put("Sigmoid", operands -> pointwise(operands, Activations.SIGMOID));
        table.put("Tanh", operands -> pointwise(operands, Activations.TANH));
        table.put("Softplus", operands -> pointwise(operands, Activations.SOFTPLUS));
        table.put("Exp", operands -> pointwise(operands, Activations.EXP));
        table.put("Elu", Activations::elu);
        table.put("MaxPool", MaxPooling::windows);
        table.put("Max", MaxPooling::greatest);
        return table;
    }

    static boolean knows(Node node) {
        return node.domain().isEmpty() && TABLE.containsKey(node.opType());
    }

    static boolean moves(Node node) {
        return node.isOneOf(MOVES);
    }

    static void translate(Node node, Operands operands) {
        TABLE.get(node.opType()).accept(operands);
    }

    static void pointwise(Operands operands, ScalarFunction function) {
        operands.result(operands.builder().pointwise(operands.value(0), function));
    }
}
