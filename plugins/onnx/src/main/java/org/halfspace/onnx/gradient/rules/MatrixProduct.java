package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/** MatMul of matrices and stacks of matrices: {@code dA = dY B^T}, {@code dB = A^T dY}, summed where one was repeated. */
public final class MatrixProduct implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        TensorShape a = pass.inputShape(0);
        TensorShape b = pass.inputShape(1);
        if (a.rank() < 2 || b.rank() < 2) {
            reverseWithVector(node, pass);
            return;
        }
        if (pass.isActive(0)) {
            pass.give(0, left(node, pass, a, b));
        }
        if (pass.isActive(1)) {
            TensorShape full = stack(pass.outputShape(), b);
            String gradient = pass.emit()
                    .op("MatMul", swapped(pass.saved(node.input(0)), a.rank(), pass), pass.cotangent())
                    .emit();
            pass.give(1, pass.unbroadcast(gradient, full, b));
        }
    }

    private static String left(Node node, Backward pass, TensorShape a, TensorShape b) {
        if (a.rank() == 2 && b.rank() == 2) {
            return pass.emit()
                    .op("Gemm", pass.cotangent(), pass.saved(node.input(1)))
                    .with("transB", 1)
                    .emit();
        }
        String gradient = pass.emit()
                .op("MatMul", pass.cotangent(), swapped(pass.saved(node.input(1)), b.rank(), pass))
                .emit();
        return pass.unbroadcast(gradient, stack(pass.outputShape(), a), a);
    }

    /** The shape of a gradient before it is summed: the output's stack of the operand's matrices. */
    private static TensorShape stack(TensorShape output, TensorShape operand) {
        long[] dims = output.dims().clone();
        dims[dims.length - 1] = operand.dim(-1);
        dims[dims.length - 2] = operand.dim(-2);
        return output.with(dims);
    }

    /** The matrices of a stack, each transposed. */
    private static String swapped(String tensor, int rank, Pass pass) {
        long[] order = new long[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        order[rank - 1] = rank - 2L;
        order[rank - 2] = rank - 1L;
        return pass.emit().transpose(tensor, order);
    }

    /** A vector is a matrix of one row on the left, of one column on the right. */
    private static void reverseWithVector(Node node, Backward pass) {
        TensorShape a = pass.inputShape(0);
        TensorShape b = pass.inputShape(1);
        if (b.rank() > 1) {
            throw pass.unsupported("a matrix on the left", a.toString());
        }
        if (pass.isActive(1)) {
            throw pass.unsupported("a constant vector on the right", "a vector that depends on the input");
        }
        if (a.rank() == 1) {
            pass.give(0, pass.times(pass.cotangent(), node.input(1)));
            return;
        }
        String column = pass.emit()
                .op("Unsqueeze", pass.cotangent(), pass.emit().longs(-1))
                .emit();
        String row =
                pass.emit().op("Unsqueeze", node.input(1), pass.emit().longs(0)).emit();
        pass.give(0, pass.emit().op("MatMul", column, row).emit());
    }

    @Override
    public void forward(Node node, Forward pass) {
        List<String> terms = new ArrayList<>();
        if (pass.isActive(0)) {
            terms.add(pass.emit().op("MatMul", pass.tangent(0), node.input(1)).emit());
        }
        if (pass.isActive(1)) {
            terms.add(pass.emit().op("MatMul", node.input(0), pass.tangent(1)).emit());
        }
        pass.give(pass.emit().sum(terms));
    }
}
